"""Exactly at the boundary: `at least` passes and `more than` fails there, with whatever weights."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from math import isqrt

import pytest

from consult.voting.exact import common_step, write_fraction
from consult.voting.rule_document import parse
from consult.voting.ruling import OVERALL, VOTES, Op
from consult.voting.tally import CastGroup, Choice, Counts, RollGroup, Tally, count
from consult.voting.verdict import Line, judge
from tests.voting.making import document, seeded, threshold

SHARES = [
    Fraction(*pair) for pair in ((1, 2), (2, 3), (3, 4), (3, 5), (4, 5), (11, 20), (13, 20), (1, 3), (9, 10))
]
CASES = 100_000


def weights(draw: random.Random, total: Fraction, voters: int) -> list[Fraction]:
    """So many weights, each of its own fraction, that are `total` together."""
    parts = [draw.randint(1, 60) for _voter in range(voters)]
    return [total * part / sum(parts) for part in parts]


def boundary_counts(draw: random.Random, share: Fraction) -> Counts:
    """Counts in which yes is exactly `share` of what is expressed."""
    expressed = Fraction(draw.randint(1, 10**6), draw.choice([1, 1, 2, 3, 7, 60, 97, 10**6]))
    yes, no = expressed * share, expressed * (1 - share)
    return Counts(yes=yes, no=no, present=expressed, entitled=expressed, step=common_step((yes, no)))


def line(op: str, share: Fraction, counts: Counts) -> Line:
    """The one line of a rule that asks for `op share` of the expressed votes."""
    rule = parse(document(threshold("yes", op, write_fraction(share))), any_direction=True)
    return judge(rule, Tally({(OVERALL, VOTES): counts})).lines[0]


def passes(op: str, share: Fraction, expressed: Fraction, yes: Fraction) -> bool:
    """Whether so many yes of so many expressed pass."""
    return line(op, share, Counts(yes=yes, no=expressed - yes)).passed


def nearby(counts: Counts, share: Fraction) -> Iterator[tuple[Counts, int]]:
    """The same votes with a hair moved from no to yes, and from yes to no."""
    hair = min(counts.yes, counts.no) / 10**9
    for sign in (1, -1):
        yield (
            Counts(yes=counts.yes + sign * hair, no=counts.no - sign * hair, present=counts.present,
                   entitled=counts.entitled, step=counts.step),
            sign,
        )  # fmt: skip


def test_of_100_000_votes_exactly_at_the_boundary_none_is_misjudged() -> None:
    draw = seeded(62)
    tests = {
        share: parse(
            document(*(threshold("yes", op, write_fraction(share)) for op in (">", ">=", "<", "<="))),
            any_direction=True,
        )
        for share in SHARES
    }
    wrong = 0
    for _case in range(CASES // 4):
        share = draw.choice(SHARES)
        counts = boundary_counts(draw, share)
        passed = [found.passed for found in judge(tests[share], Tally({(OVERALL, VOTES): counts})).lines]
        wrong += sum(
            left is not right for left, right in zip(passed, (False, True, False, True), strict=True)
        )
        assert len(passed) == 4
    assert wrong == 0


def test_a_hair_beside_the_boundary_both_comparators_agree() -> None:
    draw = seeded(63)
    for _case in range(1_000):
        share = draw.choice(SHARES)
        for counts, sign in nearby(boundary_counts(draw, share), share):
            assert line(">", share, counts).passed is line(">=", share, counts).passed is (sign > 0)
            assert line("<", share, counts).passed is line("<=", share, counts).passed is (sign < 0)


def test_exactly_two_thirds_of_48_voters_with_random_weights_is_counted_as_two_thirds() -> None:
    draw = seeded(48)
    more, at_least = (parse(document(threshold("yes", op, "2/3"))) for op in (">", ">="))
    for _case in range(500):
        total = Fraction(draw.randint(1, 10_000), draw.randint(1, 50))
        for_it = weights(draw, total * 2 / 3, 32)
        against = weights(draw, total / 3, 16)
        casts = [CastGroup(Choice.YES, 1, weight) for weight in for_it]
        casts += [CastGroup(Choice.NO, 1, weight) for weight in against]
        tally = count(casts, [RollGroup(1, group.weight) for group in casts])
        assert judge(at_least, tally).result == "adopted"
        assert judge(more, tally).result == "rejected"


def test_the_needed_number_is_the_smallest_that_passes_and_the_largest_where_less_is_asked() -> None:
    draw = seeded(59)
    for _case in range(2_000):
        share, op = draw.choice(SHARES), draw.choice([">", ">=", "<", "<="])
        step = Fraction(1, draw.choice([1, 1, 2, 6]))
        base = draw.randint(1, 400) * step
        yes = draw.randint(0, int(base / step)) * step
        found = line(op, share, Counts(yes=yes, no=base - yes, present=base, entitled=base, step=step))
        inward = step if Op(op).upward else -step
        if found.needs is None:
            assert not passes(op, share, base, Fraction(0))
        else:
            assert passes(op, share, base, found.needs)
            assert not passes(op, share, base, found.needs - inward)
            assert found.margin == (yes - found.needs if Op(op).upward else found.needs - yes)
            assert found.passed is (found.margin >= 0)


@pytest.mark.parametrize("coefficient", ["1/2", "1", "3/2", "7/3"])
@pytest.mark.parametrize("op", [">", ">=", "<", "<="])
def test_a_square_root_is_compared_by_squares_at_every_roll(op: str, coefficient: str) -> None:
    share = Fraction(coefficient)
    rule = parse(
        document(threshold("yes", op, {"sqrt_coeff": coefficient}, unit="members", den="entitled")),
        any_direction=True,
    )
    for entitled in range(1, 200):
        for yes in (
            isqrt(entitled * share.numerator**2 // share.denominator**2) + more for more in (-1, 0, 1, 2)
        ):
            if 0 < yes <= entitled:
                tally = count([CastGroup(Choice.YES, yes)], [RollGroup(entitled)])
                found = judge(rule, tally).lines[0]
                left, right = (yes * share.denominator) ** 2, share.numerator**2 * entitled
                assert found.passed is {">": left > right, ">=": left >= right, "<": left < right}.get(
                    op, left <= right
                )
                assert found.needs is None or (
                    found.margin is not None and found.passed is (found.margin >= 0)
                )


def test_a_root_that_is_whole_passes_at_least_and_fails_more_than() -> None:
    tally = count([CastGroup(Choice.YES, 15)], [RollGroup(100)])
    at_least, more = (
        judge(
            parse(document(threshold("yes", op, {"sqrt_coeff": "3/2"}, unit="members", den="entitled"))),
            tally,
        ).lines[0]
        for op in (">=", ">")
    )
    assert (at_least.passed, at_least.needs, at_least.margin) == (True, 15, 0)
    assert (more.passed, more.needs, more.margin) == (False, 16, -1)
