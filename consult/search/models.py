"""What the search may find: one row a subject, with its words as they were written.

Beside it stands `search_text`, made by the migration by hand since each database has its own kind of full-text
index: the folded words of each row under the row's id.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Instant, Model


class SearchEntry(Model):
    """One subject as it may be found. The short columns come first: what only filters never reads the text."""

    __tablename__ = "search_entry"
    __table_args__ = (
        CheckConstraint("audience IN ('public', 'members', 'office', 'secretariat')", name="audience_known"),
        UniqueConstraint("kind", "subject_id"),
        Index("ix_search_entry_at", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    audience: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(Instant)
    pillar_id: Mapped[int | None]
    """The pillar and the organisation it belongs to, to narrow a search by; not held by a foreign key, since
    pillars are of a later room."""
    organisation_id: Mapped[int | None]
    within: Mapped[str] = mapped_column(String(300), default="")
    """Where it belongs, as `pillar:2 proposal:21`."""
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
