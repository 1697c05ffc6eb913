"""The rule document: what it may say, what is meant when it is silent, and how a wrong one is refused."""

from __future__ import annotations

import contextlib
import copy
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting import ruling
from consult.voting.document import RuleError
from consult.voting.rule_document import OPTIONAL, canonical, parse, parse_text
from tests.voting.making import document, rules, scopes, threshold

VECTORS = Path(__file__).parent / "vectors"
DEFAULT = (VECTORS / "ordinary_rule.json").read_text(encoding="utf-8")
FULL = (VECTORS / "full_rule.json").read_text(encoding="utf-8")
SHIPPED = Path(__file__).parents[2] / "consult" / "cases" / "cicopa" / "rules.json"


def refusal(document: object) -> tuple[str, str]:
    """Where and why a document is refused."""
    with pytest.raises(RuleError) as found:
        parse(document)
    return found.value.path, found.value.code


def test_the_ordinary_decision_is_read_whole() -> None:
    rule = parse_text(DEFAULT)
    assert (rule.id, rule.version, rule.tie, rule.quorum_fail) == (
        "cicopa-default", 1, ruling.Tie.FAILS, ruling.QuorumFail("extend_once", "P7D"),
    )  # fmt: skip
    assert rule.electorate == ruling.Electorate(
        (
            ("vote", ruling.Select((("category", ("full",)), ("good_standing", True)))),
            ("advise", ruling.Select((("category", ("associate",)),))),
        ),
        "P0D before opening",
    )
    half = ruling.Required(ruling.Form.SHARE, Fraction(1, 2))
    assert rule.quorum == (ruling.Test("overall", "members", "cast", "entitled", ruling.Op.MORE, half),)
    assert rule.thresholds == (
        ruling.Test("overall", "votes", "yes", "expressed", ruling.Op.MORE, half, "majority"),
    )
    assert (rule.notice, rule.open_min, rule.explanations) == ("P21D", "P14D", True)


@pytest.mark.parametrize("action", ["void", "refer", "extend_once:P7D", "second_call:ordinary-second"])
def test_what_a_missed_quorum_leads_to_is_one_of_four(action: str) -> None:
    found = parse(document(quorum_fail=action)).quorum_fail
    assert ":".join(filter(None, (found.action, found.argument))) == action


def test_every_field_there_is_can_be_said_and_is_kept() -> None:
    said = json.loads(FULL)
    rule = parse(said)
    assert set(said) == {"id", "version", "title", "thresholds", *OPTIONAL}
    silent = parse(document())
    same = [name for name in OPTIONAL if getattr(rule, name) == getattr(silent, name)]
    assert not same, "the full document says something else than silence in each of its fields"
    assert rule.weights.group_cap == ruling.GroupCap("country", max=Fraction(25))
    assert rule.weights.bands == ((Fraction(1000), Fraction(1)), (None, Fraction(5, 2)))
    assert rule.proxies.max_by_kind == (("org", 5),)
    assert rule.confirmation is not None
    assert rule.confirmation.condition == ruling.Condition(ruling.Op.LESS, Fraction(1, 2), "any")


def test_the_rules_that_are_shipped_can_be_read() -> None:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))["rules"]
    assert shipped
    for written in shipped:
        assert parse(written).title == written["title"]


def test_silence_means_what_is_written_down_for_it() -> None:
    assert parse(canonical(document())) == parse(document())
    assert canonical(document())["tie"] == "fails"


@given(rules())
def test_writing_a_rule_out_changes_neither_its_meaning_nor_itself(written: dict[str, Any]) -> None:
    once = canonical(written)
    assert canonical(once) == once
    assert parse(once) == parse(written)


