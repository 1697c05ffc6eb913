"""Decision vectors: real and constructed votes of public bodies, and every way the short form may say them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from consult.voting.vectors import decide, decide_file

FILE = Path(__file__).parent / "vectors" / "decisions.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
MOTIONS = [vector for vector in VECTORS if vector["kind"] == "motion"]
MAJORITY = {"num": "yes", "den": "expressed", "op": ">", "value": "1/2"}


def answer(rule: dict[str, Any], tally: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What is decided of one motion; the rule is a simple majority unless it says so itself."""
    [found] = decide(
        {"vectors": [{"id": "x", "rule": {"thresholds": [MAJORITY]} | rule, "tally": tally} | more]}
    )
    return found


def result(rule: dict[str, Any], **tally: Any) -> object:
    """The result over one scope, or over several given by name."""
    return answer(rule, tally)["result"]


@pytest.mark.parametrize("vector", MOTIONS, ids=lambda vector: vector["id"])
def test_a_motion_ends_as_it_did_for_the_body_that_held_it(vector: dict[str, Any]) -> None:
    [found] = decide({"vectors": [vector]})
    assert found["result"] == vector["expect"]["result"]


def test_there_are_motions_in_the_file() -> None:
    assert len(MOTIONS) >= 20


def test_a_file_gives_one_line_of_json_for_every_vector_in_its_order() -> None:
    lines = [json.loads(line) for line in decide_file(FILE.read_text(encoding="utf-8"))]
    assert [line["id"] for line in lines] == [vector["id"] for vector in VECTORS]
    assert all({"id", "result", "tests"} <= set(line) for line in lines)
    assert not [line["id"] for line in lines if line["result"] == "error"]


def test_a_kind_that_is_unknown_is_said_to_be_unsupported() -> None:
    assert list(decide([{"id": "x", "kind": "augury"}])) == [
        {"id": "x", "result": "unsupported", "tests": []}
    ]


def test_without_a_scope_in_the_tally_the_numbers_are_the_whole() -> None:
    assert result({}, yes=2, no=1) == "adopted"
    assert result({"thresholds": [MAJORITY | {"scope": "each"}]}, yes=2, no=1) == "adopted"


def test_the_whole_is_the_sum_of_the_scopes_unless_it_is_given() -> None:
    north, south = {"yes": 5, "no": 1}, {"yes": 1, "no": 4}
    assert result({}, north=north, south=south) == "adopted"
    assert result({}, north=north, south=south, overall={"yes": 5, "no": 5}) == "rejected"


def test_a_quorum_without_a_base_is_of_the_entitled_and_an_absolute_one_needs_none() -> None:
    share = {"quorum": [{"num": "cast", "op": ">=", "value": "1/2"}]}
    assert result(share, yes=4, no=1, entitled=10) == "adopted"
    assert result(share, yes=4, no=1, entitled=11) == "no_quorum"
    absolute = {"quorum": [{"num": "present", "op": ">=", "absolute": 6, "den": "entitled"}]}
    assert result(absolute, yes=4, no=1, present=6) == "adopted"
    assert result(absolute, yes=4, no=1) == "no_quorum"


def test_an_absolute_or_square_root_value_may_also_stand_in_the_strict_form() -> None:
    assert result({"quorum": [{"num": "yes", "op": ">=", "value": {"absolute": "7/2"}}]}, yes=4) == "adopted"
    root = {"thresholds": [{"num": "yes", "op": ">", "value": {"sqrt_coeff": 1}}]}
    assert result(root, yes=4, no=0, entitled=16) == "rejected"
    assert result(root, yes=5, no=0, entitled=16) == "adopted"


def test_quorums_may_stand_by_scope_and_each_must_hold() -> None:
    rule = {"quorum": [
        {"scope": "north", "num": "present", "op": ">=", "value": "1/2"},
        {"scope": "south", "num": "present", "op": ">=", "value": "1/3"},
    ]}  # fmt: skip
    north = {"yes": 5, "entitled": 10}
    assert result(rule, north=north, south={"yes": 3, "entitled": 9}) == "adopted"
    assert result(rule, north=north, south={"yes": 2, "absent": 7}) == "no_quorum"


@pytest.mark.parametrize(
    ("den", "needed"),
    [("expressed", 6), ("cast", 8), ("present", 10), ("entitled", 16), ("entitled_less_declared", 14)],
)
def test_every_base_has_its_own_majority(den: str, needed: int) -> None:
    rule = {"thresholds": [MAJORITY | {"den": den}]}
    row = {
        "yes": 6,
        "no": 5,
        "abstain": 2,
        "blank": 1,
        "invalid": 3,
        "present": 19,
        "entitled": 31,
        "declared": 5,
    }
    if den == "expressed":
        row |= {"yes": 5, "no": 6}
    test = answer(rule, row)["tests"][0]
    assert test["needs"] == str(needed)


def test_the_declared_are_those_who_abstained_where_nobody_says_otherwise() -> None:
    rule = {"thresholds": [MAJORITY | {"den": "entitled_less_declared"}]}
    assert result(rule, yes=8, abstain=5, entitled=20) == "adopted"
    assert result(rule, yes=7, abstain=5, entitled=20) == "rejected"
    assert result(rule, yes=8, entitled=20, declared_abstain=4) == "rejected"


def test_less_than_and_at_most_bound_the_votes_against() -> None:
    against = {"num": "no", "den": "expressed", "value": "1/4"}
    assert result({"thresholds": [against | {"op": "<="}]}, yes=3, no=1) == "adopted"
    assert result({"thresholds": [against | {"op": "<"}]}, yes=3, no=1) == "rejected"


