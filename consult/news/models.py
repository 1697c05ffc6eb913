"""The table of notes: short news of the network, each with its day and its source."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Instant, Model


class Note(Model):
    """One piece of news. It is read by everyone from its publication until it is withdrawn."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR published_at IS NOT NULL", name="withdrawn_after_published"),
        Index("ix_note_published_at", "published_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    happened_on: Mapped[date]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    source: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None for a note that was taken in from a file."""
    written_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
