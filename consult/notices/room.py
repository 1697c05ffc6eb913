"""The front door of the notices room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("notices")
