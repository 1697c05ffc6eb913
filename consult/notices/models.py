"""What people follow, what they have been told, and how they want to hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Instant, Model


class Follow(Model):
    """A person wants to hear of a subject: a proposal, a pillar or a ballot."""

    __tablename__ = "follow"
    __table_args__ = (Index("ix_follow_subject", "kind", "subject_id"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class Pace(Model):
    """How a person wants letters of one topic; without a row the topic's default holds."""

    __tablename__ = "notice_pace"
    __table_args__ = (
        CheckConstraint("topic IN ('calls', 'answers', 'follows')", name="topic_known"),
        CheckConstraint("pace IN ('at-once', 'daily', 'weekly', 'never')", name="pace_known"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    pace: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Notice(Model):
    """One thing a person was told on the site."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notice_person_at", "person_id", "at"),
        Index("ix_notice_waiting", "pace", "lettered_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(String(60))
    """Names its sentence, as kit.refusal does."""
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    """Where it leads to."""
    within_kind: Mapped[str] = mapped_column(String(40))
    within_id: Mapped[int]
    """What it is grouped under in a digest: a proposal, a pillar, a ballot."""
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    topic: Mapped[str] = mapped_column(String(20))
    pace: Mapped[str] = mapped_column(String(10))
    """How its reader wanted to hear of it when it was told."""
    key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    lettered_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it went into a letter, if it did."""
