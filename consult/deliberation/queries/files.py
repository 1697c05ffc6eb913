"""Reading every comment of a discussion or of a strategy, for a file: one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.deliberation.models import Comment, CommentHiding
from consult.deliberation.queries.comments import on, unless_hidden
from consult.deliberation.talk import POSTED, Row, Target
from consult.kit.db import db
from consult.network.models import Organisation
from consult.strategy.models import Passage, Pillar, Proposal, Version
from consult.strategy.rules import printed_number


def of_discussion(target: Target) -> list[Row]:
    """Every comment on a proposal or pillar in the order of time, hidden ones without their words."""
    return _rows(on(target))


def of_strategy(strategy_id: int) -> list[Row]:
    """Every comment on a strategy, part by part."""
    return _rows(Pillar.strategy_id == strategy_id)


def _rows(where: ColumnElement[bool]) -> list[Row]:
    speaker: Any = aliased(Person)
    query = (
        select(
            Pillar.position, Proposal.number, Comment.id, Comment.posted_at, Passage.position, Version.number,
            Organisation.short_name, Organisation.country, Organisation.region, Comment.stands_for,
            speaker.name, unless_hidden(Comment.kind), unless_hidden(Comment.stance), Comment.language,
            unless_hidden(Comment.text), unless_hidden(Comment.wording), Comment.reply_to_id,
            Comment.edited_at, Comment.hidden_at, CommentHiding.rule,
        )
        .select_from(Comment)
        .outerjoin(Proposal, Proposal.id == Comment.proposal_id)
        .join(Pillar, Pillar.id == func.coalesce(Comment.pillar_id, Proposal.pillar_id))
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .join(speaker, speaker.id == func.coalesce(Comment.posted_by_id, Comment.author_id))
        .outerjoin(Version, Version.id == Comment.version_id)
        .outerjoin(
            Passage,
            and_(Passage.version_id == Comment.version_id, Passage.paragraph_id == Comment.paragraph_id),
        )
        .outerjoin(
            CommentHiding, and_(CommentHiding.comment_id == Comment.id, CommentHiding.shown_at.is_(None))
        )
        .where(where, Comment.state == POSTED)
        .order_by(Pillar.position, func.coalesce(Proposal.number, 0), Comment.posted_at, Comment.id)
    )  # fmt: skip
    return [_row(*row) for row in db.session.execute(query)]


def _row(pillar: int, number: int | None, id: int, at: Any, *rest: Any) -> Row:
    return Row(id, at, str(pillar) if number is None else printed_number(pillar, number), *rest)
