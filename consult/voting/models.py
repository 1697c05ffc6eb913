"""Rules, ballots with their roll, blocks and changes, and casts: append-only, one live an organisation and item."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import (
    CheckConstraint,
    Date,
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
    `schedule_sha256`; later an act of two keys alone moves the closing or annuls the ballot, and each is a row of
    its own (BallotChange). The roll is a function of `opens_at`; `roll_sha256` is set when it was written down.

    A block asks about several texts in one vote: they are its parts, and `proposal_id` and `version_id` are those of
    the first that is still in it.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="in_order"),
        CheckConstraint("(roll_sha256 = '') = (roll_frozen_at IS NULL)", name="roll_frozen"),
        Index("ix_ballot_proposal_id", "proposal_id"),
        # lists find their ballots in it alone, without reading any text
        Index(
            "ix_ballot_times", "opens_at", "id", "closes_at", "scheduled_at", "withdrawn_at", "annulled_at"
        ),
        # the few ballots somebody is still to be told about
        Index(
            "ix_ballot_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index("ix_ballot_rerun_of_id", "rerun_of_id"),
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
    record_on: Mapped[date | None] = mapped_column(Date)
    """The record day, fixed when it was prepared. Rolls written before these were kept went by the day in UTC."""
    annulled_at: Mapped[datetime | None] = mapped_column(Instant)
    rerun_of_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"))
    """The annulled ballot that this one puts to the vote again."""
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"))
    """The block this was taken out of on request."""
    block_size: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many texts the two keys confirmed as a block; 0 for an ordinary ballot."""
    apart: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many of them were taken out since."""
    changes: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was changed after it was scheduled: calendars go by it."""
    told_until: Mapped[datetime | None] = mapped_column(Instant)
    """Whatever fell due up to here was told to those concerned, or was found too late to tell."""
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    """When somebody is next to be told; None when nothing is left to say."""

    @property
    def texts(self) -> int:
        """About how many texts it asks now."""
        return max(1, self.block_size - self.apart)

    @property
    def is_block(self) -> bool:
        """Whether several texts are asked about in one vote."""
        return self.texts > 1


class BlockPart(Model):
    """A text of a block. Until the opening any organisation that votes may have it asked about apart: then it has
    a ballot of its own, and who asked for it, when and why stays here for good."""

    __tablename__ = "block_part"
    __table_args__ = (
        UniqueConstraint("ballot_id", "position"),
        UniqueConstraint("ballot_id", "proposal_id"),
        CheckConstraint("(separated_at IS NULL) = (own_ballot_id IS NULL)", name="separated"),
        CheckConstraint("(separated_at IS NULL) = (mandate_id IS NULL)", name="asked_for"),
        Index("ix_block_part_proposal", "proposal_id", "separated_at", "ballot_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    position: Mapped[int]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    text_sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8), default="en")
    question: Mapped[str] = mapped_column(Text)
    """What is asked when it is voted on alone."""
    separated_at: Mapped[datetime | None] = mapped_column(Instant)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    own_ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"))


class BallotChange(Model):
    """An act of two keys on a ballot that has opened: its closing moved, or the whole annulled. Kept for good."""

    __tablename__ = "ballot_change"
    __table_args__ = (
        CheckConstraint("act IN ('extend', 'close-early', 'annul')", name="act_known"),
        CheckConstraint("(act = 'annul') = (becomes IS NULL)", name="new_time"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id", name="two_persons"),
        Index("ix_ballot_change_ballot_id", "ballot_id"),
        Index(
            "uq_ballot_change_waiting",
            "ballot_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("confirmed_at IS NULL AND dropped_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    act: Mapped[str] = mapped_column(String(20))
    was: Mapped[datetime] = mapped_column(Instant)
    """When it was to close."""
    becomes: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was asked for otherwise, or taken back, before a teller confirmed it."""


class BallotItem(Model):
    """What is voted on: a version, or a whole block; amendments and candidates are further kinds."""

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
