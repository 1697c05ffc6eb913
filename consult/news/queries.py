"""Reading notes: those published, those at the desk, and what the search may find of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from consult.kit.db import db
from consult.kit.pages import PER_PAGE
from consult.network.models import Organisation
from consult.news import rules
from consult.news.models import Note


@dataclass(frozen=True)
class NoteLine:
    """A note with the organisation it is about, as lists and feeds show it."""

    id: int
    slug: str
    title: str
    text: str
    language: str
    happened_on: date
    source: str
    published_at: datetime | None
    changed_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str
    organisation_id: int | None
    organisation_slug: str | None
    organisation_name: str | None

    @property
    def state(self) -> str:
        return rules.state(self.published_at, self.withdrawn_at)


_NEWEST = (Note.happened_on.desc(), Note.id.desc())
_SHOWN = (Note.published_at.is_not(None), Note.withdrawn_at.is_(None))


def _lines() -> Select[*tuple[Any, ...]]:
    n, o = Note, Organisation
    columns = (
        n.id, n.slug, n.title, n.text, n.language, n.happened_on, n.source, n.published_at, n.changed_at,
        n.withdrawn_at, n.withdrawn_reason, n.organisation_id, o.slug, o.short_name,
    )  # fmt: skip
    return select(*columns).select_from(n).outerjoin(o, o.id == n.organisation_id)


def published(number: int) -> tuple[list[NoteLine], int, int]:
    """One page of the news, the newest first: its notes, the page's number within bounds, how many pages there are."""
    whole = db.session.scalar(select(func.count()).select_from(Note).where(*_SHOWN)) or 0
    pages = max(1, -(-whole // PER_PAGE))
    number = min(max(number, 1), pages)
    query = _lines().where(*_SHOWN).order_by(*_NEWEST).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return [NoteLine(*row) for row in db.session.execute(query)], number, pages


def latest(most: int) -> list[NoteLine]:
    """The newest notes."""
    query = _lines().where(*_SHOWN).order_by(*_NEWEST).limit(most)
    return [NoteLine(*row) for row in db.session.execute(query)]


def freshest(most: int) -> list[NoteLine]:
    """The notes published last, for those who ask what is new since."""
    query = _lines().where(*_SHOWN).order_by(Note.published_at.desc(), Note.id.desc()).limit(most)
    return [NoteLine(*row) for row in db.session.execute(query)]


def about(organisation_id: int, most: int) -> list[NoteLine]:
    """The newest notes about an organisation."""
    query = _lines().where(*_SHOWN, Note.organisation_id == organisation_id).order_by(*_NEWEST).limit(most)
    return [NoteLine(*row) for row in db.session.execute(query)]


def at_desk(number: int) -> tuple[list[NoteLine], int, int]:
    """One page of all notes, drafts first, for the desk."""
    whole = db.session.scalar(select(func.count()).select_from(Note)) or 0
    pages = max(1, -(-whole // PER_PAGE))
    number = min(max(number, 1), pages)
    query = _lines().order_by(Note.published_at.is_not(None), *_NEWEST)
    rows = db.session.execute(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return [NoteLine(*row) for row in rows], number, pages


def note(slug: str) -> Note | None:
    """A note by its address."""
    return db.session.scalar(select(Note).where(Note.slug == slug))


def note_by_id(id: int) -> Note | None:
    """A note by its number."""
    return db.session.get(Note, id)


def line(id: int) -> NoteLine:
    """A note that is there, with its organisation."""
    return NoteLine(*db.session.execute(_lines().where(Note.id == id)).one())


def slugs() -> set[str]:
    """The addresses that are taken."""
    return set(db.session.scalars(select(Note.slug)))


def organisations() -> Sequence[tuple[int, str]]:
    """(id, short name) of every organisation a note may be about."""
    query = select(Organisation.id, Organisation.short_name).order_by(func.lower(Organisation.short_name))
    return [(id, name) for id, name in db.session.execute(query)]


def shown(ids: Collection[int]) -> dict[int, NoteLine]:
    """Those of some notes that everyone may read."""
    rows = db.session.execute(_lines().where(*_SHOWN, Note.id.in_(ids)))
    return {row[0]: NoteLine(*row) for row in rows}


def lines_of(ids: Collection[int]) -> list[NoteLine]:
    """Some notes, whatever their state."""
    return [NoteLine(*row) for row in db.session.execute(_lines().where(Note.id.in_(ids)))]


def every() -> Sequence[int]:
    """All ids, for building an index anew."""
    return db.session.scalars(select(Note.id).order_by(Note.id)).all()
