"""When the work of every minute was last begun and done: each minute is run once, and anyone can see that it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Instant, Model, db, is_sqlite, transaction

JOBS = "jobs"
LONGEST = timedelta(minutes=10)
"""A run that has not ended by then is taken to have died."""
LATE = timedelta(minutes=5)
"""So long without a run is worth a warning."""


class Pulse(Model):
    """The last run of something that runs every minute."""

    __tablename__ = "pulse"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    minute: Mapped[datetime] = mapped_column(Instant)
    began_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


def begin(at: datetime) -> bool:
    """Take this minute's run for us; False when it was run already or the one before goes on."""
    minute = at.replace(second=0, microsecond=0)
    mine = {"minute": minute, "began_at": at, "ended_at": None}
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(Pulse)
    over = or_(Pulse.ended_at.is_not(None), Pulse.began_at < at - LONGEST, Pulse.began_at > at)
    taken = insert.values(name=JOBS, **mine).on_conflict_do_update(
        index_elements=["name"], set_=mine, where=(Pulse.minute != minute) & over
    )
    with transaction(writing=True):
        return db.session.scalar(taken.returning(Pulse.name)) is not None


def end(began_at: datetime, at: datetime) -> None:
    """The run is done."""
    with transaction(writing=True):
        ours = (Pulse.name == JOBS, Pulse.began_at == began_at)
        db.session.execute(update(Pulse).where(*ours).values(ended_at=at))


def last_run() -> datetime | None:
    """When the jobs last ran, in one statement."""
    return db.session.scalar(select(Pulse.began_at).where(Pulse.name == JOBS))
