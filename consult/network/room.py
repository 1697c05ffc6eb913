"""The front door of the network room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("network")
