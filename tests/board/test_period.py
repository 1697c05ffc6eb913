"""The periods of the reports: rounds, twelve months, everything, one's own days; months in the federation's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consult.board.course import Ballot, Member, Presence, Said, missing_most, report, silent_first
from consult.board.period import MOST_MONTHS, Period, Wish, months, period, wish

BRUSSELS = ZoneInfo("Europe/Brussels")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Round:
    title: str
    opens_at: datetime
    closes_at: datetime


FIRST = Round("First", AT - 90 * DAY, AT - 60 * DAY)
OPEN = Round("Second", AT - 10 * DAY, AT + 20 * DAY)
LATER = Round("Third", AT + 40 * DAY, AT + 60 * DAY)


def of(preset: str = "", *rounds: Round, first: str = "", last: str = "") -> Period:
    return period(wish(preset, first, last), rounds, lambda: AT - 200 * DAY, AT, BRUSSELS)


def test_without_a_wish_it_is_the_open_round_else_the_last_else_everything() -> None:
    assert (of("", FIRST, OPEN, LATER).round, of("", FIRST, OPEN, LATER).begins_at) == (
        "Second",
        OPEN.opens_at,
    )
    assert of("", FIRST, OPEN).holds(AT)
    assert not of("", FIRST, OPEN).holds(AT + timedelta(seconds=1)), "a round has happened only up to now"
    assert (of("", FIRST, LATER).begins_at, of("", FIRST, LATER).ends_at) == (FIRST.opens_at, FIRST.closes_at)
    assert (of("", LATER).preset, of("", LATER).begins_at) == ("all", AT - 200 * DAY)


def test_days_of_ones_own_are_whole_days_of_the_federation() -> None:
    found = of("own", first="2026-10-25", last="2026-10-25")
    assert found.begins_at == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert found.ends_at == datetime(2026, 10, 25, 23, tzinfo=UTC), (
        "the night when clocks go back has 25 hours"
    )
    assert (found.first_on(BRUSSELS), found.last_on(BRUSSELS)) == (date(2026, 10, 25), date(2026, 10, 25))
    assert of("year").first_on(BRUSSELS) == date(2025, 11, 24)


@pytest.mark.parametrize(
    ("first", "last", "read"),
    [
        ("2026-11-02", "2026-11-01", Wish("own", date(2026, 11, 1), date(2026, 11, 2), "order")),
        ("yesterday", "", Wish("own", None, None, "day")),
        ("2026-02-30", "2026-11-01", Wish("own", None, date(2026, 11, 1), "day")),
        ("9999-12-31", "", Wish("own", None, None, "day")),
        ("", "", Wish("own")),
    ],
)
def test_days_that_cannot_be_are_said(first: str, last: str, read: Wish) -> None:
    assert wish("own", first, last) == read
    assert wish("", first, last) == (read if first or last else Wish())
    found = of("own", first=first, last=last)
    assert found.begins_at < found.ends_at


def test_months_cover_a_period_without_gap_or_overlap() -> None:
    for days in (1, 31, 400, 4000, 20000):
        whole = Period("own", AT - days * DAY, AT)
        found = months(whole, BRUSSELS)
        assert found[0].begins_at == whole.begins_at
        assert found[-1].ends_at == whole.ends_at
        assert [one.ends_at for one in found[:-1]] == [one.begins_at for one in found[1:]]
        assert len(found) <= MOST_MONTHS
        assert found[0].and_before == (days > 2000)


MEMBERS = {
    1: Member(1, "a", "A", "BE", "Europe", "full"),
    2: Member(2, "b", "B", "FR", "Europe", "associate"),
    3: Member(3, "c", "C", "JP", "Asia", "full"),
    4: Member(4, "d", "D", "CA", "Americas", "full", left=True),
}


def test_groups_add_up_to_the_whole_and_nobody_is_counted_twice() -> None:
    span = Period("own", AT - 60 * DAY, AT)
    spans = months(span, BRUSSELS)
    asked = [Ballot(id, f"2.{id}", "", "en", "", AT, AT - id * DAY, False) for id in (1, 2)]
    attended = [(1, "Europe", 1, 1), (1, "Asia", 0, 1), (2, "Europe", 1, 1), (2, "Americas", 1, 1)]
    took = {1: (2, 2), 3: (1, 0), 4: (1, 1)}
    said = [Said(0, 1, True, 2), Said(1, 1, True, 1), Said(1, 2, False, 5), Said(2, 3, True, 1)]
    found = report(span, "region", spans, asked, attended, took, MEMBERS, said)
    by_code = {course.code: course for course in found.courses}
    assert (found.together.voted, found.together.asked) == (3, 4)
    assert (found.together.voters, found.together.may_vote, found.together.members) == (2, 3, 3)
    assert (found.together.speakers, found.together.comments, found.together.personal) == (2, 4, 5)
    assert by_code["Europe"].speakers == 1, "who spoke in two months is one organisation"
    assert (by_code["Americas"].members, by_code["Americas"].voted) == (0, 1), "it has left; its vote stays"
    for name in ("voted", "asked", "comments", "personal", "voters", "may_vote", "members"):
        assert sum(getattr(course, name) for course in found.courses) == getattr(found.together, name), name


def test_many_ballots_are_counted_by_month_and_none_is_lost() -> None:
    span = Period("own", AT - 60 * DAY, AT)
    spans = months(span, BRUSSELS)
    asked = [Ballot(id, f"2.{id}", "", "en", "", AT, AT - id * DAY, False) for id in range(1, 41)]
    found = report(span, "region", spans, asked, [(row.id, "Asia", 1, 2) for row in asked], {}, MEMBERS, [])
    assert found.by_month
    assert len(found.together.votes) == len(spans)
    assert (found.together.voted, found.together.asked) == (40, 80)
    # 23 days of November, then those of October that are left
    assert [step.voted for step in found.together.votes] == [0, 18, 22]


def test_the_longest_silent_come_first_and_those_never_heard_of_before_them() -> None:
    def one(id: int, attended: dict[int, bool], vote: datetime | None = None, comments: int = 0) -> Presence:
        return Presence(MEMBERS[id], attended, comments, 0, last_vote_at=vote)

    rows = [
        one(1, {7: False}, AT - 5 * DAY),
        one(2, {}, None),
        one(3, {7: False, 8: False}, AT - 50 * DAY),
        one(4, {7: True, 8: False}, AT),
    ]
    assert [row.member.name for row in silent_first(rows)] == ["B", "C", "A"]
    assert [(row.member.name, row.missed) for row in missing_most(rows)] == [
        ("C", [7, 8]),
        ("A", [7]),
        ("D", [8]),
    ]
    assert not one(2, {}, comments=1).is_silent
