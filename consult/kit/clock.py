"""What time it is: one clock an application, passed in, so that tests bring their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from flask import current_app


class Clock(Protocol):
    """Anything that tells an aware time in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The server's own clock; it alone decides what is open."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def now() -> datetime:
    """The present instant by the application's clock, in UTC with microseconds."""
    clock: Clock = current_app.extensions["consult.clock"]
    return clock.now()
