"""Exact numbers: what is a fraction, how it is written, and how it is shown as a percentage."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting.exact import common_step, percent, read_fraction, write_fraction


@pytest.mark.parametrize(
    ("text", "number"), [("2/3", Fraction(2, 3)), ("14", 14), ("55/100", Fraction(11, 20)), ("0", 0)]
)
def test_a_fraction_is_read_from_its_text(text: str, number: Fraction) -> None:
    assert read_fraction(text) == number


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "66.66", "-1", "+1", "1/0", "1/-2", "1/2/3", "½", "٣", "1e3", "9" * 19, "1\n"]
)
def test_any_other_text_is_no_fraction(text: str) -> None:
    assert read_fraction(text) is None


@given(st.builds(Fraction, st.integers(0, 10**18 - 1), st.integers(1, 10**18 - 1)))
def test_a_fraction_comes_back_from_its_text(number: Fraction) -> None:
    assert read_fraction(write_fraction(number)) == number


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(6, 11), "54.55"),
        (Fraction(2, 3), "66.67"),
        (Fraction(1), "100.00"),
        (Fraction(0), "0.00"),
        (Fraction(1, 20_000), "0.00"),  # 0.005 lies between 0.00 and 0.01: to the even one
        (Fraction(3, 20_000), "0.02"),
        (Fraction(10_001, 20_000), "50.00"),
        (Fraction(10_003, 20_000), "50.02"),
        (Fraction(-1, 3), "-33.33"),
        (Fraction(-1, 10**9), "0.00"),
    ],
)
def test_a_percentage_has_two_decimals_half_to_even(share: Fraction, shown: str) -> None:
    assert percent(share) == shown


@given(st.lists(st.fractions(min_value=0, max_value=1000, max_denominator=1000), max_size=6))
def test_every_number_is_a_whole_multiple_of_the_common_step_and_no_larger_step_serves(
    numbers: list[Fraction],
) -> None:
    step = common_step(numbers)
    assert all((number / step).denominator == 1 for number in numbers)
    if any(numbers):
        multiples = [int(number / step) for number in numbers]
        assert not any(all(times % larger == 0 for times in multiples) for larger in (2, 3, 5, 7, 11, 13))
