"""The front door of the deliberation room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("deliberation")
