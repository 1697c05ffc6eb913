"""Counting: grouped casts against the grouped roll, in members, votes and attributes, and what cannot be."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from consult.voting.ruling import MEMBERS, OVERALL, VOTES
from consult.voting.tally import CastGroup, Choice, Counts, RollGroup, TallyError, count

ROLL = [
    RollGroup(20, Fraction(1), ("europe", "region:Europe")),
    RollGroup(4, Fraction(7, 2), ("europe", "region:Europe")),
    RollGroup(10, Fraction(1), ("asia", "region:Asia")),
]
CASTS = [
    CastGroup(Choice.YES, 11, Fraction(1), ("europe", "region:Europe")),
    CastGroup(Choice.YES, 2, Fraction(7, 2), ("europe", "region:Europe")),
    CastGroup(Choice.NO, 3, Fraction(1), ("asia", "region:Asia")),
    CastGroup(Choice.NO, 2, Fraction(1), ("asia", "region:Asia"), has_reason=False),
    CastGroup(Choice.ABSTAIN, 1, Fraction(1), ("asia", "region:Asia")),
    CastGroup(Choice.BLANK, 1, Fraction(1), ("asia", "region:Asia")),
    CastGroup(Choice.INVALID, 1, Fraction(1), ("asia", "region:Asia")),
]


def test_heads_and_weights_are_counted_side_by_side_in_every_scope() -> None:
    tally = count(CASTS, ROLL)
    assert (tally.at(OVERALL, MEMBERS).yes, tally.at(OVERALL, VOTES).yes) == (13, 18)
    assert (tally.at("europe", MEMBERS).entitled, tally.at("europe", VOTES).entitled) == (24, 34)
    assert (tally.at("asia").yes, tally.at("asia").no, tally.at("region:Asia").no) == (0, 5, 5)
    assert tally.scopes == (OVERALL, "europe", "region:Europe", "asia", "region:Asia")


def test_each_base_holds_what_its_name_says() -> None:
    asia = count(CASTS, ROLL, negatives_need_reason=True).at("asia")
    assert (asia.no, asia.no_without_reason, asia.expressed, asia.cast) == (3, 2, 3, 5)
    assert (asia.present, asia.entitled, asia.not_voted, asia.not_yes) == (5, 10, 2, 10)
    assert (asia.declared, asia.entitled_less_declared) == (1, 9)


def test_present_are_those_signed_in_where_somebody_takes_attendance() -> None:
    roll = [RollGroup(10, present=7, declared=2)]
    counts = count([CastGroup(Choice.YES, 5), CastGroup(Choice.ABSTAIN, 1)], roll).at(OVERALL)
    assert (counts.present, counts.declared, counts.entitled_less_declared) == (7, 2, 8)


def test_an_attribute_of_the_roll_is_a_unit_of_its_own() -> None:
    large, small = {"people": Fraction(80)}, {"people": Fraction(1, 2)}
    roll = [RollGroup(1, attributes=large), RollGroup(2, attributes=small)]
    tally = count(
        [CastGroup(Choice.YES, 2, attributes=small), CastGroup(Choice.NO, 1, attributes=large)], roll
    )
    counts = tally.at(OVERALL, "attr:people")
    assert (counts.yes, counts.no, counts.entitled) == (1, 80, 81)
    assert tally.units == (MEMBERS, VOTES, "attr:people")


def test_the_step_is_what_every_sum_of_votes_is_a_multiple_of() -> None:
    weights = [Fraction(6), Fraction(4), Fraction(9, 2)]
    tally = count([], [RollGroup(3, weight) for weight in weights])
    assert (tally.at(OVERALL, VOTES).step, tally.at(OVERALL, MEMBERS).step) == (Fraction(1, 2), 1)
    assert count([], [RollGroup(3, Fraction(6)), RollGroup(0, Fraction(1))]).at(OVERALL).step == 6


@pytest.mark.parametrize(
    ("casts", "roll", "code"),
    [
        ([CastGroup(Choice.YES, 3)], [RollGroup(2)], "more_cast_than_entitled"),
        ([CastGroup(Choice.INVALID, 3)], [RollGroup(2)], "more_cast_than_entitled"),
        ([CastGroup(Choice.YES, 1, Fraction(3))], [RollGroup(2)], "more_cast_than_entitled"),
        ([CastGroup(Choice.YES, 1, scopes=("a",))], [RollGroup(2, scopes=("b",))], "more_cast_than_entitled"),
        ([CastGroup(Choice.YES, 1)], [], "more_cast_than_entitled"),
        ([CastGroup(Choice.YES, 2)], [RollGroup(5, present=1)], "present_does_not_fit"),
        ([], [RollGroup(5, present=6)], "present_does_not_fit"),
        ([], [RollGroup(5, declared=6)], "declared_does_not_fit"),
        ([], [RollGroup(5, present=1), RollGroup(5)], "present_known_for_some_only"),
        ([], [RollGroup(5, declared=1), RollGroup(5)], "declared_known_for_some_only"),
        (
            [CastGroup(Choice.YES, 1)],
            [RollGroup(5, attributes={"n": Fraction(1)})],
            "attributes_known_for_some_only",
        ),
        ([CastGroup(Choice.YES, -1)], [RollGroup(5)], "negative_count"),
        ([], [RollGroup(5, Fraction(-1))], "negative_weight"),
    ],
)
def test_casts_that_do_not_fit_the_roll_are_refused(
    casts: list[CastGroup], roll: list[RollGroup], code: str
) -> None:
    with pytest.raises(TallyError) as refusal:
        count(casts, roll)
    assert refusal.value.code == code


def test_a_scope_nobody_stands_in_counts_nothing() -> None:
    assert count(CASTS, ROLL).at("moon") == Counts()


def test_a_name_that_is_no_measure_is_refused() -> None:
    with pytest.raises(KeyError):
        Counts().of("step")


def test_a_tally_as_plain_data_is_the_same_in_whatever_order_the_groups_came() -> None:
    document = count(CASTS, ROLL).to_document()
    assert document["asia"]["votes"]["not_voted"] == "2"
    assert document == count(reversed(CASTS), reversed(ROLL)).to_document()


def test_a_million_casts_in_few_groups_are_counted_exactly() -> None:
    third = Fraction(1, 3)
    roll = [RollGroup(400_000, third, ("a",)), RollGroup(700_000, Fraction(1), ("b",))]
    casts = [
        CastGroup(Choice.YES, 400_000, third, ("a",)),
        CastGroup(Choice.NO, 600_000, Fraction(1), ("b",)),
    ]
    counts = count(casts, roll).at(OVERALL)
    assert (counts.yes, counts.no, counts.not_voted) == (Fraction(400_000, 3), 600_000, 100_000)
    with pytest.raises(TallyError):
        count([replace(casts[0], voters=400_001)], roll)
