"""When members are told of a ballot: each occasion once, the nearest only after a pause, moved with the closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consult.voting.occasions import BEFORE, COUNTED, LATE, Occasion, due, moments

OPENS = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass
class Times:
    """A ballot's times."""

    opens_at: datetime = OPENS
    closes_at: datetime = OPENS + 14 * DAY
    scheduled_at: datetime | None = OPENS - 30 * DAY
    withdrawn_at: datetime | None = None
    annulled_at: datetime | None = None


def told(ballot: Times, visits: list[datetime]) -> list[tuple[datetime, Occasion]]:
    """What is told when somebody looks after a ballot at these moments."""
    until: datetime | None = None
    found = []
    for at in sorted(visits):
        answer = due(ballot, until, at)
        until = answer.until
        if answer.occasion is not None:
            found.append((at, answer.occasion))
    return found


def test_a_ballot_of_two_weeks_is_told_five_times() -> None:
    ballot = Times()
    every_minute = [moment for moment, _occasion in moments(ballot)]
    assert [occasion for _at, occasion in told(ballot, every_minute)] == list(Occasion)


def test_a_reminder_longer_than_the_ballot_falls_out() -> None:
    short = Times(closes_at=OPENS + 3 * DAY)
    assert [occasion for _moment, occasion in moments(short)] == [
        Occasion.OPENED, Occasion.TWO_DAYS, Occasion.SIX_HOURS, Occasion.RESULT,
    ]  # fmt: skip


def test_after_a_pause_only_the_nearest_is_told() -> None:
    ballot = Times()
    assert told(ballot, [ballot.closes_at - HOUR]) == [(ballot.closes_at - HOUR, Occasion.SIX_HOURS)]
    late = ballot.closes_at + DAY
    assert told(ballot, [late]) == [(late, Occasion.RESULT)]
    assert told(ballot, [ballot.closes_at + LATE + DAY]) == [], "a result of last week is no news"


def test_nothing_asks_for_a_vote_once_it_is_over() -> None:
    ballot = Times()
    assert told(ballot, [ballot.closes_at, ballot.closes_at + timedelta(seconds=3)]) == []
    for off in (Times(withdrawn_at=OPENS - DAY), Times(annulled_at=OPENS + DAY)):
        assert due(off, None, OPENS + 13 * DAY).occasion is None
        assert due(off, None, OPENS + 13 * DAY).next_at is None


def test_reminders_move_with_the_closing() -> None:
    ballot = Times()
    until = ballot.closes_at - HOUR
    assert due(ballot, None, until).occasion is Occasion.SIX_HOURS
    longer = Times(closes_at=ballot.closes_at + 10 * DAY)
    assert due(longer, until, until).next_at == longer.closes_at - 7 * DAY
    assert due(longer, until, longer.closes_at - 7 * DAY).occasion is Occasion.WEEK


@given(
    length=st.timedeltas(timedelta(hours=1), 60 * DAY),
    visits=st.lists(st.timedeltas(-2 * DAY, 70 * DAY), max_size=40),
)
def test_whatever_the_pauses_nothing_is_told_twice_early_or_untrue(
    length: timedelta, visits: list[timedelta]
) -> None:
    ballot = Times(closes_at=OPENS + length)
    planned = {occasion: moment for moment, occasion in moments(ballot)}
    found = told(ballot, [OPENS + visit for visit in visits])
    assert len({occasion for _at, occasion in found}) == len(found)
    for at, occasion in found:
        assert at >= planned[occasion]
        if occasion is Occasion.RESULT:
            assert at >= ballot.closes_at + COUNTED
        else:
            assert at < ballot.closes_at
        if occasion in BEFORE:
            assert ballot.closes_at - at <= BEFORE[occasion]


@given(visits=st.lists(st.timedeltas(-2 * DAY, 30 * DAY), max_size=20))
def test_the_next_moment_is_the_first_that_is_left(visits: list[timedelta]) -> None:
    ballot = Times()
    for visit in visits:
        at = OPENS + visit
        left = [moment for moment, _occasion in moments(ballot) if moment > at]
        assert due(ballot, None, at).next_at == (left[0] if left else None)
