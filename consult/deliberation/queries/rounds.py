"""Reading rounds, and what decides whether something may be said: one statement a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from consult.deliberation import rules
from consult.deliberation.calls import OPENED
from consult.deliberation.models import Comment, Round, RoundCall, RoundPillar
from consult.deliberation.queries.comments import SHOWN, on
from consult.deliberation.rules import RoundTimes
from consult.deliberation.talk import Situation, Target
from consult.kit.db import db
from consult.strategy.models import Pillar, Proposal, Strategy

_TIMES = (Round.id, Round.title, Round.opens_at, Round.closes_at)


def _times(rows: Iterable[Sequence[Any]]) -> tuple[RoundTimes, ...]:
    return tuple(RoundTimes(row[0], row[1], row[2], row[3]) for row in rows if row[0] is not None)


def rounds_of(strategy_id: int) -> tuple[RoundTimes, ...]:
    """The rounds of a strategy, the newest first."""
    query = select(*_TIMES).where(Round.strategy_id == strategy_id)
    return _times(db.session.execute(query.order_by(Round.opens_at.desc(), Round.id.desc())))


def all_rounds() -> Sequence[Row[Round, str]]:
    """(round, title of its strategy), the newest first."""
    query = select(Round, Strategy.title).join(Strategy, Strategy.id == Round.strategy_id)
    return db.session.execute(query.order_by(Round.opens_at.desc(), Round.id.desc())).all()


def round(id: int) -> Round | None:
    return db.session.get(Round, id)


def open_round(strategy_id: int, at: datetime) -> Round | None:
    """The round of a strategy that is open at a moment."""
    return db.session.scalar(
        select(Round).where(Round.strategy_id == strategy_id, Round.opens_at <= at, Round.closes_at > at)
    )


def present_round(at: datetime) -> RoundTimes | None:
    """Of all strategies the round that matters now: the open one, else the next, else the last."""
    return rules.present_round(_times(db.session.execute(select(*_TIMES))), at)


def _asks_about_pillar() -> ColumnElement[bool]:
    """Whether a round is on the whole strategy or names the pillar that it is joined with."""
    parts = select(RoundPillar.round_id).where(RoundPillar.round_id == Round.id)
    this = parts.where(RoundPillar.pillar_id == Pillar.id)
    return or_(~parts.correlate(Round).exists(), this.correlate(Round, Pillar).exists())


def parts_of(round_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The ids of the pillars that rounds are on; rounds on the whole strategy are left out."""
    query = select(RoundPillar.round_id, RoundPillar.pillar_id).where(
        RoundPillar.round_id.in_(set(round_ids))
    )
    found: dict[int, set[int]] = {}
    for round_id, pillar_id in db.session.execute(query):
        found.setdefault(round_id, set()).add(pillar_id)
    return {id: frozenset(pillars) for id, pillars in found.items()}


def open_now(at: datetime) -> list[tuple[Round, frozenset[str]]]:
    """The open rounds, each with the calls to members that were made: reminders for its present deadline only."""
    made = and_(
        RoundCall.round_id == Round.id,
        or_(RoundCall.closes_at == Round.closes_at, RoundCall.call == OPENED),
    )
    query = select(Round, RoundCall.call).outerjoin(RoundCall, made)
    found: dict[int, tuple[Round, set[str]]] = {}
    for round, call in db.session.execute(query.where(Round.opens_at <= at, Round.closes_at > at)):
        calls = found.setdefault(round.id, (round, set()))[1]
        if call is not None:
            calls.add(call)
    return [(round, frozenset(calls)) for round, calls in found.values()]


def situation(target: Target) -> Situation | None:
    """What decides about a discussion, in one statement; None when there is no such thing to discuss."""
    kind, id = target
    said = select(func.count(Comment.id)).where(on(target), *SHOWN).scalar_subquery()
    query = select(Proposal.state if kind == "proposal" else Pillar.slug, Pillar.strategy_id, said, *_TIMES)
    if kind == "proposal":
        query = query.select_from(Proposal).join(Pillar, Pillar.id == Proposal.pillar_id)
        query = query.where(Proposal.id == id)
    else:
        query = query.select_from(Pillar).where(Pillar.id == id)
    asking = and_(Round.strategy_id == Pillar.strategy_id, _asks_about_pillar())
    rows = db.session.execute(query.outerjoin(Round, asking)).all()
    if not rows:
        return None
    state, strategy_id, count, *_first = rows[0]
    return Situation(
        state if kind == "proposal" else None, strategy_id, count, _times(row[3:] for row in rows)
    )
