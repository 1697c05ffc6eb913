"""The front door of the journal room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("journal")
