"""Nested shares: the part of a pool is divided equally among its members, however they vote."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from consult.voting.rule_document import parse
from consult.voting.ruling import MEMBERS, OVERALL, VOTES
from consult.voting.shares import CastPool, count_pools
from consult.voting.tally import Choice
from consult.voting.vectors import decide
from consult.voting.verdict import judge
from tests.voting import oracle
from tests.voting.making import document, scopes, threshold
from tests.voting.oracle import Voter

ANSWERS = ("yes", "no", "abstain", "blank", "invalid", "absent")


def leaf(
    share: str, yes: int = 0, no: int = 0, abstain: int = 0, absent: int = 0, **more: object
) -> dict[str, Any]:
    """A pool of members."""
    return {"share": share, "yes": yes, "no": no, "abstain": abstain, "absent": absent} | more


def listed(pools: list[dict[str, Any]]) -> Iterator[Voter]:
    """Every member of the pools, one by one, weighed by walking down to them."""

    def walk(pool: dict[str, Any], held: Fraction, names: frozenset[str]) -> Iterator[Voter]:
        held *= Fraction(pool["share"])
        names |= {pool["id"]} if "id" in pool else set()
        for smaller in pool.get("subs", []) + pool.get("pools", []):
            yield from walk(smaller, held, names)
        people = [answer for answer in ANSWERS for _one in range(pool.get(answer, 0))]
        for answer in people:
            yield Voter(held / len(people), names, None if answer == "absent" else answer)

    for pool in pools:
        yield from walk(pool, Fraction(1), frozenset())


def leaves(share: str) -> st.SearchStrategy[dict[str, Any]]:
    """A pool with a few members, or none."""
    return st.fixed_dictionaries(
        {"share": st.just(share)} | {answer: st.integers(0, 3) for answer in ANSWERS}
    )


def groups(share: str, key: str) -> st.SearchStrategy[dict[str, Any]]:
    """A pool of members, or two pools of 9/10 and 1/10."""
    inner = st.tuples(leaves("9/10"), leaves("1/10")).map(lambda pair: {"share": share, key: list(pair)})
    return leaves(share) | inner


def chamber(name: str, share: str) -> st.SearchStrategy[dict[str, Any]]:
    """A chamber of one, two or three levels."""
    halves = st.tuples(groups("1/2", "pools"), groups("1/2", "pools"))
    return (groups(share, "pools") | halves.map(lambda pair: {"share": share, "subs": list(pair)})).map(
        lambda pool: {"id": name} | pool
    )


ASSEMBLIES = st.tuples(chamber("land", "1/3"), chamber("water", "1/3"), chamber("air", "1/3")).map(list)
RULE = {
    "quorum": [threshold("present", ">", "1/2", scope="each", den="entitled")],
    "thresholds": [threshold(scope="each"), threshold("yes", ">=", "2/3")],
    "tie": "lot",
}


@given(ASSEMBLIES)
def test_pools_of_any_depth_are_judged_as_if_every_member_were_listed(pools: list[dict[str, Any]]) -> None:
    voters = list(listed(pools))
    rule = document(**RULE, chambers=scopes("land", "water", "air"))
    [answer] = decide([{"id": "x", "rule": RULE, "pools": pools}])
    assert answer["result"] == oracle.result(rule, voters)
    reading = oracle.Reading(rule, voters)
    tests: Any = answer["tests"]
    assert tests
    for test in tests:
        assert Fraction(test["numerator_value"]) == reading.total(test["numerator"], test["scope"], "votes")
        assert Fraction(test["base_value"]) == reading.total(test["base"], test["scope"], "votes")


@given(ASSEMBLIES)
def test_with_a_member_in_every_pool_the_whole_is_one_and_each_chamber_its_share(
    pools: list[dict[str, Any]],
) -> None:
    def full(pool: dict[str, Any]) -> bool:
        smaller = pool.get("subs", []) + pool.get("pools", [])
        return all(full(each) for each in smaller) if smaller else any(pool[answer] for answer in ANSWERS)

    assume(all(full(pool) for pool in pools))
    rule = document(threshold(den="entitled"), threshold(scope="each", den="entitled"))
    [answer] = decide([{"rule": {"thresholds": rule["thresholds"]}, "pools": pools}])
    tests: Any = answer["tests"]
    assert [Fraction(test["base_value"]) for test in tests] == [1, *[Fraction(1, 3)] * 3]


def pool(share: str, yes: int, no: int, absent: int = 0, name: str | None = None) -> CastPool:
    """A pool of members as the code has it."""
    return CastPool(Fraction(share), name, {Choice.YES: yes, Choice.NO: no}, absent=absent)


def test_staying_away_gives_the_others_of_the_pool_no_more_weight() -> None:
    tally = count_pools([pool("1/2", yes=1, no=1, absent=2, name="a"), pool("1/2", yes=1, no=0, name="b")])
    assert tally.at("a").yes == Fraction(1, 8)
    assert tally.at("a").entitled == Fraction(1, 2)
    assert tally.at("a", MEMBERS).present == 2


def test_the_share_of_a_pool_without_members_lapses() -> None:
    tally = count_pools([pool("1/2", 0, 0, name="empty"), pool("1/2", 1, 1, name="b")])
    assert tally.at(OVERALL).entitled == Fraction(1, 2)
    assert tally.at("empty").entitled == 0
    assert (tally.at(OVERALL, MEMBERS).entitled, tally.units) == (2, (MEMBERS, VOTES))


def test_a_chamber_without_members_is_not_asked_and_one_where_all_stay_away_fails() -> None:
    rule = parse(document(threshold(scope="each"), chambers=scopes("a", "b")))
    full = pool("1/2", 2, 0, name="a")
    assert judge(rule, count_pools([full, pool("1/2", 0, 0, name="b")])).result == "adopted"
    assert judge(rule, count_pools([full, pool("1/2", 0, 0, absent=3, name="b")])).result == "rejected"


def test_a_pool_within_a_chamber_may_be_asked_by_its_name() -> None:
    north, south = leaf("1/2", yes=3, no=1, id="north"), leaf("1/2", yes=1, no=3, id="south")
    rule = {"thresholds": [threshold("yes", ">=", "3/4", scope="north"), threshold("yes", ">=", "1/2")]}
    [answer] = decide([{"rule": rule, "pools": [{"id": "all", "share": "1", "pools": [north, south]}]}])
    assert answer["result"] == "adopted"
