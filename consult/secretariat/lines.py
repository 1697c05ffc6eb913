"""What the desk lists, as plain values, and which of it needs somebody: by the clock alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SOON = timedelta(days=7)
"""A round or ballot that ends within this time is about to close."""
ENDING = timedelta(days=30)
"""An organisation whose last mandate ends within this time needs a new one."""


class Step(StrEnum):
    """The next thing to do with a text."""

    PUBLISH_FIRST = "publish-first"
    FINISH_DRAFT = "finish-draft"
    WRITE = "write"
    MOVE_ON = "move-on"
    ASK = "ask"


class Gap(StrEnum):
    """What an organisation's mandates lack."""

    NOBODY = "nobody"
    NO_LEAD = "no-lead"
    ENDING = "ending"


@dataclass(frozen=True)
class TextLine:
    """A proposal that waits for the secretariat."""

    id: int
    number: str
    title: str
    language: str
    hue: str
    state: str
    version: int | None
    """Its newest published version."""
    published_at: datetime | None
    draft: int | None
    """The version being written."""
    written_at: datetime | None
    moved_at: datetime | None
    """When it came into its present state, as far as the journal knows."""

    @property
    def step(self) -> Step:
        if self.state == "draft":
            return Step.PUBLISH_FIRST
        if self.state == "final":
            return Step.ASK
        if self.draft is not None:
            return Step.FINISH_DRAFT
        renewed = (
            self.published_at is not None and self.moved_at is not None and self.published_at > self.moved_at
        )
        return Step.MOVE_ON if renewed else Step.WRITE

    @property
    def since(self) -> datetime | None:
        """Since when it waits for this step."""
        return {
            Step.PUBLISH_FIRST: self.written_at,
            Step.FINISH_DRAFT: self.written_at,
            Step.MOVE_ON: self.published_at,
        }.get(self.step, self.moved_at)


@dataclass(frozen=True)
class Term:
    """A mandate's role and time."""

    role: str
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True)
class GapLine:
    """An organisation that nobody speaks for, or soon nobody will."""

    slug: str
    name: str
    region: str
    gap: Gap
    until_at: datetime | None


@dataclass(frozen=True)
class Voter:
    """An organisation on the roll of an open ballot, and whether it has voted; never how."""

    slug: str
    name: str
    region: str
    voted: bool


def gap(terms: Iterable[Term], at: datetime) -> tuple[Gap, datetime | None] | None:
    """What an organisation's mandates lack at a moment, and until when the last one holds."""
    known = [term for term in terms if term.until_at is None or term.until_at > at]
    present = [term for term in known if term.from_at <= at]
    if not present:
        return Gap.NOBODY, None
    if not any(term.role == "lead" for term in present):
        return Gap.NO_LEAD, None
    ends = [term.until_at for term in known if term.until_at is not None]
    if len(ends) == len(known) and max(ends) <= at + ENDING:
        return Gap.ENDING, max(ends)
    return None


def by_region(voters: Iterable[Voter]) -> list[tuple[str, list[Voter]]]:
    """Those who have not voted, under their regions, in the order of names."""
    found: dict[str, list[Voter]] = {}
    for voter in sorted(voters, key=lambda voter: (voter.region, voter.name.casefold())):
        if not voter.voted:
            found.setdefault(voter.region, []).append(voter)
    return list(found.items())
