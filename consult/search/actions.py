"""Keeping the index: what was touched is read anew from its room, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import cast, delete, insert, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import TSVECTOR

from consult.kit.db import db, is_sqlite
from consult.kit.subject import Touched, Words, kinds
from consult.search import matching, queries
from consult.search.folding import MOST_LETTERS, terms
from consult.search.models import SearchEntry

BATCH = 200
LONGEST_TITLE = 500
_CHANGING = ("audience", "language", "at", "pillar_id", "organisation_id", "within", "title", "text")


def hear(touched: Touched) -> None:
    """Take in anew what an act has touched."""
    for ids in _batches(touched.ids):
        refresh(touched.kind, ids)


def refresh(kind: str, ids: Sequence[int]) -> None:
    """Make the index say of these subjects what their room says of them now; what is gone or hidden goes.

    The rows are held first, so that of two acts at the same time the later one reads what the earlier one wrote.
    """
    held = select(SearchEntry.subject_id, SearchEntry.pillar_id).where(*_of(kind, ids))
    before = {
        id: pillar for id, pillar in db.session.execute(held.order_by(SearchEntry.id).with_for_update())
    }
    subject = kinds().get(kind)
    found = subject.words(ids) if subject is not None and subject.words is not None else {}
    gone = before.keys() - found.keys()
    if gone:
        db.session.execute(delete(SearchEntry).where(*_of(kind, sorted(gone))))
    write(kind, found)
    moved = [id for id, pillar in before.items() if id in found and _part(found[id], "pillar") != pillar]
    for other, others in _belonging(kind, moved).items():
        for some in _batches(others):
            refresh(other, some)


def write(kind: str, found: Mapping[int, Words]) -> None:
    """Write many subjects of a kind into the index at once."""
    if not found:
        return
    new = (sqlite if is_sqlite() else postgresql).insert(SearchEntry)
    new = new.on_conflict_do_update(
        index_elements=["kind", "subject_id"], set_={name: new.excluded[name] for name in _CHANGING}
    )
    rows = [_row(kind, id, words) for id, words in sorted(found.items())]
    given = db.session.execute(new.returning(SearchEntry.subject_id, SearchEntry.id), rows)
    entries = {subject_id: entry_id for subject_id, entry_id in given}
    folded = [(entries[id], terms(words.title), terms(words.text)) for id, words in sorted(found.items())]
    if is_sqlite():
        _write_sqlite(folded, [" ".join(_marks(row)) for row in rows])
    else:
        _write_postgresql(folded)


def _marks(row: Mapping[str, Any]) -> list[str]:
    names = ("kind", "audience", "language", "pillar_id", "organisation_id")
    return queries.marks_of(*(row[name] for name in names))


def _write_sqlite(folded: Sequence[tuple[int, list[str], list[str]]], marks: Sequence[str]) -> None:
    index = queries.SQLITE_INDEX
    rows = [
        {"rowid": id, "title": " ".join(title), "body": " ".join(text), "marks": marked}
        for (id, title, text), marked in zip(folded, marks, strict=True)
    ]
    db.session.execute(delete(index).where(index.c.rowid.in_([row["rowid"] for row in rows])))
    db.session.execute(insert(index), rows)


def _write_postgresql(folded: Sequence[tuple[int, list[str], list[str]]]) -> None:
    index = queries.POSTGRESQL_INDEX
    db.session.execute(delete(index).where(index.c.entry_id.in_([id for id, _title, _text in folded])))
    rows = [
        {"entry_id": id, "words": cast(literal(matching.tsvector(title, text)), TSVECTOR)}
        for id, title, text in folded
    ]
    db.session.execute(insert(index).values(rows))


def _row(kind: str, id: int, words: Words) -> dict[str, Any]:
    own = {kind: id}
    return {
        "kind": kind,
        "subject_id": id,
        "audience": words.audience,
        "language": words.language,
        "at": words.at,
        "pillar_id": own.get("pillar") or _part(words, "pillar"),
        "organisation_id": own.get("organisation") or _part(words, "organisation"),
        "within": "".join(f" {part}:{number}" for part, number in words.within) + " ",
        "title": words.title[:LONGEST_TITLE],
        "text": words.text[:MOST_LETTERS],
    }


def _part(words: Words, kind: str) -> int | None:
    return next((id for part, id in words.within if part == kind), None)


def _belonging(kind: str, ids: Iterable[int]) -> dict[str, list[int]]:
    """What belongs to subjects that have moved to another pillar, by kind."""
    wanted = [SearchEntry.within.contains(f" {kind}:{id} ", autoescape=True) for id in ids]
    found: dict[str, list[int]] = {}
    if wanted and kind != "pillar":
        query = select(SearchEntry.kind, SearchEntry.subject_id).where(or_(*wanted))
        for other, id in db.session.execute(query):
            found.setdefault(other, []).append(id)
    return found


def _of(kind: str, ids: Sequence[int]) -> tuple[Any, ...]:
    return SearchEntry.kind == kind, SearchEntry.subject_id.in_(ids)


def _batches(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    all_ids = sorted(set(ids))
    for at in range(0, len(all_ids), BATCH):
        yield all_ids[at : at + BATCH]


def rebuild(transaction: Callable[[], AbstractContextManager[None]]) -> dict[str, int]:
    """Build the whole index anew, a batch a transaction, while the house is open; answers how many of each kind.

    Whatever is touched meanwhile is taken in by its own act; a batch only says once more what is true.
    """
    searched = [kind for kind, subject in kinds().items() if subject.words is not None]
    with transaction():
        wanted = {kind: _every(kind) for kind in [*searched, *queries.kept_kinds()]}
    counted: dict[str, int] = {}
    for kind, ids in wanted.items():
        for some in _batches(ids):
            with transaction():
                refresh(kind, some)
        with transaction():
            counted[kind] = len(queries.kept(kind))
    return {kind: count for kind, count in counted.items() if count}


def _every(kind: str) -> list[int]:
    subject = kinds().get(kind)
    there = subject.every() if subject is not None and subject.every is not None else ()
    return [*there, *queries.kept(kind)]
