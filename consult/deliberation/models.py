"""Rounds of consultation and the comments members make in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Instant, Model


class Round(Model):
    """One consultation of members on a strategy: open from and until, by the server's clock."""

    __tablename__ = "round"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="in_order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategy.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)


class Comment(Model):
    """What an organisation, or a person in their own name, says on a proposal or a pillar.

    `stands_for` is fixed when it is posted. A drafter's text waits as `draft` until a lead or voter posts it.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("(proposal_id IS NULL) <> (pillar_id IS NULL)", name="one_target"),
        CheckConstraint("stands_for IN ('organisation', 'person')", name="stands_for_known"),
        CheckConstraint("state IN ('draft', 'posted')", name="state_known"),
        CheckConstraint("(posted_at IS NULL) = (state = 'draft')", name="posted_has_moment"),
        Index("ix_comment_proposal_threads", "proposal_id", "state", "reply_to_id", "posted_at"),
        Index("ix_comment_pillar_threads", "pillar_id", "state", "reply_to_id", "posted_at"),
        Index("ix_comment_pillar_posted", "pillar_id", "state", "posted_at"),
        Index("ix_comment_organisation", "organisation_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("paragraph.id"))
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    stands_for: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    wording: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    posted_at: Mapped[datetime | None] = mapped_column(Instant)
