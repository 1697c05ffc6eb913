"""Bodies, seats, organisations with their membership by date, mandates, stated figures and two-key approvals."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from consult.kit.db import Instant, Model
from consult.network.rules import search_text


class Body(Model):
    """An organ of the federation; regions and sub-regions form a tree under the federation."""

    __tablename__ = "body"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('federation', 'region', 'sub_region', 'board', 'secretariat', 'tellers', 'committee')",
            name="kind_known",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    full_name: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    region: Mapped[str] = mapped_column(String(40), default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    wording: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")


class Seat(Model):
    """A person's place in a body, with its term; rights of office come from seats."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="term_in_order"),
        Index("ix_seat_person_id", "person_id"),
        Index("ix_seat_body_id", "body_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    office: Mapped[str] = mapped_column(String(40))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """Set when the seat was ended before its term: it counts no more from that moment."""
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime | None] = mapped_column(Instant)


class Organisation(Model):
    """A member of the federation: the voter."""

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_region_country", "region", "country"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(80))
    name_as_printed: Mapped[str] = mapped_column(String(300), default="")
    acronym: Mapped[str] = mapped_column(String(40), default="")
    country: Mapped[str] = mapped_column(String(2))
    country_as_printed: Mapped[str] = mapped_column(String(80), default="")
    region: Mapped[str] = mapped_column(String(40))
    region_body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    sub_region_body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    region_basis: Mapped[str] = mapped_column(Text, default="")
    affiliated_2017: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    """All names without case and accents; written together with them, below."""


@event.listens_for(Organisation, "before_insert")
@event.listens_for(Organisation, "before_update")
def _keep_search_text(mapper: Mapper[Organisation], connection: Connection, row: Organisation) -> None:
    names = (row.short_name, row.acronym, row.name, row.name_as_printed, row.slug, row.country_as_printed)
    row.search_text = search_text(*(name or "" for name in names))


class Membership(Model):
    """An organisation's category and standing from a day on: the history that decides a roll."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("organisation_id", "from_on"),
        CheckConstraint("category IN ('full', 'associate')", name="category_known"),
        CheckConstraint("standing IN ('active', 'suspended', 'left')", name="standing_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_on: Mapped[date]
    """The first day it holds; 1900-01-01 says that the day is not in our records."""
    category: Mapped[str] = mapped_column(String(20))
    standing: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Mandate(Model):
    """An organisation's word for a person: what they may do for it, from when to when."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("role IN ('lead', 'voter', 'alternate', 'drafter', 'observer')", name="role_known"),
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="term_in_order"),
        Index("ix_mandate_person_id", "person_id"),
        Index("ix_mandate_organisation_id", "organisation_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    from_at: Mapped[datetime] = mapped_column(Instant)
    until_at: Mapped[datetime | None] = mapped_column(Instant)
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    signatory: Mapped[str] = mapped_column(String(200), default="")
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why it was given."""
    scope: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the organisation's word covers, in its own words; empty when it is not narrowed."""
    document_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    stands_in_for_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    """The mandate in whose place this one was given for a time."""
    exchange_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True)
    """What the person stood in for holds meanwhile and afterwards: the mandate of whoever stands in."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    end_note: Mapped[str] = mapped_column(Text, default="", server_default="")


class Figure(Model):
    """A stated number with its date and source; never computed from the directory. No organisation: the federation."""

    __tablename__ = "figure"
    __table_args__ = (
        CheckConstraint("precision IN ('exact', 'around', 'estimated', 'derived')", name="precision_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    measure: Mapped[str] = mapped_column(String(80))
    value: Mapped[int] = mapped_column(BigInteger)
    precision: Mapped[str] = mapped_column(String(20))
    as_of: Mapped[date | None]
    period: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(200))
    wording: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Remark(Model):
    """An explanation beside stated and counted numbers: where they contradict each other, and why."""

    __tablename__ = "figure_remark"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    text: Mapped[str] = mapped_column(Text)
    translations: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    about: Mapped[list[str]] = mapped_column(JSON, default=list)
    sources: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Approval(Model):
    """Two keys on one hash: who asked, who else confirmed. Without the second key nothing happens."""

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "act", "sha256"),
        CheckConstraint("given_by_id IS NULL OR given_by_id <> asked_by_id", name="two_persons"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    act: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
