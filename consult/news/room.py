"""The front door of the news room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("news")
