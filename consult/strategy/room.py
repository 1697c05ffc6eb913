"""The front door of the strategy room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("strategy")
