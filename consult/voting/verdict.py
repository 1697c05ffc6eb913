"""What a rule says of a tally: one line for every test, in the order of the law, and the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from consult.voting.exact import write_fraction
from consult.voting.limit import boundary, holds
from consult.voting.ruling import (
    EACH,
    MEMBERS,
    OVERALL,
    VOTES,
    Condition,
    EmptyScope,
    Form,
    Op,
    Required,
    Rule,
    Test,
    Tie,
)
from consult.voting.tally import Counts, Tally

HALF = Fraction(1, 2)


class Result(StrEnum):
    """What a ballot may end in."""

    ADOPTED = "adopted"
    ADOPTED_PENDING = "adopted_pending"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    TIED = "tied"
    SECOND_VOTE = "second_vote"


class Kind(StrEnum):
    """What a line tests."""

    QUORUM = "quorum"
    ABSTENTION_CAP = "abstention_cap"
    BLOCKING = "blocking"
    THRESHOLD = "threshold"
    CONFIRMATION = "confirmation"


class Note(StrEnum):
    """Why a line was decided without comparing numbers."""

    NOBODY_ENTITLED = "nobody_entitled"  # each: such a scope is not asked
    NONE_EXPRESSED = "none_expressed"  # voters are entitled, none said yes or no: fails
    EMPTY_SKIPPED = "empty_skipped"  # the same where the rule says such a scope is not asked
    EMPTY_BASE = "empty_base"  # the base is nobody, so no share of it can be reached


SKIPPED = frozenset({Note.NOBODY_ENTITLED, Note.EMPTY_SKIPPED})


@dataclass(frozen=True, slots=True)
class Line:
    """One test against one scope. `needs` is the number of votes that just passes, the base being what it is
    (for `<` and `<=`, the largest number that passes); `margin` is how many votes the numerator lies on the
    good side of it, negative on the bad. A blocking line passes when no blocking minority stands against
    the text, a confirmation line when nothing needs to be waited for."""

    kind: Kind
    name: str
    scope: str
    unit: str
    numerator: str
    numerator_value: Fraction
    base: str | None
    base_value: Fraction | None
    op: Op
    required: Required
    obtained: Fraction | None
    needs: Fraction | None
    margin: Fraction | None
    passed: bool
    note: Note | None = None

    @property
    def skipped(self) -> bool:
        """Whether this scope was not asked at all."""
        return self.note in SKIPPED

    @property
    def exact_half(self) -> bool:
        """Whether a majority of more than half (or less than half) stands at exactly one half."""
        return self.required == Required(Form.SHARE, HALF) and self.obtained == HALF

    def to_document(self) -> dict[str, object]:
        """Plain data, numbers as text."""
        return {
            "kind": self.kind.value,
            "name": self.name,
            "scope": self.scope,
            "unit": self.unit,
            "numerator": self.numerator,
            "numerator_value": write_fraction(self.numerator_value),
            "base": self.base,
            "base_value": _text(self.base_value),
            "op": self.op.value,
            "required": {self.required.form.value: write_fraction(self.required.value)},
            "obtained": _text(self.obtained),
            "needs": _text(self.needs),
            "margin": _text(self.margin),
            "passed": self.passed,
            "note": self.note.value if self.note else None,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result and every line behind it. `decided_by` is the kind of test that settled it."""

    result: Result
    decided_by: Kind
    lines: tuple[Line, ...]
    tie: Tie | None = None  # set when the only failing test was an exact half: what the rule does with it

    def of(self, kind: Kind) -> tuple[Line, ...]:
        """The lines of one kind, in the rule's order."""
        return tuple(line for line in self.lines if line.kind is kind)

    @property
    def failed(self) -> tuple[Line, ...]:
        """The lines the result rests on: those of the deciding kind that did not pass."""
        return tuple(line for line in self.of(self.decided_by) if not line.passed)

    @property
    def thresholds_hold(self) -> bool:
        """Whether the thresholds alone would carry it: beside `no_quorum` this is worth printing."""
        return _carried(self.of(Kind.THRESHOLD))

    def to_document(self) -> dict[str, object]:
        """Plain data, numbers as text: what a certificate hashes and a page or program reads."""
        return {
            "result": self.result.value,
            "decided_by": self.decided_by.value,
            "tie": self.tie.value if self.tie else None,
            "thresholds_hold": self.thresholds_hold,
            "tests": [line.to_document() for line in self.lines],
        }


def judge(rule: Rule, tally: Tally) -> Verdict:
    """The verdict: quorum, abstention cap, blocking minority, thresholds, tie, in this order. Every test is
    written out even where an earlier one has decided; the later ones are information then."""
    lines = tuple(_all_lines(rule, tally))
    kinds = {kind: [line for line in lines if line.kind is kind] for kind in Kind}
    thresholds = kinds[Kind.THRESHOLD]
    adopted = Result.ADOPTED_PENDING if _waits(rule, kinds[Kind.CONFIRMATION]) else Result.ADOPTED
    if _any_failed(kinds[Kind.QUORUM]):
        return Verdict(Result.NO_QUORUM, Kind.QUORUM, lines)
    if _any_failed(kinds[Kind.ABSTENTION_CAP]):
        return Verdict(Result.SECOND_VOTE, Kind.ABSTENTION_CAP, lines)
    if any(line.passed for line in kinds[Kind.BLOCKING]):
        return Verdict(adopted, Kind.BLOCKING, lines)
    if _carried(thresholds):
        return Verdict(adopted, Kind.THRESHOLD, lines)
    failing = [line for line in thresholds if not line.passed]
    if len(failing) == 1 and failing[0].exact_half:
        result = Result.REJECTED if rule.tie is Tie.FAILS else Result.TIED
        return Verdict(result, Kind.THRESHOLD, lines, rule.tie)
    return Verdict(Result.REJECTED, Kind.THRESHOLD, lines)


