"""The front door of the voting room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("voting")
