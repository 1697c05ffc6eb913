"""The laws of stances, editing, hiding and calling, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.deliberation import calls, editing, moderation, stances
from consult.deliberation.moderation import Steps

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
OPENS, CLOSES = AT, AT + timedelta(days=30)


def test_a_question_has_no_stance_and_nothing_marked_is_not_neutral() -> None:
    assert stances.fault("", "question") is None
    assert stances.fault("neutral", "question") == "question-without-stance"
    assert stances.fault("", "general") is None
    assert stances.fault("maybe", "general") == "stance-unknown"
    assert stances.fault("support", "shout") == "kind-unknown"
    assert stances.UNSTATED not in stances.STANCES


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([*stances.STANCES, ""]), st.integers(1, 50)))
)
def test_the_line_of_all_regions_is_the_sum_of_the_others(rows: list[tuple[str, str, int]]) -> None:
    together, *regions = stances.lines(rows)
    assert together.total == sum(region.total for region in regions) == sum(count for *_row, count in rows)
    for stance in (*stances.STANCES, ""):
        assert together.of(stance) == sum(region.of(stance) for region in regions)


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (timedelta(0), None),
        (timedelta(minutes=15) - INSTANT, None),
        (timedelta(minutes=15), "editing-over"),
        (timedelta(days=1), "editing-over"),
    ],
)
def test_a_quarter_of_an_hour_ends_with_its_last_instant(after: timedelta, code: str | None) -> None:
    assert editing.fault(AT, AT + after, replied=False, hidden=False) == code


def test_what_was_answered_or_hidden_stays_as_it_is() -> None:
    assert editing.fault(AT, AT, replied=True, hidden=False) == "comment-answered"
    assert editing.fault(AT, AT, replied=False, hidden=True) == "comment-hidden"


@given(st.lists(st.text(), min_size=2, max_size=2), st.lists(st.text(), min_size=2, max_size=2))
def test_other_words_have_another_mark(one: list[str], other: list[str]) -> None:
    assert (editing.mark(one) == editing.mark(other)) == (one == other)


def test_an_appeal_is_made_once_and_decided_by_a_colleague_where_there_is_one() -> None:
    hidden = Steps(hidden_by_id=1)
    assert moderation.appeal_fault(hidden) is None
    assert moderation.decision_fault(hidden, 2, {1, 2}) == "no-appeal"
    appealed = Steps(1, appealed_at=AT)
    assert appealed.awaits_decision
    assert moderation.appeal_fault(appealed) == "appealed-before"
    assert moderation.decision_fault(appealed, 1, {1, 2}) == "appeal-of-own"
    assert moderation.decision_fault(appealed, 2, {1, 2}) is None
    assert moderation.decision_fault(appealed, 1, {1}) is None
    decided = Steps(1, appealed_at=AT, decided_at=AT)
    assert moderation.decision_fault(decided, 2, {1, 2}) == "appeal-decided"
    shown = Steps(1, appealed_at=AT, decided_at=AT, shown_at=AT)
    assert moderation.appeal_fault(shown) == moderation.decision_fault(shown, 2, {1, 2}) == "comment-shown"


@pytest.mark.parametrize(
    ("at", "told", "call"),
    [
        (OPENS - INSTANT, (), None),
        (OPENS, (), calls.OPENED),
        (OPENS, (calls.OPENED,), None),
        (CLOSES - timedelta(days=7) - INSTANT, (calls.OPENED,), None),
        (CLOSES - timedelta(days=7), (calls.OPENED,), calls.WEEK),
        (CLOSES - timedelta(days=2), (calls.OPENED, calls.WEEK), calls.DAYS),
        (CLOSES - INSTANT, calls.CALLS, None),
        (CLOSES, (), None),
    ],
)
def test_members_are_called_at_the_opening_and_twice_before_the_end(
    at: datetime, told: tuple[str, ...], call: str | None
) -> None:
    assert calls.due(OPENS, CLOSES, at, told) == call


@given(st.integers(1, 60), st.sets(st.integers(0, 24 * 60), max_size=12))
def test_however_the_job_pauses_each_call_is_made_once_and_never_late(days: int, hours: set[int]) -> None:
    closes = OPENS + timedelta(days=days)
    told: set[str] = set()
    made = []
    for at in sorted(OPENS + timedelta(hours=hour) for hour in hours):
        call = calls.due(OPENS, closes, at, told)
        if call is None:
            continue
        assert call not in made
        assert at < closes
        if call == calls.WEEK:
            assert closes - timedelta(days=7) <= at < closes - timedelta(days=2)
        made.append(call)
        told |= set(calls.reached(OPENS, closes, at))
    assert made == sorted(made, key=calls.CALLS.index)


def test_a_short_round_is_not_followed_by_a_reminder_at_once() -> None:
    closes = OPENS + timedelta(days=2, hours=5)
    assert calls.reached(OPENS, closes, closes - INSTANT) == (calls.OPENED,)
