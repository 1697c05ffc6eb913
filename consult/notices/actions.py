"""Telling people something, following a subject, choosing how to hear of it, and gathering digests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from consult.journal.actions import record
from consult.kit import outbox
from consult.kit.db import db, is_sqlite
from consult.kit.languages import federation_zone
from consult.kit.outbox import Letter
from consult.kit.visitor import Visitor
from consult.notices import queries
from consult.notices.models import Follow, Notice, Pace
from consult.notices.rules import AT_ONCE, GATHERED, NEVER, last_digest, sorted_out, wish_for, zone_of

_AT_A_TIME = 500
"""How many people one statement tells: databases take a limited number of values."""


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
    everyone = sorted(set(people))
    inside = within or about
    shared = {
        "code": code, "kind": about[0], "subject_id": about[1], "within_kind": inside[0], "within_id": inside[1],
        "values": dict(values or {}), "topic": topic, "key": key, "at": at,
    }  # fmt: skip
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(Notice)
    told = 0
    for start in range(0, len(everyone), _AT_A_TIME):
        some = everyone[start : start + _AT_A_TIME]
        paces = queries.paces(some, topic)
        rows = [
            {
                "person_id": id,
                "pace": paces[id],
                "lettered_at": at if paces[id] == AT_ONCE else None,
                **shared,
            }
            for id in some
        ]
        kept = insert.values(rows).on_conflict_do_nothing(index_elements=["person_id", "key"])
        new = list(db.session.scalars(kept.returning(Notice.person_id)))
        at_once = {id: _letter_key(key, id) for id in new if paces[id] == AT_ONCE}
        outbox.put(
            letter, at_once, at, values={**(values or {}), "about": list(about), "code": code, "key": key}
        )
        told += len(new)
    return told


def _letter_key(key: str, person_id: int) -> str:
    return f"{key}:{person_id}"


def mark_read(
    person_id: int,
    at: datetime,
    *,
    until: int | None = None,
    within: tuple[str, int] | None = None,
    topic: str = "",
) -> int:
    """Mark a person's notices as read, up to the one they saw last; answers how many."""
    query = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    if until is not None:
        query = query.where(Notice.id <= until)
    if within is not None:
        query = query.where(Notice.within_kind == within[0], Notice.within_id == within[1])
    if topic:
        query = query.where(Notice.topic == topic)
    return _count(query.values(read_at=at).returning(Notice.id))


def _count(query: Any) -> int:
    return len(db.session.scalars(query).all())


# --- follows ---------------------------------------------------------------------------------------------------


def follow(person_id: int, kind: str, id: int, at: datetime) -> None:
    """Hear of a subject from now on; following it twice is following it."""
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(Follow)
    row = {"person_id": person_id, "kind": kind, "subject_id": id, "at": at}
    db.session.execute(insert.values(row).on_conflict_do_nothing())


def unfollow(person_id: int, kind: str, id: int) -> None:
    """Hear of it no more."""
    where = (Follow.person_id == person_id, Follow.kind == kind, Follow.subject_id == id)
    db.session.execute(delete(Follow).where(*where))


# --- paces -----------------------------------------------------------------------------------------------------


def choose_paces(
    actor: Visitor | None, person_id: int, wanted: Mapping[str, str], at: datetime
) -> dict[str, str]:
    """Have letters of some topics at these paces from now on; answers what was before where it changed.

    What waits for a digest goes by the new pace. `never` ends also what is waiting, in digests and in the outbox.
    """
    said = queries.wishes([person_id])[person_id]
    before = {topic: wish_for(topic, said).pace for topic in wanted}
    changed = {topic: pace for topic, pace in wanted.items() if before[topic] != pace}
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(Pace)
    for topic, pace in changed.items():
        row = insert.values(person_id=person_id, topic=topic, pace=pace, changed_at=at)
        kept = row.on_conflict_do_update(
            index_elements=["person_id", "topic"], set_={"pace": pace, "changed_at": at}
        )
        db.session.execute(kept)
        if pace == NEVER:
            _let_drop(person_id, topic)
    if changed:
        record(actor, "letters-chosen", ("person", person_id), at, details=dict(changed))
    return {topic: before[topic] for topic in changed}


def _let_drop(person_id: int, topic: str) -> None:
    mine = (Notice.person_id == person_id, Notice.topic == topic)
    waits = (Notice.pace.in_(GATHERED), Notice.lettered_at.is_(None))
    db.session.execute(update(Notice).where(*mine, *waits).values(pace=NEVER))
    keys = db.select(Notice.key + ":" + cast(Notice.person_id, String)).where(*mine, Notice.pace == AT_ONCE)
    queued = (Letter.person_id == person_id, Letter.state == outbox.WAITING, Letter.key.in_(keys))
    db.session.execute(update(Letter).where(*queued).values(state=outbox.DROPPED, remark="unsubscribed"))


def take_back(person_id: int, paces: Mapping[str, str], zone: str, at: datetime) -> None:
    """Undo `never`: letters come as before, and what would be waiting for the next digest waits again."""
    held = queries.wishes([person_id])[person_id]
    undone = {topic: pace for topic, pace in paces.items() if wish_for(topic, held).pace == NEVER}
    choose_paces(None, person_id, undone, at)
    for topic, pace in undone.items():
        if pace in GATHERED:
            since = last_digest(pace, zone_of(zone, federation_zone()), at)
            mine = (Notice.person_id == person_id, Notice.topic == topic, Notice.at > since)
            ended = (Notice.pace == NEVER, Notice.lettered_at.is_(None))
            db.session.execute(update(Notice).where(*mine, *ended).values(pace=pace))


# --- digests ---------------------------------------------------------------------------------------------------


def gather(people: Mapping[int, str | None], at: datetime) -> int:
    """Write digests of what is due to people, {person id: zone, or None for who gets none}; answers how many.

    A notice is taken in the same statement that asks whether somebody else has taken it, so two jobs at once mail
    it once; what is too old to be news stays on the site and is not asked about again.
    """
    said, waiting = queries.wishes(people), queries.waiting(people)
    letters = 0
    for id, zone in people.items():
        mailed, dropped = sorted_out(waiting[id], said[id], zone_of(zone or "", federation_zone()), at)
        if zone is None:
            mailed, dropped = [], waiting[id]
        if dropped:
            over = update(Notice).where(Notice.id.in_([notice.id for notice in dropped]))
            db.session.execute(over.where(Notice.lettered_at.is_(None)).values(pace=NEVER))
        if mailed:
            mine = (Notice.id.in_([notice.id for notice in mailed]), Notice.lettered_at.is_(None))
            taken = db.session.scalars(
                update(Notice).where(*mine).values(lettered_at=at).returning(Notice.id)
            ).all()
            letters += _digest(id, sorted(taken), at)
    return letters


def _digest(person_id: int, ids: list[int], at: datetime) -> int:
    if not ids:
        return 0
    key = {person_id: f"digest:{person_id}:{ids[-1]}"}
    return outbox.put("notices/digest", key, at, values={"notices": ids}, at_most_once=True)
