"""The law of rounds and discussions: when they are open, how deadlines move, how threads form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.deliberation import rules
from consult.deliberation.rules import RoundTimes

OPENS = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=30)
INSTANT = timedelta(microseconds=1)
ROUND = RoundTimes(1, "First reading", OPENS, CLOSES)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (OPENS - INSTANT, "upcoming"),
        (OPENS, "open"),
        (CLOSES - INSTANT, "open"),
        (CLOSES, "closed"),
    ],
)
def test_a_round_is_open_from_its_first_instant_until_the_one_before_its_last(
    at: datetime, state: str
) -> None:
    assert rules.round_state(OPENS, CLOSES, at) == state


def test_a_discussion_is_open_only_while_the_proposal_is_in_consultation() -> None:
    at = OPENS + timedelta(days=1)
    words = {
        state: rules.phase([ROUND], state, at).word
        for state in ("consultation", "revision", "final", "withdrawn")
    }
    assert words == {
        "consultation": "open",
        "revision": "resting",
        "final": "resting",
        "withdrawn": "resting",
    }


def test_a_pillar_is_discussed_whenever_a_round_is_open() -> None:
    assert rules.phase([ROUND], None, OPENS).is_open
    assert not rules.phase([ROUND], None, CLOSES).is_open
    assert not rules.phase([], None, OPENS).is_open


def test_without_an_open_round_the_next_one_matters_and_then_the_last() -> None:
    later = RoundTimes(2, "Second reading", CLOSES + timedelta(days=10), CLOSES + timedelta(days=40))
    between = CLOSES + timedelta(days=1)
    assert rules.present_round([ROUND, later], between) == later
    assert rules.present_round([later, ROUND], later.closes_at + timedelta(days=1)) == later
    assert rules.present_round([ROUND, later], OPENS) == ROUND


@pytest.mark.parametrize(
    ("opens", "closes", "fault"),
    [
        (CLOSES, CLOSES + timedelta(days=1), None),
        (CLOSES - INSTANT, CLOSES + timedelta(days=1), "round-overlaps"),
        (CLOSES, CLOSES, "round-order"),
        (OPENS - timedelta(days=2), OPENS - timedelta(days=1), "round-in-past"),
    ],
)
def test_rounds_of_a_strategy_follow_each_other(opens: datetime, closes: datetime, fault: str | None) -> None:
    assert rules.opening_fault([(OPENS, CLOSES)], opens, closes, OPENS) == fault


@pytest.mark.parametrize(
    ("to", "at", "fault"),
    [
        (CLOSES + INSTANT, CLOSES - INSTANT, None),
        (CLOSES + timedelta(days=1), CLOSES, "round-closed"),
        (CLOSES, OPENS, "round-shorter"),
        (CLOSES - timedelta(days=1), OPENS, "round-shorter"),
    ],
)
def test_a_deadline_moves_only_to_later_and_only_before_it_has_passed(
    to: datetime, at: datetime, fault: str | None
) -> None:
    assert rules.extension_fault([], OPENS, CLOSES, to, at) == fault


def test_a_deadline_does_not_run_into_the_next_round() -> None:
    following = (CLOSES + timedelta(days=5), CLOSES + timedelta(days=9))
    fault = rules.extension_fault([following], OPENS, CLOSES, CLOSES + timedelta(days=6), OPENS)
    assert fault == "round-overlaps"
    assert rules.extension_fault([following], OPENS, CLOSES, following[0], OPENS) is None


@pytest.mark.parametrize(
    ("rights", "person", "may"),
    [
        ({"read", "draft"}, 7, True),
        ({"read", "draft"}, 8, False),
        ({"read", "draft", "comment"}, 8, True),
        ({"read"}, 7, False),
    ],
)
def test_a_draft_is_changed_by_its_author_or_whoever_may_post_it(
    rights: set[str], person: int, may: bool
) -> None:
    assert rules.may_edit_draft(rights, person, 7) is may


@given(st.lists(st.integers(min_value=0, max_value=60)))
def test_every_comment_stands_in_exactly_one_thread_in_the_order_of_time(choices: list[int]) -> None:
    rows: list[tuple[int, int | None]] = []
    openings: list[int] = []
    for id, choice in enumerate(choices, start=1):
        reply_to = openings[choice % len(openings)] if openings and choice % 3 else None
        if reply_to is None:
            openings.append(id)
        rows.append((id, reply_to))
    threads = rules.threaded(rows)
    assert [opening for opening, _replies in threads] == openings
    assert sorted(id for opening, replies in threads for id in (opening, *replies)) == [
        id for id, _to in rows
    ]
    assert all(replies == sorted(replies) for _opening, replies in threads)


def test_fifty_threads_make_a_page() -> None:
    assert [rules.page_of(place) for place in (0, 49, 50, 99, 100)] == [1, 1, 2, 2, 3]
