"""The law of changes: extending and closing early only while a ballot is open, annulling once it has opened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consult.voting.changes import ANNUL, CLOSE_EARLY, EXTEND, FAIR, problem
from consult.voting.phases import SETTLING, countable, may_cast
from tests.voting.test_occasions import Times

OPENS = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=20)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def said(act: str, at: datetime, becomes: datetime | None = None, **more: object) -> str | None:
    """The refusal of an act at a moment, under a rule that wants a ballot open for two weeks."""
    given: dict[str, object] = {"all_voted": False, "open_min": "P14D", **more}
    ballot = Times(closes_at=CLOSES, annulled_at=given.pop("annulled_at", None))  # type: ignore[arg-type]
    return problem(act, ballot, becomes, at, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("act", [EXTEND, CLOSE_EARLY])
def test_the_closing_moves_only_while_the_ballot_is_open(act: str) -> None:
    becomes = CLOSES + DAY if act == EXTEND else CLOSES - DAY
    assert said(act, OPENS - TICK, becomes) == "change-not-open"
    assert said(act, OPENS, becomes) is None
    assert said(act, CLOSES, becomes) == "change-not-open", "a closed ballot never opens again"
    assert said(EXTEND, CLOSES - TICK, CLOSES + DAY) is None


def test_extending_goes_forward_and_closing_early_back() -> None:
    assert said(EXTEND, OPENS, CLOSES) == "extend-later"
    assert said(EXTEND, OPENS, CLOSES + timedelta(days=400)) == "extend-too-long"
    assert said(CLOSE_EARLY, OPENS, CLOSES) == "close-earlier"
    assert said(CLOSE_EARLY, OPENS + DAY, OPENS + DAY) == "close-in-the-past"
    assert said(EXTEND, OPENS) == "change-needs-time"


def test_whoever_has_not_voted_keeps_the_rules_time_and_a_day() -> None:
    assert said(CLOSE_EARLY, OPENS, OPENS + 14 * DAY - TICK) == "close-under-rule"
    assert said(CLOSE_EARLY, OPENS, OPENS + 14 * DAY) is None
    late = OPENS + 16 * DAY
    assert said(CLOSE_EARLY, late, late + FAIR - TICK) == "close-too-soon"
    assert said(CLOSE_EARLY, late, late + FAIR) is None
    assert said(CLOSE_EARLY, OPENS + DAY, OPENS + DAY + TICK, all_voted=True) is None


def test_a_ballot_is_annulled_once_and_only_after_it_opened() -> None:
    assert said(ANNUL, OPENS - TICK) == "annul-not-opened"
    for at in (OPENS, CLOSES, CLOSES + SETTLING, CLOSES + 100 * DAY):
        assert said(ANNUL, at) is None
    assert said(ANNUL, CLOSES + DAY, annulled_at=CLOSES) == "annulled-already"
    assert said(EXTEND, OPENS + DAY, CLOSES + DAY, annulled_at=OPENS) == "annulled-already"


def test_what_was_annulled_while_open_is_never_counted() -> None:
    during, after = Times(annulled_at=OPENS + DAY), Times(annulled_at=OPENS + 30 * DAY)
    assert not countable(during, OPENS + 100 * DAY)
    assert not may_cast(during, OPENS + 2 * DAY)
    assert countable(after, OPENS + 29 * DAY), "it was decided before"
    assert countable(after, OPENS + 100 * DAY), "the count stays to be seen, as annulled"
