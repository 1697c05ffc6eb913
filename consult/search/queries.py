"""Finding: what matches, best first, in one statement on either database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Select,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSQUERY, array

from consult.kit.db import db, is_sqlite
from consult.search import matching
from consult.search.asking import Asked
from consult.search.models import SearchEntry

MOST = 200
"""So many results are looked at; who has more gives another word."""
SQLITE_INDEX = table("search_text", column("rowid"), column("title"), column("body"), column("marks"))
POSTGRESQL_INDEX = table("search_text", column("entry_id"), column("words"))
_TITLES = 3000


@dataclass(frozen=True)
class Narrowed:
    """Where to look."""

    audiences: Sequence[str]
    kind: str = ""
    pillar_id: int | None = None
    organisation_id: int | None = None
    language: str = ""


@dataclass(frozen=True)
class Hit:
    """A subject that matches; its text is read only when it is shown."""

    entry_id: int
    kind: str
    subject_id: int
    language: str
    at: datetime
    within: tuple[tuple[str, int], ...]

    @property
    def subject(self) -> tuple[str, int]:
        return self.kind, self.subject_id


def hits(asked: Asked, where: Narrowed, most: int = MOST) -> list[Hit]:
    """What matches, best first: those with all words in the title, then by how well they match, then the newer."""
    if not asked:
        return []
    query: Select[*tuple[Any, ...]] = select(
        SearchEntry.id,
        SearchEntry.kind,
        SearchEntry.subject_id,
        SearchEntry.language,
        SearchEntry.at,
        SearchEntry.within,
    )
    if is_sqlite():
        query = _in_sqlite(query, asked, where, most)
    else:
        query = _in_postgresql(query.where(*_narrowing(where)), asked)
    rows = db.session.execute(query.order_by(SearchEntry.at.desc(), SearchEntry.id.desc()).limit(most))
    return [
        Hit(id, kind, subject_id, language, at, parts(within))
        for id, kind, subject_id, language, at, within in rows
    ]


def _narrowing(where: Narrowed) -> list[ColumnElement[bool]]:
    found = [SearchEntry.audience.in_(where.audiences)]
    given: Iterable[tuple[Any, object]] = (
        (SearchEntry.kind, where.kind),
        (SearchEntry.pillar_id, where.pillar_id),
        (SearchEntry.organisation_id, where.organisation_id),
        (SearchEntry.language, where.language),
    )
    return [*found, *(held == wanted for held, wanted in given if wanted)]


def marks_of(
    kind: str, audience: str, language: str, pillar_id: int | None, organisation_id: int | None
) -> list[str]:
    """What an entry is marked with, so that SQLite's index narrows without reading the entry."""
    given = (("k", kind), ("a", audience), ("l", language), ("p", pillar_id), ("o", organisation_id))
    return [matching.mark(name, value) for name, value in given if value]


def _in_sqlite(
    query: Select[*tuple[Any, ...]], asked: Asked, where: Narrowed, most: int
) -> Select[*tuple[Any, ...]]:
    """The best by the index alone, a word in a title weighing more than any in a text; then their entries."""
    narrowed = marks_of(where.kind, "", where.language, where.pillar_id, where.organisation_id)
    marks = [[matching.mark("a", audience) for audience in where.audiences], *([one] for one in narrowed)]
    whole: ColumnClause[str] = literal_column("search_text")
    score = func.bm25(whole, 1000, 1, 0).label("score")
    best = select(SQLITE_INDEX.c.rowid.label("entry"), score)
    best = best.where(whole.op("MATCH")(matching.fts5(asked, marks))).order_by(score).limit(most)
    found = best.subquery("best")
    titles = select(SQLITE_INDEX.c.rowid).where(whole.op("MATCH")(matching.fts5(asked, title=True)))
    in_title = SearchEntry.id.in_(titles.correlate(None))
    return query.join(found, found.c.entry == SearchEntry.id).order_by(in_title.desc(), found.c.score)


def _in_postgresql(query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    words = POSTGRESQL_INDEX.c.words
    wanted = cast(literal(matching.tsquery(asked)), TSQUERY)
    in_title = words.op("@@")(cast(literal(matching.tsquery(asked, title=True)), TSQUERY))
    weights = cast(array([0.1, 0.1, 0.1, 1.0]), ARRAY(REAL))
    return (
        query.join(POSTGRESQL_INDEX, POSTGRESQL_INDEX.c.entry_id == SearchEntry.id)
        .where(words.op("@@")(wanted))
        .order_by(in_title.desc(), func.ts_rank(weights, words, wanted, 1).desc())
    )


def parts(within: str) -> tuple[tuple[str, int], ...]:
    """` pillar:2 proposal:21 ` as subjects."""
    pairs = (part.rpartition(":") for part in within.split())
    return tuple((kind, int(id)) for kind, _colon, id in pairs)


def texts(ids: Iterable[int]) -> dict[int, str]:
    """The texts of entries by id."""
    rows = db.session.execute(select(SearchEntry.id, SearchEntry.text).where(SearchEntry.id.in_(set(ids))))
    return {id: text for id, text in rows}


def titles(audiences: Sequence[str]) -> Sequence[str]:
    """Titles that such readers may find, the newest first: the words to guess a misspelt one from."""
    query = select(SearchEntry.title).where(SearchEntry.audience.in_(audiences)).group_by(SearchEntry.title)
    return db.session.scalars(query.order_by(func.max(SearchEntry.at).desc()).limit(_TITLES)).all()


def kept(kind: str) -> Sequence[int]:
    """The ids of all subjects of a kind that are in the index."""
    return db.session.scalars(select(SearchEntry.subject_id).where(SearchEntry.kind == kind)).all()


def kept_kinds() -> Sequence[str]:
    """The kinds that are in the index."""
    return db.session.scalars(select(SearchEntry.kind).distinct()).all()


def is_empty() -> bool:
    """Whether nothing was ever taken in."""
    return db.session.scalar(select(SearchEntry.id).limit(1)) is None
