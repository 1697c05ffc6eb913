"""Strategies, their pillars and proposals, and every version of a proposal's text by paragraph."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kit.db import Instant, Model
from consult.network.models import Body


class Strategy(Model):
    """A strategy of the federation, such as the platform 2017-2021."""

    __tablename__ = "strategy"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    title_supplied: Mapped[bool] = mapped_column(default=False)
    title_basis: Mapped[str] = mapped_column(Text, default="")
    period: Mapped[str] = mapped_column(String(40))
    preamble: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    source: Mapped[str] = mapped_column(Text, default="")
    source_sha256: Mapped[str] = mapped_column(String(64), default="")
    imported_sha256: Mapped[str] = mapped_column(String(64), default="")
    """The hash of the file that was taken in last: the same file again changes nothing."""
    created_at: Mapped[datetime] = mapped_column(Instant)


class Pillar(Model):
    """A part of a strategy: rows that the secretariat edits. A section under a pillar is one too."""

    __tablename__ = "pillar"
    __table_args__ = (UniqueConstraint("strategy_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategy.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))
    title: Mapped[str] = mapped_column(String(200))
    title_supplied: Mapped[bool] = mapped_column(default=False)
    title_basis: Mapped[str] = mapped_column(Text, default="")
    hue: Mapped[str] = mapped_column(String(20))
    objective: Mapped[str] = mapped_column(Text, default="")
    lede: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    """What the editors say about this part of the source; never part of the text itself."""
    language: Mapped[str] = mapped_column(String(8), default="en")
    strategy: Mapped[Strategy] = relationship(lazy="joined", innerjoin=True)


class Proposal(Model):
    """A proposal: its id is its permanent address, its printed number is pillar and position."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'consultation', 'revision', 'final', 'withdrawn')", name="state_known"
        ),
        UniqueConstraint("pillar_id", "number"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillar.id"))
    number: Mapped[int]
    ref: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    addressee: Mapped[str] = mapped_column(String(200), default="")
    addressee_basis: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    """Where the first version was printed, such as a file and its line."""
    former_numbers: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(Instant)
    cost_minor: Mapped[int | None] = mapped_column(BigInteger)
    """What it is estimated to cost, in the smallest unit of its currency; None where nothing is stated."""
    cost_currency: Mapped[str] = mapped_column(String(3), default="", server_default="")
    cost_bound: Mapped[str] = mapped_column(String(10), default="", server_default="")
    """`exact`, `about` or `most`."""
    cost_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the sum is for, such as `a year`."""
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The clause of the statutes, or the text, that lets the federation do it."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    """The body that would carry it out."""
    terms_basis: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Where cost, period, legal basis and owner come from."""
    pillar: Mapped[Pillar] = relationship(lazy="joined", innerjoin=True)
    owner: Mapped[Body | None] = relationship(lazy="joined")


class Version(Model):
    """One version of a proposal. Once published it never changes; a draft has no hash yet."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("(published_at IS NULL) = (sha256 = '')", name="published_has_hash"),
        Index("ix_version_proposal_published", "proposal_id", "published_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    title_supplied: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")
    note: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    sha256: Mapped[str] = mapped_column(String(64), default="")


class Paragraph(Model):
    """A paragraph of a proposal: one id through all versions and languages."""

    __tablename__ = "paragraph"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)


class Passage(Model):
    """What a paragraph says in one version, and where it stands there."""

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("version_id", "position"),)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("paragraph.id"), primary_key=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class Instrument(Model):
    """A text of others that the secretariat added to those we know (strategy/instruments.py)."""

    __tablename__ = "instrument"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    short: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    year: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(500), default="")
    added_at: Mapped[datetime] = mapped_column(Instant)


class Tag(Model):
    """What a proposal serves beyond the strategy: a goal or target of the United Nations, or a text of others."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("proposal_id", "code"), Index("ix_tag_code", "code"))
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    code: Mapped[str] = mapped_column(String(60))
    """`sdg-8`, `sdg-8.3`, or the code of an instrument such as `ilo-r204`."""
    note: Mapped[str] = mapped_column(Text, default="")
    """Why: in the words of whoever set it."""
    added_at: Mapped[datetime] = mapped_column(Instant)
