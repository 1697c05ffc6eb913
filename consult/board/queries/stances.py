"""Reading where organisations stand: the latest official comment with a stance, one statement for a whole strategy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from consult.board.period import Period
from consult.board.queries.course import Part
from consult.board.stances import Key, Standing, stands, together
from consult.deliberation import rules
from consult.deliberation.models import Comment
from consult.deliberation.queries.comments import SHOWN
from consult.kit.db import db
from consult.network.models import Membership, Organisation
from consult.network.queries.standing import membership_on, today
from consult.strategy import queries as strategy
from consult.strategy.lines import Heading, PillarLine
from consult.strategy.models import Pillar, Proposal


@dataclass(frozen=True)
class Chapter:
    """A pillar with where the organisations stand on it and on each of its proposals."""

    pillar: PillarLine
    own: Standing
    proposals: list[tuple[Heading, Standing]]

    @property
    def standings(self) -> list[Standing]:
        return [self.own, *(standing for _heading, standing in self.proposals)]

    @property
    def together(self) -> Standing:
        return together(self.standings)


def chapters(strategy_id: int, period: Period, part: Part) -> list[Chapter]:
    """The whole strategy, pillar by pillar."""
    found = _stands(strategy_id, period, part)
    nobody = Standing()
    headings = strategy.all_headings(strategy_id)
    return [
        Chapter(
            pillar,
            found.get(("pillar", pillar.id), nobody),
            [
                (row, found.get(("proposal", row.id), nobody))
                for row in headings
                if row.pillar_id == pillar.id
            ],
        )
        for pillar in strategy.outline(strategy_id)
    ]


def _stands(strategy_id: int, period: Period, part: Part) -> dict[Key, Standing]:
    """Each organisation, and each person in their own name, once a text: newest with a stance, else without one."""
    speaker = case(
        (Comment.stands_for == rules.ORGANISATION, Comment.organisation_id), else_=-Comment.author_id
    )
    newest = func.row_number().over(
        partition_by=(Comment.proposal_id, Comment.pillar_id, speaker),
        order_by=(case((Comment.stance == "", 1), else_=0), Comment.posted_at.desc(), Comment.id.desc()),
    )
    said = (
        select(
            Comment.proposal_id, Comment.pillar_id, Comment.stands_for, Comment.stance, newest.label("place")
        )
        .where(*SHOWN, *_where(strategy_id, period.begins_at, period.ends_at, part))
        .subquery("said")
    )
    group = (said.c.proposal_id, said.c.pillar_id, said.c.stands_for, said.c.stance)
    query = select(*group, func.count()).where(said.c.place == 1).group_by(*group)
    return stands(
        (
            ("proposal", proposal) if proposal is not None else ("pillar", pillar),
            stands_for == rules.ORGANISATION,
            stance,
            count,
        )
        for proposal, pillar, stands_for, stance, count in db.session.execute(query)
    )


def _where(strategy_id: int, begins_at: datetime, ends_at: datetime, part: Part) -> list[ColumnElement[bool]]:
    pillars = select(Pillar.id).where(Pillar.strategy_id == strategy_id)
    proposals = select(Proposal.id).where(Proposal.pillar_id.in_(pillars))
    where = [
        or_(Comment.pillar_id.in_(pillars), Comment.proposal_id.in_(proposals)),
        and_(Comment.posted_at >= begins_at, Comment.posted_at < ends_at),
    ]
    if part.region:
        where.append(
            Comment.organisation_id.in_(select(Organisation.id).where(Organisation.region == part.region))
        )
    if part.category:
        of_category = select(Organisation.id).join(Membership, membership_on(today()))
        where.append(Comment.organisation_id.in_(of_category.where(Membership.category == part.category)))
    return where
