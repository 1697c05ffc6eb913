"""The front door of the demo room."""

from __future__ import annotations

from consult.kit.room import Room

room = Room("demo")
