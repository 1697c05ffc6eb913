"""Reading comments and drafts one by one, and what they speak of: one statement a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.deliberation import rules
from consult.deliberation.models import Comment
from consult.deliberation.talk import DRAFT, POSTED, Said, Target
from consult.kit.db import db
from consult.network.models import Body, Mandate, Organisation, Seat
from consult.strategy.models import Passage, Pillar, Version

_OFFICES = ("secretariat", "tellers", "board")


def on(target: Target) -> ColumnElement[bool]:
    kind, id = target
    return Comment.proposal_id == id if kind == "proposal" else Comment.pillar_id == id


def said_columns(*more: Any) -> Select[*tuple[Any, ...]]:
    speaker = aliased(Person)
    return (
        select(
            Comment.id, Comment.proposal_id, Comment.pillar_id, Comment.reply_to_id, Comment.state,
            Comment.stands_for, Comment.text, Comment.wording, Comment.language,
            func.coalesce(Comment.posted_at, Comment.written_at, type_=Comment.written_at.type),
            Organisation.id, Organisation.slug, Organisation.short_name, speaker.name, Comment.author_id,
            Version.number, Version.language, Comment.paragraph_id, Passage.position, *more,
        )
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .join(speaker, speaker.id == func.coalesce(Comment.posted_by_id, Comment.author_id))
        .outerjoin(Version, Version.id == Comment.version_id)
        .outerjoin(
            Passage,
            and_(Passage.version_id == Comment.version_id, Passage.paragraph_id == Comment.paragraph_id),
        )
        .order_by(func.coalesce(Comment.posted_at, Comment.written_at), Comment.id)
    )  # fmt: skip


def said(id: int, target: Target) -> Said | None:
    """A posted comment on this proposal or pillar."""
    row = db.session.execute(
        said_columns().where(Comment.id == id, on(target), Comment.state == POSTED)
    ).first()
    return None if row is None else Said(*row)


def drafts_of(organisation_id: int) -> tuple[Said, ...]:
    """What waits for an organisation's lead or voter, the oldest first."""
    mine = (Comment.organisation_id == organisation_id, Comment.state == DRAFT)
    return tuple(Said(*row) for row in db.session.execute(said_columns().where(*mine)))


def pillar_titles(ids: Iterable[int]) -> dict[int, str]:
    """The titles of pillars by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Pillar.id, Pillar.title).where(Pillar.id.in_(wanted)))
    return {id: title for id, title in rows}


def speakers(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """For people by id: the body they have or had a seat in, else the organisation they speak for; and their name."""
    body = select(Seat.person_id, Body.name).join(Body, Body.id == Seat.body_id)
    seat = body.where(Body.kind.in_(_OFFICES)).order_by(Seat.person_id, Seat.from_on).subquery()
    query = (
        select(Person.id, seat.c.name, Organisation.short_name, Person.name)
        .outerjoin(seat, seat.c.person_id == Person.id)
        .outerjoin(Mandate, Mandate.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Mandate.organisation_id)
        .where(Person.id.in_(set(ids)))
    )
    return {
        id: (office or organisation or "", name)
        for id, office, organisation, name in db.session.execute(query)
    }


def comment(id: int) -> Comment | None:
    """A posted comment."""
    return db.session.scalar(select(Comment).where(Comment.id == id, Comment.state == POSTED))


def draft(id: int, organisation: Organisation) -> Comment | None:
    """A draft of this organisation."""
    mine = (Comment.id == id, Comment.state == DRAFT, Comment.organisation_id == organisation.id)
    return db.session.scalar(select(Comment).where(*mine))


def page_with(comment: Comment) -> int:
    """The page of its discussion on which a posted comment is shown."""
    opening = aliased(Comment)
    first = select(opening.posted_at, opening.id).where(opening.id == (comment.reply_to_id or comment.id))
    posted_at, id = db.session.execute(first).one()
    target = ("proposal", comment.proposal_id) if comment.proposal_id else ("pillar", comment.pillar_id or 0)
    before = (Comment.posted_at < posted_at) | ((Comment.posted_at == posted_at) & (Comment.id < id))
    earlier = select(func.count(Comment.id)).where(
        on(target), Comment.state == POSTED, Comment.reply_to_id.is_(None), before
    )
    return rules.page_of(db.session.scalar(earlier) or 0)


def version_at(proposal_id: int, at: datetime) -> Version | None:
    """The version that was the published one at a moment."""
    known = (Version.proposal_id == proposal_id, Version.published_at <= at)
    return db.session.scalar(select(Version).where(*known).order_by(Version.number.desc()).limit(1))


def paragraphs(proposal_id: int, version: int) -> list[tuple[int, int, str]]:
    """(id, place, text) of the paragraphs of a version by its number."""
    query = (
        select(Passage.paragraph_id, Passage.position, Passage.text)
        .join(Version, Version.id == Passage.version_id)
        .where(Version.proposal_id == proposal_id, Version.number == version)
        .order_by(Passage.position)
    )
    return [(id, position, text) for id, position, text in db.session.execute(query)]
