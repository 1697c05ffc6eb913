"""Reading the journal."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from consult.journal.models import Entry
from consult.kit.db import db


def sensitive(most: int = 500) -> Sequence[Entry]:
    """The newest acts of office that members may read, newest first."""
    query = select(Entry).where(Entry.sensitive).order_by(Entry.at.desc(), Entry.id.desc()).limit(most)
    return db.session.scalars(query).all()


def of(kind: str, id: int, most: int = 200) -> Sequence[Entry]:
    """What happened to one subject, newest first."""
    query = select(Entry).where(Entry.subject_kind == kind, Entry.subject_id == id)
    return db.session.scalars(query.order_by(Entry.at.desc(), Entry.id.desc()).limit(most)).all()
