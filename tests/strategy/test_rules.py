"""The states of a proposal and the numbers of a list: every legal step, every illegal one, every shift."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.strategy import rules
from consult.strategy.forms import STEPS

LEGAL = {
    ("consultation", "revision"),
    ("consultation", "withdrawn"),
    ("revision", "consultation"),
    ("revision", "final"),
    ("revision", "withdrawn"),
    ("final", "revision"),
    ("final", "withdrawn"),
    ("withdrawn", "revision"),
}


@pytest.mark.parametrize(("was", "now"), sorted(LEGAL))
def test_a_legal_step_is_in_the_table(was: str, now: str) -> None:
    step = rules.step(was, now)
    assert step is not None
    assert step.now == now


@pytest.mark.parametrize(("was", "now"), sorted(set(product(rules.STATES, rules.STATES)) - LEGAL))
def test_every_other_pair_is_no_step(was: str, now: str) -> None:
    assert rules.step(was, now) is None


def test_a_draft_leaves_its_state_by_publishing_only() -> None:
    assert [(step.now, step.by) for step in rules.steps_from("draft")] == [("consultation", "publish")]


def test_withdrawing_and_reopening_need_a_reason() -> None:
    needing = {(step.was, step.now) for step in rules.TRANSITIONS if step.needs_reason}
    assert needing == {pair for pair in LEGAL if pair[1] == "withdrawn" or pair[0] in {"final", "withdrawn"}}


def test_a_ballot_holds_every_step_out_of_final() -> None:
    assert all(step.unless_voted for step in rules.steps_from("final"))


def test_every_button_has_its_words() -> None:
    assert set(STEPS) == LEGAL


def test_only_a_text_in_work_takes_new_versions() -> None:
    assert [state for state in rules.STATES if rules.may_publish(state)] == [
        "draft",
        "consultation",
        "revision",
    ]


@pytest.mark.parametrize(
    ("numbers", "moved", "to", "changed"),
    [
        ({1: 1, 2: 2, 3: 3}, 3, 1, {3: 1, 1: 2, 2: 3}),
        ({1: 1, 2: 2, 3: 3}, 1, 3, {1: 3, 3: 2, 2: 1}),
        ({1: 1, 2: 2, 3: 3}, 1, 9, {1: 9}),
        ({1: 1, 2: 2, 3: 4}, 9, 2, {9: 2, 2: 3}),
        ({1: 1, 2: 2}, 9, 3, {9: 3}),
        ({1: 1, 2: 2}, 1, 1, {}),
    ],
)
def test_numbers_make_room(numbers: dict[int, int], moved: int, to: int, changed: dict[int, int]) -> None:
    assert rules.shifted(numbers, moved, to) == changed


NUMBERS = st.sets(st.integers(1, 30), max_size=15).map(lambda places: dict(enumerate(sorted(places))))


@given(NUMBERS, st.integers(0, 15), st.integers(1, 31))
def test_after_a_shift_no_number_is_taken_twice_and_the_others_keep_their_order(
    numbers: dict[int, int], moved: int, to: int
) -> None:
    after = numbers | rules.shifted(numbers, moved, to)
    assert len(set(after.values())) == len(after)
    assert numbers.get(moved) == to or after[moved] == to
    assert min(after.values(), default=1) >= 1
    others = [id for id in numbers if id != moved]
    assert sorted(others, key=numbers.__getitem__) == sorted(others, key=after.__getitem__)
