"""Who is entitled to what, and in which chamber and scopes a voter stands."""

from __future__ import annotations

import pytest

from consult.voting.electorate import NotPlaced, belongs, rights_of, scopes_of
from consult.voting.rule_document import parse
from consult.voting.ruling import Select
from tests.voting.making import document

RULE = parse(
    document(
        electorate={
            "vote": {"category": ["full"], "good_standing": True},
            "advise": {"category": ["associate"]},
            "comment": {},
        },
        chambers=[
            {"id": "europe", "select": {"region": ["Europe"]}},
            {"id": "elsewhere", "select": {"region": ["Asia", "Americas"]}},
        ],
        scopes=[{"id": "founders", "select": {"founder": True}}],
    )
)


def test_a_right_goes_by_every_attribute_it_names() -> None:
    full = {"category": "full", "good_standing": True}
    assert rights_of(RULE.electorate, full) == {"vote", "comment"}
    assert rights_of(RULE.electorate, full | {"good_standing": False}) == {"comment"}
    assert rights_of(RULE.electorate, {"category": "full"}) == {"comment"}
    assert rights_of(RULE.electorate, {"category": "associate"}) == {"advise", "comment"}


def test_an_attribute_nobody_stated_is_no_match() -> None:
    assert not belongs(Select((("region", ("Europe",)),)), {})
    assert not belongs(Select((("founder", False),)), {})


def test_a_voter_stands_in_one_chamber_and_in_any_scope_that_fits() -> None:
    assert scopes_of(RULE, {"region": "Asia", "founder": True}) == ("elsewhere", "founders")
    assert scopes_of(RULE, {"region": "Europe", "founder": False}) == ("europe",)
    assert scopes_of(parse(document()), {"region": "Europe"}) == ()


@pytest.mark.parametrize(
    ("select", "region", "code"),
    [
        ({"region": ["Asia"]}, "Africa", "in_no_chamber"),
        ({"region": ["Europe"]}, "Europe", "in_two_chambers"),
    ],
)
def test_a_voter_in_no_chamber_or_in_two_refuses_the_rule(
    select: dict[str, object], region: str, code: str
) -> None:
    rule = parse(
        document(chambers=[{"id": "a", "select": {"region": ["Europe"]}}, {"id": "b", "select": select}])
    )
    with pytest.raises(NotPlaced) as refusal:
        scopes_of(rule, {"region": region})
    assert refusal.value.code == code
