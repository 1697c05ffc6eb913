"""The law held against a second reading that lists every voter: results and every number of every line."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from consult.voting.rule_document import parse
from consult.voting.ruling import MEMBERS, OVERALL, VOTES
from consult.voting.tally import count
from consult.voting.verdict import Result, judge
from tests.voting import oracle
from tests.voting.making import (
    PARTS,
    cast_groups,
    document,
    electorates,
    roll_groups,
    rules,
    tally_of,
    threshold,
)
from tests.voting.oracle import Voter


def verdict_of(rule: dict[str, Any], voters: list[Voter]) -> str:
    """What the code under test makes of the voters."""
    tally = tally_of(voters, negatives_need_reason=rule.get("negatives_need_reason", False))
    return judge(parse(rule), tally).result.value


@given(rules(), electorates())
def test_both_readings_agree_on_the_result(rule: dict[str, Any], voters: list[Voter]) -> None:
    found = verdict_of(rule, voters)
    event(found)
    assert found == oracle.result(rule, voters)


@given(rules(), electorates())
def test_both_readings_agree_on_every_number_of_every_line(rule: dict[str, Any], voters: list[Voter]) -> None:
    reading = oracle.Reading(rule, voters)
    tally = tally_of(voters, negatives_need_reason=rule["negatives_need_reason"])
    for line in judge(parse(rule), tally).lines:
        if line.numerator != "not_yes":
            assert line.numerator_value == reading.total(line.numerator, line.scope, line.unit)
        if line.base is not None:
            assert line.base_value == reading.total(line.base, line.scope, line.unit)


@given(electorates())
def test_every_entitled_vote_is_somewhere(voters: list[Voter]) -> None:
    tally = tally_of(voters, negatives_need_reason=True)
    for scope in tally.scopes:
        for unit in tally.units:
            counts = tally.at(scope, unit)
            handed_in = counts.yes + counts.no + counts.abstain + counts.blank + counts.invalid
            assert handed_in + counts.no_without_reason + counts.not_voted == counts.entitled
            assert counts.not_voted == oracle.Reading({}, voters).total("not_voted", scope, unit)


@given(electorates())
def test_the_chambers_add_up_to_the_whole(voters: list[Voter]) -> None:
    tally = tally_of(voters)
    for unit in (MEMBERS, VOTES, "attr:people"):
        for measure in ("yes", "no", "abstain", "blank", "invalid", "present", "entitled", "declared"):
            parts = sum(tally.at(part, unit).of(measure) for part in PARTS)
            assert parts == tally.at(OVERALL, unit).of(measure)


@given(rules(), electorates(), st.randoms(use_true_random=False))
def test_the_order_and_the_pieces_of_the_groups_do_not_matter(
    rule: dict[str, Any], voters: list[Voter], shuffle: random.Random
) -> None:
    casts = [replace(group, voters=1) for group in cast_groups(voters) for _one in range(group.voters)]
    roll = roll_groups(voters)
    shuffle.shuffle(casts)
    shuffle.shuffle(roll)
    need = rule["negatives_need_reason"]
    shuffled = judge(parse(rule), count(iter(casts), iter(roll), negatives_need_reason=need))
    assert shuffled == judge(parse(rule), tally_of(voters, negatives_need_reason=need))


@given(rules(), electorates())
def test_one_more_yes_never_undoes_an_adoption(rule: dict[str, Any], voters: list[Voter]) -> None:
    before = verdict_of(rule, voters)
    adopted = {Result.ADOPTED, Result.ADOPTED_PENDING}
    for place, voter in enumerate(voters):
        if voter.choice is None and not voter.declared and before in adopted:
            event("one more yes after an adoption")
            more = [*voters[:place], replace(voter, choice="yes"), *voters[place + 1 :]]
            assert verdict_of(rule, more) in ({before, Result.ADOPTED})


@given(
    rules(), electorates(), st.sampled_from([Fraction(2), Fraction(1, 7), Fraction(10, 3), Fraction(10**12)])
)
def test_scaling_all_weights_changes_no_result_and_scales_every_margin(
    rule: dict[str, Any], voters: list[Voter], factor: Fraction
) -> None:
    need = rule["negatives_need_reason"]
    before = judge(parse(rule), tally_of(voters, negatives_need_reason=need))
    scaled = [replace(voter, weight=voter.weight * factor) for voter in voters]
    after = judge(parse(rule), tally_of(scaled, negatives_need_reason=need))
    assert after.result is before.result
    for line, again in zip(before.lines, after.lines, strict=True):
        assert again.passed is line.passed
        weighed = line.unit == VOTES and tally_of(voters).at(line.scope, VOTES).entitled
        if line.margin is not None and again.margin is not None and weighed:
            assert again.margin == line.margin * factor


def test_one_more_no_may_turn_no_quorum_into_adopted() -> None:
    rule = document(quorum=[threshold("cast", ">", "1/2", den="entitled")])
    voters = [Voter(choice="yes"), Voter(choice="yes"), Voter(), Voter()]
    assert verdict_of(rule, voters) == "no_quorum"
    assert verdict_of(rule, [*voters[:3], Voter(choice="no")]) == "adopted"


def test_one_more_abstention_may_trigger_the_cap() -> None:
    rule = document(abstention_cap={"scope": "overall", "value": "1/3"})
    voters = [Voter(choice="yes"), Voter(choice="yes"), Voter()]
    assert verdict_of(rule, voters) == "adopted"
    assert verdict_of(rule, [*voters[:2], Voter(choice="abstain")]) == "second_vote"
