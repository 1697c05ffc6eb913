"""The front door of the search room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("search")
