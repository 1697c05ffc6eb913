"""Reading what was hidden and why, earlier wordings, and who may decide an appeal."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.deliberation import rules
from consult.deliberation.models import Comment, CommentHiding, CommentWording
from consult.deliberation.moderation import Steps
from consult.deliberation.talk import Earlier, Hiding
from consult.kit.db import db
from consult.network.models import Body, Organisation, Seat
from consult.network.queries.standing import seat_holds


def wordings(comment_id: int) -> list[Earlier]:
    """What a comment said before, the newest of it first."""
    query = (
        select(
            CommentWording.text, CommentWording.wording, CommentWording.language, CommentWording.stance,
            CommentWording.kind, CommentWording.since_at, CommentWording.until_at, Person.name,
        )
        .join(Person, Person.id == CommentWording.edited_by_id)
        .where(CommentWording.comment_id == comment_id)
        .order_by(CommentWording.id.desc())
    )  # fmt: skip
    return [Earlier(*row) for row in db.session.execute(query)]


def _hidings(*more: Any) -> Select[*tuple[Any, ...]]:
    hider, appellant, judge, shower = (aliased(Person) for _one in range(4))
    return (
        select(CommentHiding, hider.name, appellant.name, judge.name, shower.name, *more)
        .join(hider, hider.id == CommentHiding.hidden_by_id)
        .outerjoin(appellant, appellant.id == CommentHiding.appealed_by_id)
        .outerjoin(judge, judge.id == CommentHiding.decided_by_id)
        .outerjoin(shower, shower.id == CommentHiding.shown_by_id)
        .order_by(CommentHiding.hidden_at.desc(), CommentHiding.id.desc())
    )


def _hiding(row: Any) -> Hiding:
    kept, hider, appellant, judge, shower = row[:5]
    return Hiding(
        kept.id, kept.comment_id, kept.rule, kept.reason, kept.hidden_at, hider, kept.appeal, appellant,
        kept.decision, judge, kept.shown_reason, shower, steps(kept),
    )  # fmt: skip


def steps(kept: CommentHiding) -> Steps:
    """How far a hiding has come, as the rules ask for it."""
    return Steps(kept.hidden_by_id, kept.appealed_at, kept.decided_at, kept.shown_at)


def hidings(comment_id: int) -> list[Hiding]:
    """Every time a comment was hidden, the newest first."""
    rows = db.session.execute(_hidings().where(CommentHiding.comment_id == comment_id))
    return [_hiding(row) for row in rows]


def all_hidings(number: int) -> tuple[list[tuple[Hiding, str, bool]], int]:
    """A page of (hiding, organisation, whether an appeal waits), the newest first; and how many pages there are."""
    total = select(func.count(CommentHiding.id)).scalar_subquery()
    query = (
        _hidings(Organisation.short_name, total)
        .join(Comment, Comment.id == CommentHiding.comment_id)
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .limit(rules.THREADS_A_PAGE)
        .offset((number - 1) * rules.THREADS_A_PAGE)
    )
    rows = db.session.execute(query).all()
    found = [(_hiding(row), row[-2]) for row in rows]
    shown = [(hiding, name, hiding.steps.awaits_decision) for hiding, name in found]
    return shown, rules.pages_for(rows[0][-1] if rows else 0)


def secretaries(day: date) -> set[int]:
    """Who has a seat in the secretariat on a day."""
    query = select(Seat.person_id).join(Body, Body.id == Seat.body_id)
    return set(db.session.scalars(query.where(Body.kind == "secretariat", *seat_holds(day))))
