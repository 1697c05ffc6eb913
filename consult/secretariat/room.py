"""The front door of the secretariat room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("secretariat")
