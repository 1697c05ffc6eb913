"""One ballot as the board's tables show it: state or result in words, and numbers that a page and a file share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from flask import url_for

from consult.board.lines import Attendance
from consult.board.queries.asked import Asked
from consult.network.forms.words import category_name, region_name
from consult.voting.exact import write_fraction
from consult.voting.phases import State
from consult.voting.queries.results import CATEGORY, REGION
from consult.voting.ruling import OVERALL, VOTES
from consult.voting.tally import Counts
from consult.voting.verdict import Kind
from consult.voting.views.verdict_words import TestRow, headline, test_rows
from consult.voting.views.words import mark

Count = int | str
"""A whole number, or an exact fraction as text."""


@dataclass(frozen=True)
class Counted:
    """How many votes said what; only ever made of a closed ballot."""

    yes: Count
    no: Count
    abstain: Count
    silent: Count

    @property
    def drawable(self) -> bool:
        """Whether all counts are whole, so that a picture can be drawn of them."""
        return all(isinstance(count, int) for count in (self.yes, self.no, self.abstain, self.silent))


@dataclass(frozen=True)
class PartRow:
    """A region or category in one ballot: who voted, and once closed, how."""

    kind: str
    name: str
    voted: int
    may_vote: int
    counted: Counted | None


@dataclass(frozen=True)
class BallotRow:
    """A ballot in a table of the board."""

    id: int
    number: str
    title: str
    language: str
    hue: str
    further: int
    """How many more texts are asked about in the same vote."""
    state: State
    mark: tuple[str, str]
    opens_at: datetime
    closes_at: datetime
    voted: int | None
    may_vote: int | None
    counted: Counted | None
    headline: str
    tests: list[TestRow]
    parts: list[PartRow]
    quorum_margin: Count | None
    majority_margin: Count | None
    required: int | None
    """How many yes carried it, where the rule asks that of all together and it is a whole number."""

    @property
    def url(self) -> str:
        """Its source: the result once there is one, else the ballot."""
        return url_for("voting.result" if self.counted else "voting.ballot", ballot=self.id)

    @property
    def ballot_url(self) -> str:
        return url_for("voting.ballot", ballot=self.id)


def ballot_row(asked: Asked, at: datetime, attended: Iterable[Attendance] = ()) -> BallotRow:
    """A ballot with its numbers in words and figures."""
    found, turnout = asked.verdict, asked.turnout
    return BallotRow(
        id=asked.ballot.id,
        number=asked.heading.number,
        title=asked.heading.title,
        language=asked.heading.language,
        hue=asked.heading.hue,
        further=asked.ballot.texts - 1,
        state=asked.state,
        mark=mark(asked.ballot, at, found),
        opens_at=asked.ballot.opens_at,
        closes_at=asked.ballot.closes_at,
        voted=turnout.cast if turnout else None,
        may_vote=turnout.entitled if turnout else None,
        counted=_counted(found.tally.at(OVERALL)) if found else None,
        headline=headline(found) if found else "",
        tests=test_rows(found) if found else [],
        parts=_parts(asked, list(attended)),
        quorum_margin=_margin(asked, Kind.QUORUM),
        majority_margin=_margin(asked, Kind.THRESHOLD),
        required=_required(asked),
    )


def _plain(value: Fraction) -> Count:
    return int(value) if value.denominator == 1 else write_fraction(value)


def _counted(counts: Counts) -> Counted:
    return Counted(_plain(counts.yes), _plain(counts.no), _plain(counts.abstain), _plain(counts.not_voted))


def _margin(asked: Asked, kind: Kind) -> Count | None:
    """By how much the narrowest test of a kind was passed or missed."""
    lines = asked.verdict.verdict.of(kind) if asked.verdict else ()
    margins = [line.margin for line in lines if line.margin is not None and not line.skipped]
    return _plain(min(margins)) if margins else None


def _required(asked: Asked) -> int | None:
    lines = asked.verdict.verdict.of(Kind.THRESHOLD) if asked.verdict else ()
    for line in lines:
        if (line.scope, line.unit, line.numerator) == (OVERALL, VOTES, "yes") and line.needs is not None:
            return int(line.needs) if line.needs.denominator == 1 else None
    return None


def _parts(asked: Asked, attended: list[Attendance]) -> list[PartRow]:
    regions = sorted({part.region for part in attended})
    categories = sorted({part.category for part in attended}, reverse=True)
    return [
        *(
            _part(asked, REGION, region, region_name(region), [p for p in attended if p.region == region])
            for region in regions
        ),
        *(
            _part(asked, CATEGORY, name, category_name(name), [p for p in attended if p.category == name])
            for name in categories
        ),
    ]


def _part(asked: Asked, kind: str, code: str, name: str, attended: list[Attendance]) -> PartRow:
    return PartRow(
        kind.rstrip(":"),
        name,
        sum(part.voted for part in attended),
        sum(part.may_vote for part in attended),
        _counted(asked.verdict.tally.at(kind + code)) if asked.verdict else None,
    )
