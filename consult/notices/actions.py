"""Telling people something, and following a subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from consult.kit import outbox
from consult.kit.db import db, is_sqlite
from consult.notices import queries
from consult.notices.models import Follow, Notice
from consult.notices.rules import AT_ONCE


def tell(
    code: str,
    people: Iterable[int],
    about: tuple[str, int],
    at: datetime,
    *,
    topic: str,
    key: str,
    within: tuple[str, int] | None = None,
    values: Mapping[str, str] | None = None,
    letter: str = "notices/notice",
) -> int:
    """Tell people something once: a notice on the site and, where they want it at once, a letter.

    `code` names the sentence (see notices.events.notice_words), `about` is the subject it leads to, `within` the one
    it is grouped under. `key` makes it one notice a person: telling the same again tells nobody. `letter` names the
    writer of the letter (see kit.outbox); its values are the notice's with `about` ([kind, id]), `code` and `key`.
    Answers how many were told. The caller leaves out whoever did it.
    """
    told = sorted(set(people))
    if not told:
        return 0
    paces = queries.paces(told, topic)
    inside = within or about
    shared = {
        "code": code, "kind": about[0], "subject_id": about[1], "within_kind": inside[0], "within_id": inside[1],
        "values": dict(values or {}), "topic": topic, "key": key, "at": at,
    }  # fmt: skip
    rows = [
        {"person_id": id, "pace": paces[id], "lettered_at": at if paces[id] == AT_ONCE else None, **shared}
        for id in told
    ]
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(Notice)
    kept = insert.values(rows).on_conflict_do_nothing(index_elements=["person_id", "key"])
    new = list(db.session.scalars(kept.returning(Notice.person_id)))
    at_once = {id: f"{key}:{id}" for id in new if paces[id] == AT_ONCE}
    outbox.put(letter, at_once, at, values={**(values or {}), "about": list(about), "code": code, "key": key})
    return len(new)


def follow(person_id: int, kind: str, id: int, at: datetime) -> None:
    """Hear of a subject from now on; following it twice is following it."""
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(Follow)
    row = {"person_id": person_id, "kind": kind, "subject_id": id, "at": at}
    db.session.execute(insert.values(row).on_conflict_do_nothing())


def unfollow(person_id: int, kind: str, id: int) -> None:
    """Hear of it no more."""
    where = (Follow.person_id == person_id, Follow.kind == kind, Follow.subject_id == id)
    db.session.execute(delete(Follow).where(*where))
