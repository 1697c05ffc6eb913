"""Rules, ballots with their frozen roll, and casts: append-only, one live cast an organisation and item."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Instant, Model


class Rule(Model):
    """A voting rule: a versioned document. A new version is a new row."""

    __tablename__ = "rule"
    __table_args__ = (UniqueConstraint("slug", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    basis: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)


class Ballot(Model):
    """An asking of the members. Open or closed is a matter of the clock and these times, nothing else.

    `scheduled_at` is set when the second key confirms; text, rule and times are fixed from then on by
    `schedule_sha256`. The roll is a function of `opens_at`; `roll_sha256` is set when it was written down.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="in_order"),
        CheckConstraint("(roll_sha256 = '') = (roll_frozen_at IS NULL)", name="roll_frozen"),
        Index("ix_ballot_proposal_id", "proposal_id"),
        # lists find their ballots in it alone, without reading any text
        Index("ix_ballot_times", "opens_at", "id", "closes_at", "scheduled_at", "withdrawn_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    rule_id: Mapped[int] = mapped_column(ForeignKey("rule.id"))
    rule_text: Mapped[str] = mapped_column(Text)
    rule_sha256: Mapped[str] = mapped_column(String(64))
    text_sha256: Mapped[str] = mapped_column(String(64))
    schedule_sha256: Mapped[str] = mapped_column(String(64))
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime] = mapped_column(Instant)
    scheduled_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    roll_sha256: Mapped[str] = mapped_column(String(64), default="")
    roll_frozen_at: Mapped[datetime | None] = mapped_column(Instant)


class BallotItem(Model):
    """What is asked: a version for now; parts, amendments and candidates are further kinds."""

    __tablename__ = "ballot_item"
    __table_args__ = (UniqueConstraint("ballot_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))


class RollEntry(Model):
    """One organisation on a frozen roll: its vote, its weight as an exact fraction, and why.

    `cohort` numbers the voters of one ballot who are alike in region, category and weight, from 1; who does not
    vote has 0. It says nothing the other columns do not say: it lets casts be grouped without looking them up.
    """

    __tablename__ = "roll_entry"
    __table_args__ = (
        UniqueConstraint("ballot_id", "organisation_id"),
        UniqueConstraint("id", "cohort"),
        CheckConstraint("votes = (cohort > 0)", name="cohort_of_voters"),
        Index("ix_roll_entry_cohort", "ballot_id", "cohort"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(80))
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(20))
    votes: Mapped[bool]
    weight: Mapped[Fraction]
    reason: Mapped[str] = mapped_column(String(60))
    cohort: Mapped[int]


class Cast(Model):
    """One act of voting. All are kept; the newest counts: at most one an entry and item is not superseded.

    `cohort` is the entry's own; the database refuses another one, and casts for those who do not vote.
    """

    __tablename__ = "vote_cast"
    __table_args__ = (
        ForeignKeyConstraint(["entry_id", "cohort"], ["roll_entry.id", "roll_entry.cohort"]),
        CheckConstraint("choice IN ('yes', 'no', 'abstain')", name="choice_known"),
        CheckConstraint("cohort > 0", name="cohort_of_voters"),
        Index(
            "uq_vote_cast_live",
            "entry_id",
            "item_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_vote_cast_count", "item_id", "superseded_at", "cohort", "choice"),
        Index("ix_vote_cast_entry", "entry_id", "cast_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("ballot_item.id"))
    entry_id: Mapped[int]
    cohort: Mapped[int]
    choice: Mapped[str] = mapped_column(String(10))
    explanation: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    cast_at: Mapped[datetime] = mapped_column(Instant)
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
