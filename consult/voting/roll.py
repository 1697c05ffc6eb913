"""Who may vote, with which weight and why: a roll is a function of the rule and of the members on one day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from consult.voting.electorate import NotPlaced, rights_of, scopes_of
from consult.voting.exact import write_fraction
from consult.voting.ruling import ATTRIBUTE, Rule

_RECORD = re.compile(r"P(?P<days>\d{1,4})D before opening", re.ASCII)
ONE = Fraction(1)

Alike = tuple[str, str, Fraction]
"""What makes voters alike for the count: region, category and weight."""


class Reason(StrEnum):
    """Why an organisation votes or does not."""

    FULL_MEMBER = "full-member"
    ASSOCIATE = "associate"
    SUSPENDED = "suspended"
    LEFT = "left"
    OUTSIDE = "outside-electorate"


class RollError(ValueError):
    """The roll cannot be made under this rule; `code` names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Kind(Protocol):
    """What decides whether an organisation votes, as of the record date."""

    @property
    def country(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def category(self) -> str | None: ...
    @property
    def standing(self) -> str | None: ...


class Member(Kind, Protocol):
    """What the roll needs to know of an organisation as of the record date."""

    @property
    def id(self) -> int: ...
    @property
    def slug(self) -> str: ...
    @property
    def short_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation on the roll."""

    organisation_id: int
    slug: str
    name: str
    country: str
    region: str
    category: str
    votes: bool
    weight: Fraction
    reason: str

    @property
    def alike(self) -> Alike:
        """Which voters count together with this one."""
        return self.region, self.category, self.weight


@dataclass(frozen=True, slots=True)
class Roll:
    """Everyone on one day, in the order of their slugs."""

    record_on: date
    entries: tuple[Entry, ...]

    @property
    def voters(self) -> int:
        """How many organisations may vote."""
        return sum(entry.votes for entry in self.entries)

    @property
    def weight(self) -> Fraction:
        """All votes together."""
        return sum((entry.weight for entry in self.entries if entry.votes), Fraction(0))

    @property
    def cohorts(self) -> dict[Alike, int]:
        """The voters who are alike, numbered from 1 in the order of region, category and weight."""
        kinds = sorted({entry.alike for entry in self.entries if entry.votes})
        return {kind: number for number, kind in enumerate(kinds, 1)}

    def without(self, reason: Reason) -> int:
        """How many may not vote for this reason."""
        return sum(entry.reason == reason for entry in self.entries if not entry.votes)

    def to_document(self) -> dict[str, object]:
        """Plain data, numbers as text: what is hashed."""
        return {
            "record_on": self.record_on.isoformat(),
            "entries": [
                {
                    "organisation": entry.slug,
                    "name": entry.name,
                    "country": entry.country,
                    "region": entry.region,
                    "category": entry.category,
                    "votes": entry.votes,
                    "weight": write_fraction(entry.weight),
                    "reason": entry.reason,
                }
                for entry in self.entries
            ],
        }


def record_day(rule: Rule, opens_on: date) -> date:
    """The day whose membership decides: the opening's day as the federation's calendar has it, or so many before."""
    before = 0
    if rule.electorate.record_date is not None:
        found = _RECORD.fullmatch(rule.electorate.record_date)
        if found is None:
            raise RollError("record-date-not-yet")
        before = int(found["days"])
    return opens_on - timedelta(days=before)


def voters(rule: Rule, kinds: Iterable[tuple[Kind, int]]) -> int:
    """How many the roll of these members lets vote: so many of each kind. Raises RollError as `build` does."""
    unsupported = beyond(rule)
    if unsupported is not None:
        raise RollError(unsupported)
    return sum(many for kind, many in kinds if kind.category and kind.standing and _votes(rule, kind))


def build(rule: Rule, members: Iterable[Member], record_on: date) -> Roll:
    """The roll of the members as they were on the record day. Raises RollError where the rule asks for more."""
    unsupported = beyond(rule)
    if unsupported is not None:
        raise RollError(unsupported)
    entries = (_entry(rule, member) for member in members if member.category and member.standing)
    return Roll(record_on, tuple(sorted(entries, key=lambda entry: entry.slug)))


def _votes(rule: Rule, kind: Kind) -> bool:
    category = kind.category or ""
    stated: dict[str, object] = {
        "category": category,
        "region": kind.region,
        "country": kind.country,
        "good_standing": kind.standing == "active",
    }
    votes = kind.standing != "left" and "vote" in rights_of(rule.electorate, stated)
    if votes and category != "full":
        raise RollError("category-without-vote")
    if votes:
        _placed(rule, kind.region, category)
    return votes


def _entry(rule: Rule, member: Member) -> Entry:
    votes = _votes(rule, member)
    return Entry(
        organisation_id=member.id,
        slug=member.slug,
        name=member.short_name,
        country=member.country,
        region=member.region,
        category=member.category or "",
        votes=votes,
        weight=ONE if votes else Fraction(0),
        reason=_reason(member, votes=votes),
    )


def _reason(member: Member, *, votes: bool) -> Reason:
    if votes:
        return Reason.FULL_MEMBER
    if member.standing == "left":
        return Reason.LEFT
    if member.category == "associate":
        return Reason.ASSOCIATE
    return Reason.SUSPENDED if member.standing == "suspended" else Reason.OUTSIDE


def _placed(rule: Rule, region: str, category: str) -> tuple[str, ...]:
    try:
        return scopes_of(rule, {"region": region, "category": category, "good_standing": True})
    except NotPlaced:
        raise RollError("voter-without-chamber") from None


def scopes(rule: Rule, region: str, category: str) -> tuple[str, ...]:
    """The chamber and scopes of voters of a region and category."""
    return _placed(rule, region, category)


def beyond(rule: Rule) -> str | None:
    """What the rule asks for that cannot be done yet, as a code; None when all of it can."""
    weights = rule.weights
    shared = any(scope.share is not None for scope in rule.chambers)
    if weights.scheme != "equal" or weights.min or weights.max or weights.group_cap or shared:
        return "weights-not-yet"
    if not any(right == "vote" for right, _select in rule.electorate.rights):
        return "electorate-missing"
    if rule.secrecy == "secret" or rule.switch_to_secret:
        return "secret-not-yet"
    if rule.tally_visible != "after_close":
        return "open-tally-not-yet"
    if rule.proxies.allowed or rule.split != "none" or rule.poll_by_weight_on_request:
        return "proxies-not-yet"
    named = {name for scope in (*rule.chambers, *rule.scopes) for name, _wanted in scope.select.attributes}
    tests = (*rule.quorum, *rule.thresholds)
    if not named <= {"region", "category"} or any(test.unit.startswith(ATTRIBUTE) for test in tests):
        return "attributes-not-yet"
    return None