def quorum_lines(rule: Rule, tally: Tally) -> tuple[Line, ...]:
    """The quorum alone, for a ballot that is still open: what is missing, without any choice."""
    return tuple(line for test in rule.quorum for line in _test_lines(Kind.QUORUM, test, rule, tally))


def _any_failed(lines: Iterable[Line]) -> bool:
    return any(not line.passed for line in lines)


def _carried(thresholds: Iterable[Line]) -> bool:
    """All hold, and at least one was really asked: a text nobody could vote on is not adopted."""
    asked = [line for line in thresholds if not line.skipped]
    return bool(asked) and all(line.passed for line in asked)


def _all_lines(rule: Rule, tally: Tally) -> Iterator[Line]:
    yield from quorum_lines(rule, tally)
    if cap := rule.abstention_cap:
        test = Test(cap.scope, cap.unit, "abstain", cap.den, Op.LESS, Required(Form.SHARE, cap.value))
        yield from _test_lines(Kind.ABSTENTION_CAP, test, rule, tally)
    if rule.blocking_min_members is not None:
        required = Required(Form.ABSOLUTE, Fraction(rule.blocking_min_members))
        yield _line(Kind.BLOCKING, Test(OVERALL, MEMBERS, "not_yes", None, Op.LESS, required), OVERALL, tally)
    for test in rule.thresholds:
        yield from _test_lines(Kind.THRESHOLD, test, rule, tally)
    if rule.confirmation and rule.confirmation.condition:
        yield from _confirmation_lines(rule.confirmation.condition, rule, tally)


def _test_lines(kind: Kind, test: Test, rule: Rule, tally: Tally) -> Iterator[Line]:
    for scope in rule.each if test.scope == EACH else (test.scope,):
        yield _line(kind, test, scope, tally, _note(kind, test, tally.at(scope, test.unit), rule.empty_scope))


def _note(kind: Kind, test: Test, counts: Counts, empty: EmptyScope) -> Note | None:
    """Whether a scope is asked at all, and whether there is anything to compare.

    Skipping goes by the base, not by what was expressed: otherwise one more yes could wake a scope whose
    base is the whole roll and undo an adoption.
    """
    if test.scope == EACH and not counts.entitled:
        return Note.NOBODY_ENTITLED
    base = counts.of(test.den) if test.den else None
    if kind is Kind.THRESHOLD and not counts.expressed:
        if empty is EmptyScope.FAIL or test.scope == OVERALL:
            return Note.NONE_EXPRESSED
        if not base:
            return Note.EMPTY_SKIPPED
    if base == 0 and test.required.form is not Form.ABSOLUTE:
        return Note.EMPTY_BASE
    return None


def _line(kind: Kind, test: Test, scope: str, tally: Tally, note: Note | None = None) -> Line:
    counts = tally.at(scope, test.unit)
    value = counts.of(test.num)
    base = counts.of(test.den) if test.den else None
    compared = note is None
    measurable = bool(base) or test.required.form is Form.ABSOLUTE
    needs = boundary(test.op, test.required, base, counts.step) if measurable else None
    return Line(
        kind=kind,
        name=test.name or kind.value,
        scope=scope,
        unit=test.unit,
        numerator=test.num,
        numerator_value=value,
        base=test.den,
        base_value=base,
        op=test.op,
        required=test.required,
        obtained=value / base if base else None,
        needs=needs,
        margin=None if needs is None else (value - needs if test.op.upward else needs - value),
        # nothing cast is no abstention either, so an empty base never reaches the cap
        passed=holds(value, test.op, test.required, base)
        if compared
        else note in SKIPPED or kind is Kind.ABSTENTION_CAP,
        note=note,
    )


_OPPOSITE = {Op.MORE: Op.AT_MOST, Op.AT_LEAST: Op.LESS, Op.LESS: Op.AT_LEAST, Op.AT_MOST: Op.MORE}


def _confirmation_lines(condition: Condition, rule: Rule, tally: Tally) -> Iterator[Line]:
    """`represented<1/2 in any` asks for confirmation, so a line passes where the opposite is true."""
    scope = EACH if condition.where in ("any", "all") else condition.where
    test = Test(
        scope if rule.each or scope != EACH else OVERALL,
        VOTES,
        "present",
        "entitled",
        _OPPOSITE[condition.op],
        Required(Form.SHARE, condition.value),
    )
    yield from _test_lines(Kind.CONFIRMATION, test, rule, tally)


def _waits(rule: Rule, lines: list[Line]) -> bool:
    """Whether an adoption waits for its confirmation: always, or where the condition is met."""
    if rule.confirmation is None:
        return False
    if rule.confirmation.condition is None:
        return True
    asked = [line for line in lines if not line.skipped]
    if rule.confirmation.condition.where == "all":
        return bool(asked) and not any(line.passed for line in asked)
    return _any_failed(asked)


def _text(number: Fraction | None) -> str | None:
    return None if number is None else write_fraction(number)
