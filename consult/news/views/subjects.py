"""Notes as subjects of the journal and of the search."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from consult.kit.subject import Words
from consult.kit.visitor import Visitor
from consult.news import permissions, queries


def title(id: int) -> str | None:
    row = queries.note_by_id(id)
    return row.title if row else None


def url(id: int) -> str:
    row = queries.note_by_id(id)
    return url_for("news.note", note=row.slug) if row else url_for("news.news")


def may_see(person: Visitor | None, id: int) -> bool:
    row = queries.note_by_id(id)
    return row is not None and permissions.read_note(person, row)


def look(person: Visitor | None, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """(title, address) of those that this person may read, in one statement."""
    office = permissions.write_news(person)
    return {
        line.id: (line.title, url_for("news.note", note=line.slug))
        for line in queries.lines_of(ids)
        if office or line.published_at is not None
    }


def words(ids: Sequence[int]) -> dict[int, Words]:
    """What the search may find: what is published and not withdrawn."""
    return {
        line.id: Words(
            line.title,
            line.text,
            line.language,
            "public",
            line.published_at or line.changed_at,
            within=(("organisation", line.organisation_id),) if line.organisation_id else (),
        )
        for line in queries.shown(ids).values()
    }
