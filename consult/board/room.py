"""The front door of the board room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("board")
