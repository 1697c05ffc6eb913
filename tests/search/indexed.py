"""What tests of the search share: the index as plain rows."""

from __future__ import annotations

from sqlalchemy import select

from consult.kit.db import db
from consult.search.models import SearchEntry


def index() -> list[tuple[object, ...]]:
    """Every entry as it stands, but for its own id."""
    columns = [column for column in SearchEntry.__table__.columns if column.name != "id"]
    rows = db.session.execute(select(*columns).order_by(SearchEntry.kind, SearchEntry.subject_id))
    return [tuple(row) for row in rows]
