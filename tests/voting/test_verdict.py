"""The verdict: which test decides when several fail, what stays information, what a page reads from it."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import pytest

from consult.voting.rule_document import parse
from consult.voting.ruling import Tie
from consult.voting.verdict import Kind, Result, Verdict, judge, quorum_lines
from tests.voting.making import document, scopes, tally_of, threshold
from tests.voting.oracle import Voter

QUORUM = [threshold("cast", ">", "1/2", den="entitled", unit="members")]


def members(yes: int = 0, no: int = 0, abstain: int = 0, absent: int = 0, *names: str) -> list[Voter]:
    """Voters of equal weight in these scopes."""
    choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain + [None] * absent
    return [Voter(choice=choice, scopes=frozenset(names)) for choice in choices]


def verdict(rule: dict[str, Any], voters: list[Voter]) -> Verdict:
    """The verdict of a rule document on listed voters."""
    return judge(parse(rule), tally_of(voters))


def test_an_ordinary_decision_says_how_many_votes_it_had_to_spare() -> None:
    found = verdict(document(quorum=QUORUM), members(yes=12, no=2, abstain=4, absent=16))
    quorum, majority = found.lines
    assert (found.result, found.decided_by, found.failed) == (Result.ADOPTED, Kind.THRESHOLD, ())
    assert (quorum.numerator_value, quorum.base_value, quorum.needs, quorum.margin) == (18, 34, 18, 0)
    assert (majority.numerator_value, majority.base_value, majority.needs, majority.margin) == (12, 14, 8, 4)
    assert majority.obtained == Fraction(6, 7)


def test_without_a_quorum_the_thresholds_are_shown_but_do_not_decide() -> None:
    found = verdict(document(quorum=QUORUM), members(yes=12, no=2, absent=20))
    assert (found.result, found.decided_by) == (Result.NO_QUORUM, Kind.QUORUM)
    assert [line.kind for line in found.failed] == [Kind.QUORUM]
    assert found.failed[0].margin == -4
    assert found.of(Kind.THRESHOLD)[0].passed
    assert found.thresholds_hold


def test_without_a_quorum_a_lost_vote_is_not_said_to_have_carried() -> None:
    assert not verdict(document(quorum=QUORUM), members(yes=2, no=12, absent=20)).thresholds_hold


def test_every_failed_threshold_is_named() -> None:
    rule = document(threshold(name="all"), threshold(name="part", scope="each"), chambers=scopes("a", "b"))
    found = verdict(rule, members(1, 3, 0, 0, "a") + members(3, 2, 0, 0, "b"))
    assert [(line.name, line.scope, line.passed) for line in found.of(Kind.THRESHOLD)] == [
        ("all", "overall", False), ("part", "a", False), ("part", "b", True),
    ]  # fmt: skip
    assert [(line.name, line.scope) for line in found.failed] == [("all", "overall"), ("part", "a")]


def test_the_abstention_cap_comes_before_the_blocking_minority_and_the_thresholds() -> None:
    rule = document(abstention_cap={"scope": "overall", "value": "1/3"}, blocking_min_members=9)
    found = verdict(rule, members(yes=4, abstain=2))
    assert (found.result, found.decided_by) == (Result.SECOND_VOTE, Kind.ABSTENTION_CAP)
    assert verdict(rule, members(yes=5, abstain=2)).result == Result.ADOPTED


def test_a_missing_blocking_minority_carries_a_text_that_missed_its_threshold() -> None:
    rule = document(threshold("yes", ">=", "9/10", den="entitled"), blocking_min_members=4)
    carried = verdict(rule, members(yes=5, no=1, absent=2))
    assert (carried.result, carried.decided_by) == (Result.ADOPTED, Kind.BLOCKING)
    assert not carried.of(Kind.THRESHOLD)[0].passed
    stopped = verdict(rule, members(yes=5, no=1, absent=3))
    assert (stopped.result, stopped.decided_by) == (Result.REJECTED, Kind.THRESHOLD)


def test_a_tie_says_what_the_rule_does_with_it() -> None:
    lot = verdict(document(tie="lot"), members(yes=5, no=5))
    assert (lot.result, lot.tie, lot.failed[0].exact_half) == (Result.TIED, Tie.LOT, True)
    fails = verdict(document(), members(yes=5, no=5))
    assert (fails.result, fails.tie) == (Result.REJECTED, Tie.FAILS)
    assert verdict(document(tie="lot"), members(yes=5, no=6)).tie is None


def test_half_the_votes_is_no_tie_where_two_thirds_are_asked() -> None:
    rule = document(threshold("yes", ">=", "2/3"), tie="lot")
    assert verdict(rule, members(yes=5, no=5)).result == Result.REJECTED


def test_a_scope_that_is_declared_but_has_no_voter_is_not_asked() -> None:
    rule = document(threshold(scope="each"), chambers=scopes("a", "b"))
    found = verdict(rule, members(3, 1, 0, 0, "a"))
    assert found.result == Result.ADOPTED
    assert [line.skipped for line in found.lines] == [False, True]


def test_an_electorate_of_nobody_adopts_nothing() -> None:
    rule = document(threshold(scope="each"), chambers=scopes("a"), quorum=[])
    assert verdict(rule, []).result == Result.REJECTED
    assert verdict(document(threshold("no", "<=", "1/4", den="entitled")), []).result == Result.REJECTED
    assert verdict(document(quorum=QUORUM), []).result == Result.NO_QUORUM


def test_a_scope_named_by_the_rule_fails_when_none_expressed_in_it() -> None:
    rule = document(threshold(), threshold("no", "<=", "1/4", scope="a"), scopes=scopes("a", "b"))
    voters = members(0, 0, 2, 0, "a") + members(3, 0, 0, 0, "b")
    assert verdict(rule, voters).result == Result.REJECTED
    assert verdict(rule | {"empty_scope": "skip"}, voters).result == Result.ADOPTED


def test_a_whole_electorate_without_a_weighty_vote_fails_even_where_empty_scopes_are_skipped() -> None:
    rule = document(threshold(), threshold(unit="members"), empty_scope="skip")
    voters = [Voter(Fraction(0), choice="yes"), Voter(Fraction(1))]
    assert verdict(rule, voters).result == Result.REJECTED


def test_a_scope_is_skipped_only_where_its_base_is_nobody_or_one_more_yes_could_undo_an_adoption() -> None:
    rule = document(
        threshold(), threshold(scope="each", den="cast"), chambers=scopes("a", "b"), empty_scope="skip"
    )
    carried = members(3, 0, 0, 0, "b")
    assert verdict(rule, carried + members(0, 0, 2, 1, "a")).result == Result.REJECTED
    assert verdict(rule, carried + members(0, 0, 0, 3, "a")).result == Result.ADOPTED


def test_while_a_ballot_is_open_the_quorum_says_what_is_missing() -> None:
    rule = document(quorum=[threshold("cast", ">=", "1/3", scope="each", den="entitled", unit="members")],
                    chambers=scopes("a", "b"))  # fmt: skip
    tally = tally_of(members(1, 0, 0, 8, "a") + members(0, 0, 2, 4, "b"))
    assert [(line.scope, line.margin) for line in quorum_lines(parse(rule), tally)] == [("a", -2), ("b", 0)]


def test_weighted_votes_need_the_next_sum_that_can_be_reached() -> None:
    voters = [
        Voter(Fraction(6), choice="yes"),
        Voter(Fraction(4), choice="no"),
        Voter(Fraction(2), choice="no"),
    ]
    line = verdict(document(), voters).lines[0]
    assert (line.base_value, line.needs, line.margin) == (12, 8, -2)


def test_a_verdict_cannot_be_changed_and_becomes_plain_data_without_a_decimal_point() -> None:
    found = verdict(document(quorum=QUORUM), members(yes=2, no=1))
    with pytest.raises(FrozenInstanceError):
        found.result = Result.REJECTED  # type: ignore[misc]  # this is what must not go
    text = json.dumps(found.to_document())
    assert json.loads(text, parse_float=pytest.fail)["tests"][1] == {
        "kind": "threshold", "name": "threshold", "scope": "overall", "unit": "votes",
        "numerator": "yes", "numerator_value": "2", "base": "expressed", "base_value": "3",
        "op": ">", "required": {"share": "1/2"}, "obtained": "2/3", "needs": "2", "margin": "0",
        "passed": True, "note": None,
    }  # fmt: skip
