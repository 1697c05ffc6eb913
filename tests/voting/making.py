"""How the tests of the law make their material: grouped casts and rolls, small rules, random cases."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from consult.voting.tally import CastGroup, Choice, RollGroup, Tally, count
from tests.voting.oracle import Voter

PARTS = ("north", "south", "islands")
WEIGHTS = [Fraction(0), Fraction(1), Fraction(1), Fraction(2), Fraction(5), Fraction(1, 3), Fraction(7, 2)]
SHARES = ["1/3", "1/2", "1/2", "55/100", "2/3", "3/4", "1/4"]


def seeded(seed: int) -> random.Random:
    """The same random cases in every run."""
    return random.Random(seed)  # noqa: S311 - cases of a test, no secret


def threshold(num: str = "yes", op: str = ">", value: object = "1/2", **more: object) -> dict[str, Any]:
    """A test of a rule document; yes over expressed votes overall unless said otherwise."""
    test = {"scope": "overall", "unit": "votes", "num": num, "den": "expressed", "op": op, "value": value}
    return {name: given for name, given in (test | more).items() if given is not None}


def document(*thresholds: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A rule document."""
    return {"id": "r", "version": 1, "title": "Rule", "thresholds": list(thresholds) or [threshold()]} | more


def scopes(*names: str) -> list[dict[str, str]]:
    """Chambers or scopes of a rule document."""
    return [{"id": name} for name in names]


def roll_groups(voters: list[Voter]) -> list[RollGroup]:
    """The roll of listed voters, grouped as a database would."""
    alike = Counter((voter.weight, tuple(sorted(voter.scopes)), _pairs(voter)) for voter in voters)
    groups = []
    for (weight, names, pairs), entitled in alike.items():
        these = [
            voter
            for voter in voters
            if (voter.weight, tuple(sorted(voter.scopes)), _pairs(voter)) == (weight, names, pairs)
        ]
        present = sum(bool(voter.signed_in or voter.choice) for voter in these)
        known = any(voter.signed_in is not None for voter in these)
        told = any(voter.declared is not None for voter in these)
        declared = sum(bool(voter.declared) for voter in these)
        groups.append(
            RollGroup(
                entitled,
                weight,
                names,
                present=present if known else None,
                declared=declared if told else None,
                attributes=dict(pairs),
            )
        )
    return groups


def cast_groups(voters: list[Voter]) -> list[CastGroup]:
    """The casts of listed voters, grouped as a database would."""
    alike = Counter(
        (voter.choice, voter.weight, tuple(sorted(voter.scopes)), voter.has_reason, _pairs(voter))
        for voter in voters
        if voter.choice
    )
    return [
        CastGroup(Choice(choice), number, weight, names, has_reason, dict(pairs))
        for (choice, weight, names, has_reason, pairs), number in alike.items()
        if choice
    ]


def tally_of(voters: list[Voter], *, negatives_need_reason: bool = False) -> Tally:
    """The tally of listed voters."""
    return count(cast_groups(voters), roll_groups(voters), negatives_need_reason=negatives_need_reason)


def _pairs(voter: Voter) -> tuple[tuple[str, Fraction], ...]:
    return tuple(sorted(voter.attributes.items()))


def _optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def electorates(draw: st.DrawFn) -> list[Voter]:
    """Up to 14 voters, each in one part and perhaps among the old, with or without attendance."""
    attendance, declaring = draw(st.booleans()), draw(st.booleans())
    choices = st.sampled_from([None, "yes", "yes", "yes", "no", "no", "abstain", "blank", "invalid"])
    return [
        Voter(
            weight=draw(st.sampled_from(WEIGHTS)),
            scopes=frozenset({draw(st.sampled_from(PARTS[:2]))} | draw(st.sampled_from([set(), {"old"}]))),
            choice=draw(choices),
            has_reason=draw(st.booleans()),
            signed_in=draw(st.booleans()) if attendance else None,
            declared=draw(st.booleans()) if declaring else None,
            attributes={"people": Fraction(draw(st.integers(0, 9)))},
        )
        for _place in range(draw(st.integers(0, 14)))
    ]


@st.composite
def _tests(draw: st.DrawFn, *, quorum: bool) -> dict[str, Any]:
    num = draw(st.sampled_from(["cast", "present", "expressed", "yes"] if quorum else ["yes", "yes", "no"]))
    test = threshold(
        num,
        draw(st.sampled_from(["<", "<="] if num == "no" else [">", ">="])),
        draw(st.sampled_from(SHARES)),
        scope=draw(st.sampled_from(["overall", "overall", "each", "north", "old"])),
        unit=draw(st.sampled_from(["votes", "votes", "members", "attr:people"])),
        den=draw(st.sampled_from(["expressed", "cast", "present", "entitled", "entitled_less_declared"])),
    )
    form = draw(st.sampled_from(["share", "share", "share", "absolute", "sqrt_coeff"]))
    if form != "share":
        test |= {
            "unit": "members",
            "value": {form: draw(st.sampled_from([1, 2, 4] if form == "absolute" else ["1/2", "3/2"]))},
        }
    if form == "absolute":
        del test["den"]
    return test


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """A rule document over the parts of `electorates`."""
    cap = {
        "scope": draw(st.sampled_from(["overall", "each"])),
        "value": draw(st.sampled_from(SHARES)),
        "den": draw(st.sampled_from(["cast", "present", "entitled"])),
    }
    confirmation = draw(st.sampled_from([{"body": "board"}, {"if": "represented<1/2 in any"}]))
    return document(
        *draw(st.lists(_tests(quorum=False), min_size=1, max_size=3)),
        quorum=draw(st.lists(_tests(quorum=True), max_size=2)),
        chambers=scopes(*PARTS),
        scopes=scopes("old"),
        abstention_cap=draw(st.sampled_from([None, None, None, cap])),
        negatives_need_reason=draw(st.booleans()),
        blocking_min_members=draw(st.sampled_from([None, None, 1, 3])),
        empty_scope=draw(st.sampled_from(["fail", "skip"])),
        tie=draw(st.sampled_from(["fails", "chair", "lot", "further_discussion", "second_ballot"])),
        confirmation=draw(st.sampled_from([None, None, None, confirmation])),
    )
