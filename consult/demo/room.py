"""The front door of the demonstration; it joins the house in demo mode only."""

from __future__ import annotations

from consult.demo.views import bp
from consult.kit.room import Room

room = Room("demo", blueprints=(bp,))
