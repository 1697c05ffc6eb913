"""Reading follows, paces and notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select, tuple_

from consult.accounts.models import Person
from consult.kit.db import db
from consult.kit.languages import federation_zone
from consult.notices.lines import Tray
from consult.notices.models import Follow, Notice, Pace
from consult.notices.rules import DEFAULTS, GATHERED, Waiting, Wish, sorted_out, zone_of

# --- follows ---------------------------------------------------------------------------------------------------


def followers(*subjects: tuple[str, int]) -> set[int]:
    """Who follows any of these subjects, as {person id}, in one statement."""
    if not subjects:
        return set()
    query = select(Follow.person_id).where(tuple_(Follow.kind, Follow.subject_id).in_(subjects))
    return set(db.session.scalars(query))


def follows(person_id: int, kind: str, id: int) -> bool:
    """Whether a person follows a subject."""
    return db.session.get(Follow, (person_id, kind, id)) is not None


def follows_of(person_id: int) -> list[tuple[str, int, datetime]]:
    """What a person follows, (kind, id, since), the newest first."""
    query = select(Follow.kind, Follow.subject_id, Follow.at).where(Follow.person_id == person_id)
    return [(kind, id, at) for kind, id, at in db.session.execute(query.order_by(Follow.at.desc()))]


# --- paces -----------------------------------------------------------------------------------------------------


def paces(people: Collection[int], topic: str) -> dict[int, str]:
    """How each of these people wants letters of a topic, in one statement."""
    found = {id: DEFAULTS[topic] for id in people}
    query = select(Pace.person_id, Pace.pace).where(Pace.topic == topic, Pace.person_id.in_(people))
    found.update((id, pace) for id, pace in db.session.execute(query))
    return found


def wishes(people: Collection[int]) -> dict[int, dict[str, Wish]]:
    """What these people said about letters, by topic, in one statement."""
    query = select(Pace.person_id, Pace.topic, Pace.pace, Pace.changed_at).where(Pace.person_id.in_(people))
    found: dict[int, dict[str, Wish]] = {id: {} for id in people}
    for id, topic, pace, changed_at in db.session.execute(query):
        found[id][topic] = Wish(pace, changed_at)
    return found


def language_and_zone(person_id: int) -> tuple[str, str] | None:
    """How a person reads, for a page they open without signing in."""
    row = db.session.execute(select(Person.language, Person.time_zone).where(Person.id == person_id)).first()
    return None if row is None else (row[0], row[1])


# --- notices ---------------------------------------------------------------------------------------------------


def tray(person_id: int) -> Tray:
    """How many notices a person has, by topic, and how many are unread, in one statement."""
    unread = func.count().filter(Notice.read_at.is_(None))
    query = select(Notice.topic, func.count(), unread, func.max(Notice.id)).where(
        Notice.person_id == person_id
    )
    rows = db.session.execute(query.group_by(Notice.topic)).all()
    return Tray({row[0]: (row[1], row[2]) for row in rows}, max((row[3] for row in rows), default=0))


def notices_of(person_id: int, *, unread: bool, topic: str, offset: int, limit: int) -> Sequence[Notice]:
    """Some of a person's notices, the newest first."""
    query = select(Notice).where(Notice.person_id == person_id)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    if topic:
        query = query.where(Notice.topic == topic)
    newest = query.order_by(Notice.at.desc(), Notice.id.desc())
    return db.session.scalars(newest.offset(offset).limit(limit)).all()


def notices_by_id(person_id: int, ids: Collection[int], at: datetime) -> Sequence[Notice]:
    """These notices of a person, but for those they had read by a moment, the newest first."""
    unread = Notice.read_at.is_(None) | (Notice.read_at > at)
    query = select(Notice).where(Notice.id.in_(ids), Notice.person_id == person_id, unread)
    return db.session.scalars(query.order_by(Notice.at.desc(), Notice.id.desc())).all()


def notice_by_key(person_id: int, key: str) -> Notice | None:
    """The notice that a letter goes with."""
    return db.session.scalar(select(Notice).where(Notice.person_id == person_id, Notice.key == key))


# --- digests ---------------------------------------------------------------------------------------------------


def _waits() -> ColumnElement[bool]:
    return Notice.pace.in_(GATHERED) & Notice.lettered_at.is_(None)


def due(at: datetime) -> dict[int, str | None]:
    """For whom a digest is due, {person id: zone, or None for who may not sign in any more}, in two statements.

    The oldest notice of each topic tells whether anything of it is due.
    """
    query = (
        select(Notice.person_id, Notice.topic, func.min(Notice.at), Person.time_zone, Person.disabled_at)
        .join(Person, Person.id == Notice.person_id)
        .where(_waits())
        .group_by(Notice.person_id, Notice.topic, Person.time_zone, Person.disabled_at)
    )
    zones: dict[int, str | None] = {}
    oldest: dict[int, list[Waiting]] = {}
    for id, topic, first, zone, disabled_at in db.session.execute(query):
        zones[id] = None if disabled_at else zone
        oldest.setdefault(id, []).append(Waiting(0, topic, first))
    said = wishes(zones)
    return {
        id: zone
        for id, zone in zones.items()
        if zone is None or any(sorted_out(oldest[id], said[id], zone_of(zone, federation_zone()), at))
    }


def waiting(people: Iterable[int]) -> dict[int, list[Waiting]]:
    """The waiting notices of these people, in one statement."""
    found: dict[int, list[Waiting]] = {id: [] for id in people}
    query = select(Notice.person_id, Notice.id, Notice.topic, Notice.at).where(
        _waits() if found else false(), Notice.person_id.in_(found)
    )
    for person_id, id, topic, at in db.session.execute(query.order_by(Notice.id)):
        found[person_id].append(Waiting(id, topic, at))
    return found
