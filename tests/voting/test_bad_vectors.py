"""Vectors that cannot be decided: each is answered with a sentence that names the place, and none stops the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting.vectors import decide, decide_file

FILE = Path(__file__).parent / "vectors" / "decisions.json"
MAJORITY = {"num": "yes", "den": "expressed", "op": ">", "value": "1/2"}
RULE = {"thresholds": [MAJORITY]}
LEAF = {"share": "1", "yes": 1}


def sentence(vector: Any) -> str:
    """What is said of one wrong vector."""
    [found] = decide([vector])
    assert found["result"] == "error", found
    return str(found["error"])


@pytest.mark.parametrize(
    ("tally", "place"),
    [
        ({"yes": 1.5}, "tally.yes: A number with a decimal point"),
        ({"yes": "1.5"}, "tally.yes: Here goes a fraction"),
        ({"yes": True}, "tally.yes: Here goes a fraction"),
        ({"yes": -1}, "tally.yes: This number is too small"),
        ({"yes": "-1"}, "tally.yes: Here goes a fraction"),
        ({"yes": "1/0"}, "tally.yes: Here goes a fraction"),
        ({"yes": [1]}, "tally.yes: Here goes a fraction"),
        ({"north": {"yes": 1, "maybe": 2}}, "tally.north.maybe: There is no such field"),
        ({"north": {"yes": 1}, "south": 3}, "tally.south: Here goes an object"),
        ({"yes": 5, "entitled": 4}, "These numbers contradict each other"),
        ({"yes": 5, "present": 4}, "These numbers contradict each other"),
        ({"yes": 5, "entitled": 9, "not_yes": 3}, "These numbers contradict each other"),
        ({"yes": 5, "cast": 4}, "These numbers contradict each other"),
        ({"yes": 5, "abstain": 1, "cast": 7}, "These numbers contradict each other"),
        ({"yes": 5, "declared": 6}, "These numbers contradict each other"),
        ([], "tally: Here goes an object"),
        (None, "tally: This field is missing"),
    ],
)
def test_a_tally_that_cannot_be_is_refused_at_its_place(tally: Any, place: str) -> None:
    assert place in sentence({"id": "x", "rule": RULE, "tally": tally})


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({}, "rule.thresholds: This field is missing"),
        ({"thresholds": []}, "rule.thresholds: This may not be empty"),
        ({"thresholds": [MAJORITY | {"op": "="}]}, "rule.thresholds[0].op: This is none of the words"),
        (
            {"thresholds": [MAJORITY | {"value": 0.5}]},
            "rule.thresholds[0].value: A number with a decimal point",
        ),
        ({"thresholds": [MAJORITY | {"value": "66.66"}]}, "rule.thresholds[0].value: Here goes a fraction"),
        ({"thresholds": [MAJORITY | {"absolute": 3}]}, "rule.thresholds[0]: This is given twice"),
        ({"thresholds": [MAJORITY | {"scope": "moon"}]}, "rule.thresholds[0].scope: No chamber or scope"),
        (
            {"thresholds": [MAJORITY | {"unit": "stones"}]},
            "rule.thresholds[0].unit: This is none of the words",
        ),
        ({"thresholds": [MAJORITY | {"colour": "red"}]}, "rule.thresholds[0].colour: There is no such field"),
        (RULE | {"tie": "duel"}, "rule.tie: This is none of the words"),
        (RULE | {"colour": "red"}, "rule.colour: There is no such field"),
        (
            RULE | {"confirmation": {"if": "it rains"}},
            "rule.confirmation.if: This condition is not understood",
        ),
        ("majority", "rule: Here goes an object"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_at_its_place(rule: Any, place: str) -> None:
    assert place in sentence({"id": "x", "rule": rule, "tally": {"yes": 1}})


@pytest.mark.parametrize(
    "rule",
    [
        {"thresholds": [MAJORITY | {"den": "entitled"}]},
        RULE | {"quorum": [{"num": "cast", "op": ">", "value": "1/2"}]},
        RULE | {"quorum": [{"num": "yes", "op": ">", "sqrt_coeff": "3/2"}]},
        RULE | {"blocking_min_members": 4},
        RULE | {"abstention_cap": {"value": "1/3", "scope": "each", "den": "entitled"}},
        RULE | {"confirmation": {"if": "represented<1/2 in any"}},
    ],
)
def test_a_roll_that_is_not_told_is_not_guessed(rule: Any) -> None:
    assert "The tally does not say this" in sentence({"rule": rule, "tally": {"north": {"yes": 1}}})


@pytest.mark.parametrize(
    ("pools", "place"),
    [
        ([{"id": "a", "yes": 1}], "pools[0].share: This field is missing"),
        ([LEAF], "pools[0].id: This field is missing"),
        ([{"id": "a", "share": "3/2", "yes": 1}], "pools[0].share: This number is too small or too large"),
        ([LEAF | {"id": "a"}, LEAF | {"id": "b"}], "pools: The shares are more than the whole"),
        ([{"id": "a", "share": "1/2"}, {"id": "a", "share": "1/2"}], "pools: This is given twice"),
        ([LEAF | {"id": "a", "pools": [LEAF]}], "pools[0]: These numbers contradict each other"),
        ([{"id": "a", "share": 1, "subs": []}], "pools[0].subs: This may not be empty"),
        ([{"id": "a", "share": 1, "yes": "1/2"}], "pools[0].yes: Here goes a whole number"),
        ({}, "pools: Here goes a list"),
    ],
)
def test_pools_that_cannot_be_are_refused_at_their_place(pools: Any, place: str) -> None:
    assert place in sentence({"id": "x", "rule": RULE, "pools": pools})


def test_what_is_nested_without_end_is_refused() -> None:
    pool: dict[str, Any] = {"id": "a", "share": "1", "yes": 1}
    for _level in range(5_000):
        pool = {"id": "a", "share": "1", "pools": [pool]}
    assert "nested too deeply" in sentence({"rule": RULE, "pools": [pool]})
    assert "not JSON" in decide_file("[" * 100_000)[0]


def test_a_name_that_no_terminal_can_show_is_answered_in_plain_letters() -> None:
    text = json.dumps([{"id": "\ud800é", "rule": RULE, "tally": {"\ud800": {"yes": 1}}}])
    [line] = decide_file(text)
    assert line.isascii()
    assert json.loads(line)["id"] == "\ud800é"


def test_a_wrong_vector_leaves_the_others_as_they_are() -> None:
    good = {"id": "good", "rule": RULE, "tally": {"yes": 1}}
    answers = list(decide({"vectors": [good, 7, {"id": "bad"}, good]}))
    assert [(found["id"], found["result"]) for found in answers] == [
        ("good", "adopted"), (None, "error"), ("bad", "error"), ("good", "adopted"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "{", "[1", '{"vectors": {}}', "7", "{}", '{"vectors": [], "vectors": []}']
)
def test_a_file_of_another_form_is_one_line_that_says_so(text: str) -> None:
    [line] = decide_file(text)
    assert json.loads(line)["result"] == "error"


@pytest.mark.parametrize("number", ["1.0", "1e2", "NaN", "Infinity", "9" * 5_000])
def test_no_inexact_number_comes_in_from_a_file(number: str) -> None:
    text = json.dumps([{"rule": RULE, "tally": {"yes": "HERE"}}]).replace('"HERE"', number)
    assert json.loads(decide_file(text)[0])["result"] == "error"


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just("1/2"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=4,
)


@given(st.data())
def test_whatever_is_put_in_a_place_of_a_vector_it_is_answered(data: st.DataObject) -> None:
    place: Any = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
    vectors, key = place, data.draw(st.integers(0, len(place) - 1))
    while isinstance(place[key], dict | list) and place[key] and data.draw(st.integers(0, 9)):
        place = place[key]
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place))))
        )
    place[key] = data.draw(ODD)
    answers = list(decide(vectors))
    assert len(answers) == len(vectors)
    assert all(json.loads(json.dumps(answer)) == answer and answer["result"] for answer in answers)
