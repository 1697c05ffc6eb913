"""Reading the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.journal.models import Entry
from consult.kit.db import db


@dataclass(frozen=True)
class Acts:
    """One page of acts of office: its number, and how many pages there are."""

    entries: Sequence[Entry]
    number: int
    pages: int


def sensitive(kind: str = "", number: int = 1, per_page: int = 50) -> Acts:
    """Acts of office that members may read, newest first; `kind` narrows them to one kind of subject."""
    shown = Entry.sensitive if not kind else Entry.sensitive & (Entry.subject_kind == kind)
    total = select(func.count()).where(shown).scalar_subquery()
    query = select(Entry, total).where(shown).order_by(Entry.at.desc(), Entry.id.desc())
    rows = db.session.execute(query.offset((number - 1) * per_page).limit(per_page)).all()
    if not rows and number > 1:
        return sensitive(kind, 1, per_page)
    return Acts([entry for entry, _total in rows], number, -(-rows[0][1] // per_page) if rows else 1)


def sensitive_kinds() -> Sequence[str]:
    """The kinds of subject that acts of office were about."""
    return db.session.scalars(select(Entry.subject_kind).where(Entry.sensitive).distinct()).all()


def of(kind: str, id: int, most: int = 200) -> Sequence[Entry]:
    """What happened to one subject, newest first."""
    query = select(Entry).where(Entry.subject_kind == kind, Entry.subject_id == id)
    return db.session.scalars(query.order_by(Entry.at.desc(), Entry.id.desc()).limit(most)).all()
