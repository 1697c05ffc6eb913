"""Where a ballot stands by the clock, and whether its times keep what the rule asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from consult.voting.phases import (
    SETTLING,
    State,
    countable,
    live,
    may_cast,
    period,
    roll_is_due,
    shortfalls,
    state,
)

OPENS = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass
class Times:
    """A ballot's times."""

    opens_at: datetime = OPENS
    closes_at: datetime = CLOSES
    scheduled_at: datetime | None = OPENS - timedelta(days=10)
    withdrawn_at: datetime | None = None
    annulled_at: datetime | None = None


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - MICROSECOND, State.SCHEDULED),
        (OPENS, State.OPEN),
        (CLOSES - MICROSECOND, State.OPEN),
        (CLOSES, State.COUNTING),
        (CLOSES + SETTLING - MICROSECOND, State.COUNTING),
        (CLOSES + SETTLING, State.CLOSED),
    ],
)
def test_the_clock_alone_opens_and_closes(at: datetime, expected: State) -> None:
    assert state(Times(), at) is expected
    assert may_cast(Times(), at) is (expected is State.OPEN)
    assert countable(Times(), at) is (expected is State.CLOSED)
    assert roll_is_due(Times(), at) is (at >= OPENS)


def test_without_the_second_key_a_ballot_lapses_at_its_opening() -> None:
    waiting = Times(scheduled_at=None)
    assert state(waiting, OPENS - MICROSECOND) is State.PREPARED
    assert state(waiting, OPENS) is State.LAPSED
    assert not may_cast(waiting, OPENS + timedelta(days=1))
    assert not countable(waiting, CLOSES + timedelta(days=1))


def test_a_withdrawn_ballot_never_opens() -> None:
    gone = Times(withdrawn_at=OPENS - timedelta(days=1))
    assert {state(gone, at) for at in (OPENS, CLOSES, CLOSES + SETTLING)} == {State.WITHDRAWN}
    assert not live([gone], OPENS)


def test_a_ballot_is_live_until_it_is_counted() -> None:
    assert live([Times()], CLOSES)
    assert not live([Times()], CLOSES + SETTLING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P21D", timedelta(days=21)),
        ("P2W", timedelta(weeks=2)),
        ("PT36H", timedelta(hours=36)),
        ("P1DT30M", timedelta(days=1, minutes=30)),
    ],
)
def test_a_period_has_its_length(text: str, expected: timedelta) -> None:
    assert period(text) == expected


def test_what_is_no_period_is_refused() -> None:
    with pytest.raises(ValueError, match="three weeks"):
        period("three weeks")


def test_exactly_the_period_is_enough() -> None:
    announced = OPENS - timedelta(days=21)
    assert shortfalls("P21D", "P14D", announced, OPENS, CLOSES) == ()
    assert shortfalls("P21D", "P14D", announced + MICROSECOND, OPENS, CLOSES) == ("notice",)
    assert shortfalls("P21D", "P14D", announced, OPENS, CLOSES - MICROSECOND) == ("open_min",)
    assert shortfalls(None, None, OPENS, OPENS, OPENS + MICROSECOND) == ()