@pytest.mark.parametrize(
    ("weights", "kept"),
    [
        ({"scheme": "fixed", "votes": 6}, ruling.Weights("fixed", votes=Fraction(6))),
        (
            {"scheme": "table", "table": {"full": "3/2"}},
            ruling.Weights("table", table=(("full", Fraction(3, 2)),)),
        ),
        (
            {"scheme": "linear", "base": 1, "per_unit": 1, "unit": 1000, "attr": "dues"},
            ruling.Weights(
                "linear", attr="dues", base=Fraction(1), per_unit=Fraction(1), unit=Fraction(1000)
            ),
        ),
        (
            {"scheme": "share", "chambers": [{"id": "a", "share": "1/3", "pools": [{"share": 1}]}]},
            ruling.Weights(
                "share", pools=(ruling.Pool(Fraction(1, 3), "a", pools=(ruling.Pool(Fraction(1)),)),)
            ),
        ),
        (
            {"scheme": "equal", "max": "5", "group_cap": {"max_share": "3/10", "method": "unit"}},
            ruling.Weights(
                max=Fraction(5), group_cap=ruling.GroupCap(max_share=Fraction(3, 10), method="unit")
            ),
        ),
    ],
)
def test_each_scheme_of_weights_is_kept(weights: dict[str, Any], kept: ruling.Weights) -> None:
    assert parse(document(weights=weights)).weights == kept


MAJORITY = threshold()


