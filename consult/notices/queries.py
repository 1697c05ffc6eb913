"""Reading follows, paces and notices."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, tuple_

from consult.kit.db import db
from consult.notices.models import Follow, Pace
from consult.notices.rules import DEFAULTS


def followers(*subjects: tuple[str, int]) -> set[int]:
    """Who follows any of these subjects, as {person id}, in one statement."""
    if not subjects:
        return set()
    query = select(Follow.person_id).where(tuple_(Follow.kind, Follow.subject_id).in_(subjects))
    return set(db.session.scalars(query))


def paces(people: Collection[int], topic: str) -> dict[int, str]:
    """How each of these people wants letters of a topic, in one statement."""
    found = {id: DEFAULTS[topic] for id in people}
    query = select(Pace.person_id, Pace.pace).where(Pace.topic == topic, Pace.person_id.in_(people))
    found.update((id, pace) for id, pace in db.session.execute(query))
    return found
