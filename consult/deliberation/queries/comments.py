"""Reading comments and drafts one by one, and what they speak of: one statement a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.deliberation.models import Comment, CommentHiding
from consult.deliberation.talk import DRAFT, POSTED, Said, Target
from consult.kit.db import db
from consult.network.models import Organisation
from consult.strategy.models import Passage, Pillar, Version

SHOWN = (Comment.state == POSTED, Comment.hidden_at.is_(None))
"""What is counted, searched and downloaded: comments that were posted and are not hidden."""


def on(target: Target) -> ColumnElement[bool]:
    """The comments, drafts too, on a proposal or pillar."""
    kind, id = target
    return Comment.proposal_id == id if kind == "proposal" else Comment.pillar_id == id


def unless_hidden(column: Any) -> Any:
    """What a hidden comment says leaves the database only for the pages of its hiding."""
    return case((Comment.hidden_at.is_(None), column), else_="")


def said_columns(*more: Any) -> Select[*tuple[Any, ...]]:
    """The select behind every comment that a page shows, in the order of time."""
    speaker = aliased(Person)
    return (
        select(
            Comment.id, Comment.proposal_id, Comment.pillar_id, Comment.reply_to_id, Comment.state,
            Comment.stands_for, unless_hidden(Comment.text), unless_hidden(Comment.wording), Comment.language,
            func.coalesce(Comment.posted_at, Comment.written_at, type_=Comment.written_at.type),
            Organisation.id, Organisation.slug, Organisation.short_name, speaker.name, Comment.author_id,
            Version.number, Version.language, Comment.paragraph_id, Passage.position,
            unless_hidden(Comment.stance), unless_hidden(Comment.kind), Comment.posted_by_id,
            Comment.edited_at, Comment.hidden_at, CommentHiding.rule, CommentHiding.reason, *more,
        )
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


def comment(id: int) -> Comment | None:
    """A posted comment."""
    return db.session.scalar(select(Comment).where(Comment.id == id, Comment.state == POSTED))


def draft(id: int, organisation: Organisation) -> Comment | None:
    """A draft of this organisation."""
    mine = (Comment.id == id, Comment.state == DRAFT, Comment.organisation_id == organisation.id)
    return db.session.scalar(select(Comment).where(*mine))


def any_comment(id: int) -> Comment | None:
    """A comment or a draft of whatever organisation: for those who ask for its permanent address."""
    return db.session.get(Comment, id)


def opening(id: int) -> Comment | None:
    """The posted comment that opens a thread, by its own id or that of a reply in it."""
    found = comment(id)
    return found if found is None or found.reply_to_id is None else comment(found.reply_to_id)


def is_replied(id: int) -> bool:
    """Whether somebody has replied to a comment."""
    query = select(Comment.id).where(Comment.reply_to_id == id, Comment.state == POSTED)
    return db.session.scalar(query.limit(1)) is not None


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
