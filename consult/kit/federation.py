"""The federation this installation serves: its name, contact, logo, colour, zone and languages, known to every page."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app, g, has_request_context
from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, Text, event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Instant, Model, apart, db
from consult.settings import Settings

ALL_LANGUAGES = ("en", "es", "fr")
HOUSE_ACCENT = "ink"
ONLY = 1
"""There is one row: an installation serves one federation."""
_STAMP = "federation-changed"
_HOLDS_FOR = 60.0
"""Seconds after which a process looks again: for installations whose machines share no data folder."""
_KEPT = "consult.federation"


class FederationRow(Model):
    """What the secretariat has saved; before that the settings of the environment hold."""

    __tablename__ = "federation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    long_name: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    accent: Mapped[str] = mapped_column(String(20), default=HOUSE_ACCENT)
    time_zone: Mapped[str] = mapped_column(String(60))
    languages: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(8))
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A PNG of our own making, whatever was sent."""
    logo_alt: Mapped[str] = mapped_column(String(200), default="")
    logo_width: Mapped[int] = mapped_column(default=0)
    logo_height: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by_id: Mapped[int | None]
    """A person's id, as the journal keeps it."""


@dataclass(frozen=True)
class Federation:
    """The federation as pages, letters and files name it."""

    name: str
    long_name: str
    email: str
    phone: str
    address: str
    accent: str
    time_zone: str
    languages: tuple[str, ...]
    language: str
    """For visitors whose browser asks for none of its languages."""
    logo: bytes | None = field(default=None, repr=False)
    logo_alt: str = ""
    logo_width: int = 0
    logo_height: int = 0

    @property
    def zone(self) -> str:
        """Its time zone as people say it: the city."""
        return self.time_zone.split("/")[-1].replace("_", " ")

    @property
    def logo_mark(self) -> str:
        """Changes with the logo; empty without one."""
        return sha256(self.logo).hexdigest()[:12] if self.logo else ""


@dataclass(frozen=True)
class _Kept:
    stamp: tuple[object, ...]
    read_at: float
    federation: Federation


def current() -> Federation:
    """The federation as it is now. A page costs it a look at one file, and a statement only after a change."""
    if has_request_context():
        known: Federation | None = g.get("consult_federation")
        if known is None:
            known = g.consult_federation = _fresh()
        return known
    return _fresh()


def from_settings(settings: Settings) -> Federation:
    """The federation before anything was saved: what the environment says."""
    return Federation(
        settings.federation,
        "",
        "",
        "",
        "",
        HOUSE_ACCENT,
        settings.time_zone,
        ALL_LANGUAGES,
        settings.language,
    )


def saved() -> FederationRow | None:
    """The row for writing, held to the end of the transaction; None before the first saving."""
    query = select(FederationRow).where(FederationRow.id == ONLY).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def tell_all() -> None:
    """Once the present transaction is committed, every process of this data folder reads the row anew."""
    stamp = _settings().data / _STAMP
    session = db.session()

    def touch(_session: object) -> None:
        # a new file each time: two changes in one tick of the file system's clock are still two
        draft = stamp.with_name(f".{_STAMP}-{os.getpid()}-{time.monotonic_ns()}")
        draft.touch()
        draft.replace(stamp)
        g.pop("consult_federation", None)

    event.listen(session, "after_commit", touch, once=True)


def _settings() -> Settings:
    found: Settings = current_app.extensions["consult.settings"]
    return found


def _fresh() -> Federation:
    settings = _settings()
    stamp = _stamp(settings.data / _STAMP)
    kept: _Kept | None = current_app.extensions.get(_KEPT)
    # how long something was kept is no moment anybody is told: the clock of the house has no part in it
    at = time.monotonic()
    if kept is not None and kept.stamp == stamp and at - kept.read_at < _HOLDS_FOR:
        return kept.federation
    try:
        found = _read() or from_settings(settings)
    except SQLAlchemyError:
        # the database is away or has no tables yet: what was known last, and another look next time
        return kept.federation if kept is not None and kept.stamp[0] == stamp[0] else from_settings(settings)
    current_app.extensions[_KEPT] = _Kept(stamp, at, found)
    return found


def _stamp(path: Path) -> tuple[object, ...]:
    with suppress(OSError):
        seen = path.stat()
        return str(path), seen.st_ino, seen.st_mtime_ns
    return (str(path),)


_COLUMNS = [column for column in FederationRow.__table__.c if column.name in Federation.__dataclass_fields__]


def _read() -> Federation | None:
    with apart() as connection:
        row = connection.execute(select(*_COLUMNS).where(FederationRow.id == ONLY)).mappings().first()
    if row is None:
        return None
    values: dict[str, Any] = {**row, "languages": tuple(row["languages"])}
    return Federation(**values)