@pytest.mark.parametrize(
    ("changed", "path", "code"),
    [
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"id": None}, "id", "missing_field"),
        ({"id": " "}, "id", "empty"),
        ({"version": 0}, "version", "out_of_range"),
        ({"version": True}, "version", "not_a_whole_number"),
        ({"title": 3}, "title", "not_text"),
        ({"title": "a\0b"}, "title", "not_text"),
        ({"title": "a\ud800b"}, "title", "not_text"),
        ({"title": "x" * 2_001}, "title", "out_of_range"),
        ({"thresholds": {}}, "thresholds", "not_a_list"),
        ({"thresholds": []}, "thresholds", "empty"),
        ({"thresholds": [3]}, "thresholds[0]", "not_an_object"),
        ({"thresholds": [MAJORITY, MAJORITY | {"value": 0.5}]}, "thresholds[1].value", "not_exact"),
        ({"thresholds": [MAJORITY | {"value": "66.66"}]}, "thresholds[0].value", "not_a_fraction"),
        ({"thresholds": [MAJORITY | {"value": "3/2"}]}, "thresholds[0].value", "out_of_range"),
        ({"thresholds": [MAJORITY | {"value": {"absolute": 3, "sqrt_coeff": 1}}]}, "thresholds[0].value",
         "not_a_fraction"),
        ({"thresholds": [MAJORITY | {"value": {"absolute": 3}}]}, "thresholds[0].den", "unknown_field"),
        ({"thresholds": [MAJORITY | {"value": {"cube": 3}}]}, "thresholds[0].value.cube", "unknown_field"),
        ({"thresholds": [MAJORITY | {"op": "=="}]}, "thresholds[0].op", "unknown_value"),
        ({"thresholds": [MAJORITY | {"num": "maybe"}]}, "thresholds[0].num", "unknown_value"),
        ({"thresholds": [MAJORITY | {"den": "invalid"}]}, "thresholds[0].den", "unknown_value"),
        ({"thresholds": [MAJORITY | {"den": None}]}, "thresholds[0].den", "missing_field"),
        ({"thresholds": [MAJORITY | {"unit": "attr:"}]}, "thresholds[0].unit", "unknown_value"),
        ({"thresholds": [MAJORITY | {"scope": "moon"}]}, "thresholds[0].scope", "unknown_scope"),
        ({"thresholds": [MAJORITY | {"scope": "each"}]}, "thresholds[0].scope", "each_of_nothing"),
        ({"thresholds": [MAJORITY | {"op": "<"}]}, "thresholds[0].op", "wrong_direction"),
        ({"thresholds": [MAJORITY | {"num": "no"}]}, "thresholds[0].op", "wrong_direction"),
        ({"quorum": [MAJORITY | {"num": "cast", "op": "<="}]}, "quorum[0].op", "wrong_direction"),
        ({"thresholds": [MAJORITY | {"value": 1}]}, "thresholds[0].value", "never_passes"),
        ({"thresholds": [MAJORITY | {"num": "no", "op": "<", "value": 0}]}, "thresholds[0].value", "never_passes"),
        ({"chambers": []}, "chambers", "empty"),
        ({"chambers": scopes("a", "a")}, "chambers", "twice"),
        ({"chambers": scopes("overall")}, "chambers[0].id", "unknown_value"),
        ({"chambers": scopes("a"), "scopes": scopes("a")}, "scopes", "twice"),
        ({"chambers": [{"id": "a", "share": "1/2"}, {"id": "b"}]}, "chambers", "shares_for_some"),
        ({"chambers": [{"id": "a", "share": "2/3"}, {"id": "b", "share": "1/2"}]}, "chambers", "shares_exceed"),
        ({"chambers": [{"id": "a", "select": {"region": "Asia"}}]}, "chambers[0].select.region", "not_a_list"),
        ({"electorate": {"veto": {}}}, "electorate.veto", "unknown_field"),
        ({"electorate": {"record_date": "soon"}}, "electorate.record_date", "not_a_period"),
        ({"electorate": {"record_date": "PX before opening"}}, "electorate.record_date", "not_a_period"),
        ({"weights": {"scheme": "whim"}}, "weights.scheme", "unknown_value"),
        ({"weights": {"scheme": "fixed"}}, "weights.votes", "missing_field"),
        ({"weights": {"scheme": "equal", "votes": 2}}, "weights.votes", "unknown_field"),
        ({"weights": {"scheme": "bands", "attr": "n", "bands": [[9, 1], [9, 2]]}}, "weights.bands[1][0]",
         "out_of_range"),
        ({"weights": {"scheme": "bands", "attr": "n", "bands": [[None, 1], [9, 2]]}}, "weights.bands[1]",
         "out_of_range"),
        ({"weights": {"scheme": "linear", "base": 1, "per_unit": 1, "unit": 0, "attr": "n"}}, "weights.unit",
         "out_of_range"),
        ({"weights": {"scheme": "equal", "group_cap": {"by": "country"}}}, "weights.group_cap", "missing_field"),
        ({"quorum_fail": "extend_once"}, "quorum_fail", "unknown_value"),
        ({"quorum_fail": "extend_once:soon"}, "quorum_fail", "not_a_period"),
        ({"quorum_fail": "void:now"}, "quorum_fail", "unknown_value"),
        ({"abstention_cap": {"scope": "overall", "value": 0}}, "abstention_cap.value", "out_of_range"),
        ({"abstention_cap": {"scope": "moon", "value": "1/3"}}, "abstention_cap.scope", "unknown_scope"),
        ({"blocking_min_members": 0}, "blocking_min_members", "out_of_range"),
        ({"negatives_need_reason": "yes"}, "negatives_need_reason", "not_true_or_false"),
        ({"secrecy": "secret"}, "revote", "secret_is_final"),
        ({"notice": "21 days"}, "notice", "not_a_period"),
        ({"notice": "P"}, "notice", "not_a_period"),
        ({"notice": "PT"}, "notice", "not_a_period"),
        ({"confirmation": {}}, "confirmation", "empty"),
        ({"confirmation": {"if": "represented<1/0 in any"}}, "confirmation.if", "not_understood"),
        ({"confirmation": {"if": "represented<1/2 in moon"}}, "confirmation.if", "unknown_scope"),
        ({"proxies": {"max_held": 3}}, "proxies.allowed", "missing_field"),
    ],
)  # fmt: skip
def test_a_wrong_document_is_refused_at_its_place(changed: dict[str, Any], path: str, code: str) -> None:
    assert refusal(document() | changed) == (path, code)


@pytest.mark.parametrize("value", [None, [], "rule", 7, {1: 2}])
def test_what_is_no_object_is_no_rule(value: object) -> None:
    assert refusal(value)[1] in ("not_an_object", "not_text")


@pytest.mark.parametrize("text", ["", "{", '{"id": "a", "id": "b"}', "[" * 50_000, '{"id": "\\ud800'])
def test_a_text_that_is_no_json_or_says_a_thing_twice_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse_text(text)


def test_pools_nested_without_end_are_refused() -> None:
    pool: dict[str, Any] = {"share": 1}
    for _level in range(5_000):
        pool = {"share": 1, "pools": [pool]}
    assert refusal(document(weights={"scheme": "share", "chambers": [pool]})) == ("", "too_deep")


@given(st.data())
def test_whatever_is_put_in_a_place_the_document_is_read_or_refused_never_broken(data: st.DataObject) -> None:
    written = copy.deepcopy(json.loads(FULL))
    odd = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    odd = st.recursive(
        odd,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
        max_leaves=4,
    )
    place: Any = written
    key: Any = data.draw(st.sampled_from(sorted(place)))
    while isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place))))
        )
    place[key] = data.draw(odd)
    with contextlib.suppress(RuleError):
        assert parse(written).thresholds
