"""The front door of the strategy room."""

from __future__ import annotations

from flask import Flask

from consult.kit.room import Room
from consult.strategy.events import state_mark


def _prepare(app: Flask) -> None:
    app.jinja_env.filters["proposal_state"] = state_mark


room = Room("strategy", prepare=_prepare)
