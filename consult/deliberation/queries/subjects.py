"""Reading rounds, comments and hidings as subjects: those of many ids in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from consult.deliberation.models import Comment, CommentHiding, Round
from consult.deliberation.queries.comments import SHOWN, unless_hidden
from consult.deliberation.talk import POSTED, Hidden, Named
from consult.kit.db import db
from consult.network.models import Organisation
from consult.strategy.models import Pillar, Proposal


def rounds(ids: Sequence[int]) -> Sequence[Round]:
    """Rounds by their ids."""
    return db.session.scalars(select(Round).where(Round.id.in_(ids))).all()


def every_round() -> Sequence[int]:
    """The ids of all rounds."""
    return db.session.scalars(select(Round.id)).all()


def every_comment() -> Sequence[int]:
    """The ids of all comments that are not hidden; drafts are nobody else's."""
    return db.session.scalars(select(Comment.id).where(*SHOWN)).all()


def named(ids: Sequence[int]) -> dict[int, Named]:
    """Posted comments with what names them: who speaks, on what; hidden ones without their words."""
    query = (
        select(
            Comment.id, Organisation.short_name, Pillar.position, func.coalesce(Proposal.number, 0),
            unless_hidden(Comment.text), unless_hidden(Comment.wording), Comment.language,
            Comment.posted_at, Comment.hidden_at.is_not(None), Pillar.id, Comment.proposal_id,
            Comment.organisation_id,
        )
        .select_from(Comment)
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .outerjoin(Proposal, Proposal.id == Comment.proposal_id)
        .join(Pillar, Pillar.id == func.coalesce(Comment.pillar_id, Proposal.pillar_id))
        .where(Comment.id.in_(ids), Comment.state == POSTED)
    )  # fmt: skip
    return {
        id: replace(Named(*said), within=_within(pillar, proposal, organisation))
        for id, *said, pillar, proposal, organisation in db.session.execute(query)
    }


def _within(pillar: int, proposal: int | None, organisation: int) -> tuple[tuple[str, int], ...]:
    middle = (("proposal", proposal),) if proposal is not None else ()
    return ("pillar", pillar), *middle, ("organisation", organisation)


def hidings(ids: Sequence[int]) -> dict[int, Hidden]:
    """Hidings with the comment they are about."""
    query = (
        select(CommentHiding.id, Comment.id, Organisation.short_name, Comment.author_id, Comment.posted_by_id)
        .join(Comment, Comment.id == CommentHiding.comment_id)
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .where(CommentHiding.id.in_(ids))
    )
    return {
        id: Hidden(comment_id, name, frozenset(person for person in people if person is not None))
        for id, comment_id, name, *people in db.session.execute(query)
    }
