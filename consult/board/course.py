"""Taking part over time: votes cast of votes asked for, and what was said, by region, country, category, organisation.

Counts, never averages. A ballot counts on the day it closes, one that is still open today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from consult.board.period import Month, Period

REGION, COUNTRY, CATEGORY = KINDS = ("region", "country", "category")
MOST_BALLOTS = 24
"""So many ballots are drawn one by one; more of them month by month."""


@dataclass(frozen=True)
class Member:
    """An organisation as it is today; `left` when it is no member any more."""

    id: int
    slug: str
    name: str
    country: str
    region: str
    category: str
    left: bool = False

    def of(self, kind: str) -> str:
        """Its region, country or category."""
        return str(getattr(self, kind))


@dataclass(frozen=True)
class Ballot:
    """A ballot that the members were asked in."""

    id: int
    number: str
    title: str
    language: str
    hue: str
    closes_at: datetime
    counts_at: datetime
    is_open: bool


@dataclass(frozen=True)
class Said:
    """How often an organisation spoke in a month (its place in the list of months)."""

    month: int
    organisation_id: int
    official: bool
    count: int


@dataclass
class Share:
    """How many of those asked have voted: organisations in one ballot, votes in several."""

    voted: int = 0
    asked: int = 0

    def add(self, voted: int, asked: int) -> None:
        self.voted += voted
        self.asked += asked


@dataclass
class Talk:
    """What was said in a month: by how many organisations, how often for them and how often personally."""

    speakers: set[int] = field(default_factory=set)
    comments: int = 0
    personal: int = 0

    @property
    def spoke(self) -> int:
        return len(self.speakers)

    def add(self, said: Said) -> None:
        if said.official:
            self.speakers.add(said.organisation_id)
            self.comments += said.count
        else:
            self.personal += said.count


@dataclass(frozen=True)
class Course:
    """One region, country or category over a period; `code` is empty for all together."""

    code: str
    members: int
    votes: Sequence[Share]
    """A place a step: a ballot, or a month when there are many."""
    voters: int
    """How many organisations have voted at least once in the period."""
    may_vote: int
    """How many could have."""
    talk: Sequence[Talk]
    """A place a month."""

    @property
    def voted(self) -> int:
        return sum(step.voted for step in self.votes)

    @property
    def asked(self) -> int:
        return sum(step.asked for step in self.votes)

    @property
    def speakers(self) -> int:
        return len(set().union(*(month.speakers for month in self.talk)))

    @property
    def comments(self) -> int:
        return sum(month.comments for month in self.talk)

    @property
    def personal(self) -> int:
        return sum(month.personal for month in self.talk)


@dataclass(frozen=True)
class Report:
    """Everything on one page of the report."""

    period: Period
    kind: str
    ballots: Sequence[Ballot]
    months: Sequence[Month]
    by_month: bool
    """Whether the steps of voting are months."""
    together: Course
    courses: Sequence[Course]

    @property
    def steps(self) -> Sequence[Ballot | Month]:
        return self.months if self.by_month else self.ballots


Attended = tuple[int, str, int, int]
"""(ballot, group, how many have voted, how many may)."""
Took = Mapping[int, tuple[int, int]]
"""By organisation: in how many of the ballots it may vote, and in how many it has."""


def month_of(at: datetime, months: Sequence[Month]) -> int:
    """The place of a moment's month."""
    return next((place for place, month in enumerate(months) if at < month.ends_at), len(months) - 1)


def report(
    period: Period,
    kind: str,
    months: Sequence[Month],
    ballots: Sequence[Ballot],
    attended: Iterable[Attended],
    took: Took,
    members: Mapping[int, Member],
    said: Iterable[Said],
) -> Report:
    """Put together what was counted: a course for every group that has members or took part."""
    by_month = len(ballots) > MOST_BALLOTS
    place = {
        row.id: month_of(row.counts_at, months) if by_month else number for number, row in enumerate(ballots)
    }
    length = len(months) if by_month else len(ballots)
    groups = sorted({member.of(kind) for member in members.values() if not member.left})
    votes: dict[str, list[Share]] = {code: [Share() for _step in range(length)] for code in ("", *groups)}
    talk: dict[str, list[Talk]] = {code: [Talk() for _month in months] for code in ("", *groups)}
    for ballot, code, voted, asked in attended:
        for one in (code, ""):
            votes.setdefault(one, [Share() for _step in range(length)])[place[ballot]].add(voted, asked)
    for line in said:
        for one in (members[line.organisation_id].of(kind), ""):
            talk.setdefault(one, [Talk() for _month in months])[line.month].add(line)

    def course(code: str) -> Course:
        own = [member for member in members.values() if not code or member.of(kind) == code]
        taken = [took.get(member.id, (0, 0)) for member in own]
        return Course(
            code,
            members=sum(not member.left for member in own),
            votes=votes.get(code) or [Share() for _step in range(length)],
            voters=sum(voted > 0 for _asked, voted in taken),
            may_vote=sum(asked > 0 for asked, _voted in taken),
            talk=talk.get(code) or [Talk() for _month in months],
        )

    codes = sorted({*votes, *talk} - {""})
    return Report(period, kind, ballots, months, by_month, course(""), [course(code) for code in codes])


@dataclass(frozen=True)
class Presence:
    """One organisation over a period: ballot by ballot, what it said, and when it was last heard of at all."""

    member: Member
    attended: Mapping[int, bool]
    """Of the ballots it may vote in: whether it has."""
    comments: int
    personal: int
    last_vote_at: datetime | None = None
    last_comment_at: datetime | None = None
    last_seen_at: datetime | None = None

    @property
    def voted(self) -> int:
        return sum(self.attended.values())

    @property
    def asked(self) -> int:
        return len(self.attended)

    @property
    def missed(self) -> list[int]:
        return [ballot for ballot, voted in self.attended.items() if not voted]

    @property
    def is_silent(self) -> bool:
        """Neither a vote nor a comment in the period."""
        return not (self.voted or self.comments or self.personal)

    @property
    def last_heard_at(self) -> datetime | None:
        """When it last voted or spoke; None when it never has."""
        return max((at for at in (self.last_vote_at, self.last_comment_at) if at is not None), default=None)


def silent_first(rows: Iterable[Presence]) -> list[Presence]:
    """Those silent in a period, never heard of first, then the longest silent, then by name."""
    silent = [row for row in rows if row.is_silent]
    return sorted(
        silent,
        key=lambda row: (
            row.last_heard_at is not None,
            row.last_heard_at.timestamp() if row.last_heard_at else 0,
            row.member.name.casefold(),
        ),
    )


def missing_most(rows: Iterable[Presence]) -> list[Presence]:
    """Those who missed ballots of a period: the most missed first, then by name."""
    return sorted(
        (row for row in rows if row.missed), key=lambda row: (-len(row.missed), row.member.name.casefold())
    )
