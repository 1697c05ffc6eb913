"""Sums as people write them, to the smallest unit; what a proposal costs, and what cannot be said of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.strategy import goals, money
from consult.strategy.terms import Terms, changes


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("120 000", "EUR", 12_000_000),
        ("1.234,50", "EUR", 123_450),
        ("1,234.50", "EUR", 123_450),
        ("1’234", "CHF", 123_400),
        ("1.234", "EUR", 123_400),
        ("12,5", "EUR", 1_250),
        ("1,000", "JPY", 1_000),
        ("10.5", "JPY", None),
        ("1.2.3", "EUR", None),
        ("12.345.6789", "EUR", None),
        ("-5", "EUR", None),
        ("٣", "EUR", None),
        ("1e3", "EUR", None),
        ("", "EUR", None),
        ("9" * 19, "EUR", None),
        ("5", "XXX", None),
    ],
)
def test_a_sum_is_read_exactly_or_not_at_all(typed: str, currency: str, minor: int | None) -> None:
    assert money.read(typed, currency) == minor


@given(st.integers(0, money.LARGEST), st.sampled_from(sorted(money.DECIMALS)))
def test_what_a_form_is_given_it_gives_back(minor: int, currency: str) -> None:
    assert money.read(money.written(minor, currency), currency) == minor


@given(st.text(max_size=30), st.sampled_from(["EUR", "JPY"]))
def test_nothing_typed_is_more_than_a_sum(typed: str, currency: str) -> None:
    found = money.read(typed, currency)
    assert found is None or 0 <= found <= money.LARGEST


def test_terms_that_cannot_be_are_named() -> None:
    whole = Terms(cost_minor=100, cost_currency="EUR", cost_bound="about", cost_note="a year")
    assert Terms().fault() == whole.fault() == ""
    assert Terms(cost_minor=0, cost_currency="EUR", cost_bound="about").fault() == "cost-unclear"
    assert Terms(cost_minor=1, cost_currency="EUR").fault() == "cost-unclear"
    assert Terms(cost_note="a year").fault() == "cost-missing"
    assert Terms(from_on=date(2027, 2, 1), until_on=date(2027, 1, 31)).fault() == "period-backwards"
    assert changes(Terms(), Terms(from_on=date(2027, 2, 1), owner_id=3)) == {
        "from_on": {"was": None, "now": "2027-02-01"},
        "owner_id": {"was": None, "now": 3},
    }


def test_there_are_seventeen_goals_with_169_targets() -> None:
    assert len(goals.GOALS) == 17
    assert sum(len(goals.targets(goal)) for goal in goals.GOALS) == 169
    assert goals.targets(13) == ("13.1", "13.2", "13.3", "13.a", "13.b")


@pytest.mark.parametrize(
    ("code", "goal"),
    [
        ("sdg-8", 8), ("sdg-8.3", 8), ("sdg-8.a", 8), ("sdg-17.19", 17),
        ("sdg-8.11", None), ("sdg-8.c", None), ("sdg-17.a", None), ("sdg-0", None), ("sdg-18", None),
        ("sdg-08", None), ("sdg-8.03", None), ("sdg-8.", None), ("ilo-r204", None), ("sdg-٨", None), ("", None),
    ],
)  # fmt: skip
def test_a_tag_speaks_of_a_goal_or_of_none(code: str, goal: int | None) -> None:
    assert goals.goal_of(code) == goal
