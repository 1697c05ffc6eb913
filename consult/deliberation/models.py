"""Rounds of consultation, the comments members make in them, their earlier wordings, and what was hidden and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
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
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What members are asked."""


class RoundPillar(Model):
    """A part of the strategy that a round is on; a round without any is on the whole strategy."""

    __tablename__ = "round_pillar"
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillar.id"), primary_key=True, index=True)


class RoundCall(Model):
    """Members were told that a round has opened or will close: once for each deadline it had."""

    __tablename__ = "round_call"
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    call: Mapped[str] = mapped_column(String(20), primary_key=True)
    closes_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Instant)


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
        # what is shown is counted, and counted by organisation and stance, without reading a comment
        Index("ix_comment_proposal_shown", "proposal_id", "state", "hidden_at", "organisation_id", "stance"),
        Index("ix_comment_pillar_shown", "pillar_id", "state", "hidden_at", "organisation_id", "stance"),
        Index("ix_comment_replies", "reply_to_id", "state", "posted_at"),
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
    stance: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """What it says of the text; empty when it says nothing of that, as questions do."""
    kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """`general`, `question` or `editorial`; empty for those older than the choice, which are general ones."""
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    """While the secretariat hides it; why stands in its newest hiding."""


class CommentWording(Model):
    """What a comment said before it was edited. Rows are only added."""

    __tablename__ = "comment_wording"
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    wording: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8))
    stance: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(20), default="")
    since_at: Mapped[datetime] = mapped_column(Instant)
    until_at: Mapped[datetime] = mapped_column(Instant)
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class CommentHiding(Model):
    """The secretariat hid a comment under a rule and for a reason; its author may appeal once; it may be shown again.

    Nothing in it is taken back: each later step fills its own columns, once.
    """

    __tablename__ = "comment_hiding"
    __table_args__ = (
        CheckConstraint("(appealed_at IS NULL) = (appeal = '')", name="appeal_has_words"),
        CheckConstraint("(decided_at IS NULL) OR (appealed_at IS NOT NULL)", name="decided_after_appeal"),
        Index(
            "ix_comment_hiding_present",
            "comment_id",
            unique=True,
            sqlite_where=text("shown_at IS NULL"),
            postgresql_where=text("shown_at IS NULL"),
        ),
        Index("ix_comment_hiding_comment", "comment_id", "hidden_at"),
        Index("ix_comment_hiding_hidden_at", "hidden_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    rule: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    hidden_at: Mapped[datetime] = mapped_column(Instant)
    hidden_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    appeal: Mapped[str] = mapped_column(Text, default="")
    appealed_at: Mapped[datetime | None] = mapped_column(Instant)
    appealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the appeal was decided."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str] = mapped_column(Text, default="")
    """Why the appeal ended as it did."""
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    shown_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    shown_reason: Mapped[str] = mapped_column(Text, default="")
