"""A second reading of the law, to hold the first against: every voter listed one by one, nothing grouped.

It takes the rule as plain JSON and shares no line with the code under test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

HALF = Fraction(1, 2)
COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}


@dataclass(frozen=True)
class Voter:
    """One voter of the list; `choice` None means that nothing was handed in."""

    weight: Fraction = Fraction(1)
    scopes: frozenset[str] = frozenset()
    choice: str | None = None
    has_reason: bool = True
    signed_in: bool | None = None
    declared: bool | None = None
    attributes: Mapping[str, Fraction] = field(default_factory=dict)


def result(rule: dict[str, Any], voters: list[Voter]) -> str:
    """What the rule makes of these voters."""
    return Reading(rule, voters).result()


class Reading:
    """One rule read over one list of voters."""

    def __init__(self, rule: dict[str, Any], voters: list[Voter]) -> None:
        self.rule = rule
        self.voters = voters
        parts = rule.get("chambers") or rule.get("scopes") or []
        self.parts = [part["id"] for part in parts]

    def result(self) -> str:
        """The order of domain law: quorum, cap, blocking minority, thresholds, tie."""
        rule = self.rule
        if not all(held for test in rule.get("quorum") or [] for held, _half in self.ask(test, quorum=True)):
            return "no_quorum"
        cap = rule.get("abstention_cap")
        if cap and any(self.capped(cap, scope) for scope in self.places(cap["scope"])):
            return "second_vote"
        adopted = "adopted_pending" if self.pending() else "adopted"
        least = rule.get("blocking_min_members")
        if least is not None and sum(voter.choice != "yes" for voter in self.voters) < least:
            return adopted
        answers = [answer for test in rule["thresholds"] for answer in self.ask(test, quorum=False)]
        failing = [half for held, half in answers if not held]
        if answers and not failing:
            return adopted
        if failing == [True]:
            return "rejected" if rule.get("tie", "fails") == "fails" else "tied"
        return "rejected"

    def ask(self, test: dict[str, Any], *, quorum: bool) -> list[tuple[bool, bool]]:
        """For every scope that is asked: whether the test holds, and whether it stands at an exact half."""
        answers = []
        for scope in self.places(test["scope"]):
            if test["scope"] == "each" and self.total("entitled", scope, test["unit"]) == 0:
                continue
            base = self.total(test["den"], scope, test["unit"]) if "den" in test else None
            if not quorum and self.total("expressed", scope, test["unit"]) == 0:
                if scope == "overall" or self.rule.get("empty_scope", "fail") == "fail":
                    answers.append((False, False))
                    continue
                if not base:
                    continue
            answers.append(self.compare(test, scope, base))
        return answers

    def compare(self, test: dict[str, Any], scope: str, base: Fraction | None) -> tuple[bool, bool]:
        value = self.total(test["num"], scope, test["unit"])
        wanted = test["value"]
        if isinstance(wanted, dict) and "absolute" in wanted:
            return COMPARE[test["op"]](value, Fraction(wanted["absolute"])), False
        if not base:
            return False, False
        if isinstance(wanted, dict):
            square = Fraction(wanted["sqrt_coeff"]) ** 2
            return COMPARE[test["op"]](value**2 / base, square), False
        share = Fraction(wanted)
        return COMPARE[test["op"]](value / base, share), share == HALF == value / base

    def capped(self, cap: dict[str, Any], scope: str) -> bool:
        """Whether abstentions reach the cap."""
        unit = cap.get("unit", "votes")
        if cap["scope"] == "each" and self.total("entitled", scope, unit) == 0:
            return False
        base = self.total(cap.get("den", "cast"), scope, unit)
        return base > 0 and self.total("abstain", scope, unit) / base >= Fraction(cap["value"])

    def pending(self) -> bool:
        """Whether an adoption must be confirmed; the condition tested is `represented<x in any`."""
        confirmation = self.rule.get("confirmation")
        if not confirmation:
            return False
        if "if" not in confirmation:
            return True
        below = Fraction(confirmation["if"].removeprefix("represented<").removesuffix(" in any"))
        for scope in self.parts:
            entitled = self.total("entitled", scope, "votes")
            if entitled and self.total("present", scope, "votes") / entitled < below:
                return True
        return False

    def places(self, scope: str) -> list[str]:
        """The scopes a test runs over."""
        return self.parts if scope == "each" else [scope]

    def total(self, measure: str, scope: str, unit: str) -> Fraction:
        """What the voters of a scope who fit the measure count together."""
        return sum(
            (
                self.size(voter, unit)
                for voter in self.voters
                if (scope == "overall" or scope in voter.scopes) and self.fits(voter, measure)
            ),
            Fraction(0),
        )

    def size(self, voter: Voter, unit: str) -> Fraction:
        """What one voter counts in a unit."""
        if unit == "members":
            return Fraction(1)
        return voter.weight if unit == "votes" else voter.attributes[unit.removeprefix("attr:")]

    def fits(self, voter: Voter, measure: str) -> bool:
        """Whether a voter belongs to a measure."""
        choice = voter.choice
        if choice == "no" and self.rule.get("negatives_need_reason") and not voter.has_reason:
            choice = "no_without_reason"
        cast = choice in ("yes", "no", "abstain", "blank")
        declared = choice == "abstain" if voter.declared is None else voter.declared
        return {
            "expressed": choice in ("yes", "no"),
            "cast": cast,
            "present": cast if voter.signed_in is None else voter.signed_in or choice is not None,
            "entitled": True,
            "entitled_less_declared": not declared,
            "not_voted": choice is None,
        }.get(measure, choice == measure)
