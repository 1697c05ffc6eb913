"""The front door of the public face."""

from __future__ import annotations

from consult.kit.room import Room
from consult.public.views import bp

room = Room("public", blueprints=(bp,))