def test_a_no_without_a_reason_is_kept_apart_only_where_the_rule_says_so() -> None:
    row = {"yes": 6, "no": 2, "no_without_reason": 4}
    rule = {"thresholds": [MAJORITY | {"op": ">=", "value": "2/3"}]}
    assert result(rule, **row) == "rejected"
    assert result(rule | {"negatives_need_reason": True}, **row) == "adopted"


@pytest.mark.parametrize(("setting", "expected"), [({}, "rejected"), ({"empty_scope": "skip"}, "adopted")])
def test_a_scope_with_voters_and_none_expressed_fails_or_is_skipped(
    setting: dict[str, Any], expected: str
) -> None:
    rule = {"thresholds": [MAJORITY | {"scope": "each"}]} | setting
    assert result(rule, north={"yes": 3, "no": 1}, south={"yes": 0, "no": 0, "entitled": 4}) == expected
    assert result(rule, north={"yes": 3, "no": 1}, south={"abstain": 2}) == expected


def test_a_scope_in_which_nobody_is_entitled_is_not_asked() -> None:
    rule = {"thresholds": [MAJORITY | {"scope": "each"}]}
    found = answer(rule, {"north": {"yes": 3, "no": 1}, "south": {"yes": 0, "no": 0, "entitled": 0}})
    assert found["result"] == "adopted"
    assert [test["note"] for test in found["tests"]] == [None, "nobody_entitled"]


def test_a_text_nobody_voted_on_is_not_adopted() -> None:
    assert result({"empty_scope": "skip"}, yes=0, no=0) == "rejected"
    assert result({"thresholds": [MAJORITY | {"op": ">=", "value": "0"}]}, abstain=3) == "rejected"


@pytest.mark.parametrize("tie", ["chair", "lot", "further_discussion", "second_ballot"])
def test_an_exact_half_in_one_chamber_follows_the_tie_rule_when_nothing_else_fails(tie: str) -> None:
    rule = {"tie": tie, "thresholds": [MAJORITY | {"scope": "each"}]}
    half, won, lost = {"yes": 2, "no": 2}, {"yes": 3, "no": 1}, {"yes": 1, "no": 3}
    assert result(rule, a=half, b=won) == "tied"
    assert result(rule, a=half, b=lost) == "rejected"
    assert result(rule, a=half, b=half) == "rejected"
    assert result(rule | {"tie": "fails"}, a=half, b=won) == "rejected"


def test_fewer_than_the_blocking_minority_not_for_and_the_text_passes() -> None:
    rule = {
        "blocking_min_members": 4,
        "thresholds": [MAJORITY | {"scope": "people", "den": "entitled", "op": ">=", "value": "65/100"}],
    }
    people = {"yes": "60", "entitled": "100"}
    assert result(rule, members={"yes": 24, "entitled": 27}, people=people) == "adopted"
    assert result(rule, members={"yes": 23, "entitled": 27}, people=people) == "rejected"
    assert result(rule, states={"yes": 24, "not_yes": 3}, people=people) == "adopted"
    assert result(
        rule | {"confirmation": {"body": "board"}}, members={"yes": 24, "entitled": 27}, people=people
    ) == ("adopted_pending")


def test_an_abstention_cap_has_a_base_and_comes_after_the_quorum() -> None:
    rule = {"abstention_cap": {"scope": "overall", "value": "1/4", "den": "entitled", "then": "second_vote"}}
    assert result(rule, yes=10, abstain=5, entitled=20) == "second_vote"
    assert result(rule, yes=10, abstain=4, entitled=20) == "adopted"
    quorum = {"quorum": [{"num": "cast", "op": ">", "value": "3/4"}]}
    assert result(rule | quorum, yes=10, abstain=5, entitled=20) == "no_quorum"


def test_an_adoption_waits_for_its_confirmation_where_too_few_were_represented() -> None:
    rule = {"confirmation": {"if": "represented<1/2 in any", "request": {"members": 40, "regions": 3},
                             "within": "P90D", "then": "mail_ballot"}}  # fmt: skip
    south = {"yes": 5, "entitled": 10}
    assert result(rule, north={"yes": 4, "entitled": 9}, south=south) == "adopted_pending"
    assert result(rule, north={"yes": 5, "entitled": 9}, south=south) == "adopted"
    assert result({"confirmation": {"body": "board"}}, yes=1) == "adopted_pending"
    assert result({"confirmation": {"body": "board"}}, yes=1, no=1) == "rejected"
    everywhere = {"confirmation": {"if": "represented<1/2 in all"}}
    assert result(everywhere, north={"yes": 4, "entitled": 9}, south=south) == "adopted"
    assert result(everywhere, north={"yes": 4, "entitled": 9}, south=south | {"yes": 4}) == "adopted_pending"


def test_where_only_cast_is_told_the_rest_abstained() -> None:
    test = answer({"thresholds": [MAJORITY | {"den": "cast"}]}, {"yes": 5, "no": 3, "cast": 10})["tests"][0]
    assert (test["base_value"], test["passed"]) == ("10", False)


def test_in_a_unit_the_scope_of_its_name_is_the_whole() -> None:
    rule = {"thresholds": [MAJORITY | {"unit": "members"}, MAJORITY | {"unit": "votes"}]}
    assert result(rule, members={"yes": 5, "no": 4}, votes={"yes": "70", "no": "71"}) == "rejected"
    assert result(rule, members={"yes": 5, "no": 4}, votes={"yes": "71", "no": "70"}) == "adopted"
