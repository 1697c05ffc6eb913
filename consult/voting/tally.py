"""Where votes are counted, and nowhere else: grouped casts and the grouped roll become exact counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from consult.voting.exact import common_step, write_fraction
from consult.voting.ruling import ATTRIBUTE, MEMBERS, OVERALL, VOTES

NOTHING = Fraction(0)
NO_WITHOUT_REASON = "no_without_reason"


class Choice(StrEnum):
    """What a cast may say."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    BLANK = "blank"
    INVALID = "invalid"


class TallyError(ValueError):
    """The casts and the roll do not fit each other; `code` names how, `scope` and `unit` where."""

    def __init__(self, code: str, scope: str, unit: str = MEMBERS) -> None:
        super().__init__(f"{code} in {scope}, {unit}")
        self.code = code
        self.scope = scope
        self.unit = unit


@dataclass(frozen=True, slots=True)
class CastGroup:
    """Live casts that are alike: so many voters, each of this weight, in these scopes, with this choice.

    `scopes` never names `overall`, which everyone is in. `attributes` are one voter's, as the weight is.
    """

    choice: Choice
    voters: int
    weight: Fraction = Fraction(1)
    scopes: tuple[str, ...] = ()
    has_reason: bool = True
    attributes: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RollGroup:
    """Voters on the roll who are alike: so many entitled, each of this weight, in these scopes.

    `present` counts those signed in, represented or having cast; None (in every group) when nobody takes
    attendance: then those are present whose vote was cast. `declared` counts those who declared beforehand
    that they abstain; None (in every group) takes the abstentions cast for it.
    """

    entitled: int
    weight: Fraction = Fraction(1)
    scopes: tuple[str, ...] = ()
    present: int | None = None
    declared: int | None = None
    attributes: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """The count of one scope in one unit. `step`: every possible sum of votes is a whole multiple of it."""

    yes: Fraction = NOTHING
    no: Fraction = NOTHING
    abstain: Fraction = NOTHING
    blank: Fraction = NOTHING
    invalid: Fraction = NOTHING
    no_without_reason: Fraction = NOTHING
    present: Fraction = NOTHING
    entitled: Fraction = NOTHING
    declared: Fraction = NOTHING
    step: Fraction = Fraction(1)

    @property
    def expressed(self) -> Fraction:
        """Yes and no."""
        return self.yes + self.no

    @property
    def cast(self) -> Fraction:
        """Every valid vote. Invalid papers and a no that lacks its reason are in no base."""
        return self.yes + self.no + self.abstain + self.blank

    @property
    def not_voted(self) -> Fraction:
        """Entitled, and nothing was handed in."""
        return self.entitled - self.cast - self.invalid - self.no_without_reason

    @property
    def not_yes(self) -> Fraction:
        """Entitled and not for, whatever the reason."""
        return self.entitled - self.yes

    @property
    def entitled_less_declared(self) -> Fraction:
        """The roll without those who declared that they abstain."""
        return self.entitled - self.declared

    def of(self, measure: str) -> Fraction:
        """The count called `measure` in a rule: yes, no, expressed, cast, present, entitled ..."""
        if measure not in _MEASURES:
            raise KeyError(measure)
        number: Fraction = getattr(self, measure)
        return number

    def to_document(self) -> dict[str, str]:
        """Every number as text."""
        return {measure: write_fraction(self.of(measure)) for measure in _MEASURES}


_MEASURES = (
    "yes", "no", "abstain", "blank", "invalid", NO_WITHOUT_REASON, "expressed", "cast", "present",
    "entitled", "declared", "entitled_less_declared", "not_voted", "not_yes",
)  # fmt: skip
_EMPTY = Counts()


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts by scope and unit. A scope in which nobody is entitled counts nothing."""

    counts: Mapping[tuple[str, str], Counts]

    def at(self, scope: str, unit: str = VOTES) -> Counts:
        """The counts of one scope in one unit."""
        return self.counts.get((scope, unit), _EMPTY)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope that has a count, `overall` first."""
        named = dict.fromkeys(scope for scope, _unit in self.counts)
        return tuple(sorted(named, key=lambda scope: scope != OVERALL))

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that was counted."""
        return tuple(dict.fromkeys(unit for _scope, unit in self.counts))

    def to_document(self) -> dict[str, dict[str, dict[str, str]]]:
        """Scope, unit and count as plain data, numbers as text: what a certificate hashes."""
        return {
            scope: {unit: self.at(scope, unit).to_document() for unit in self.units} for scope in self.scopes
        }


def count(
    casts: Iterable[CastGroup], roll: Iterable[RollGroup], *, negatives_need_reason: bool = False
) -> Tally:
    """Count grouped casts against the grouped roll, in members, votes and every attribute of the roll.

    Groups of the same kind may come in several pieces and in any order. Late, replaced and refused casts
    must be left out before. Raises TallyError when more is cast than the roll allows in any scope.
    """
    alike: dict[tuple[tuple[str, ...], str], _Sum] = {}
    told: dict[str, set[object]] = {"present": set(), "declared": set(), "attributes": set()}
    for entry in roll:
        told["present"].add(entry.present is not None)
        told["declared"].add(entry.declared is not None)
        told["attributes"].add(frozenset(entry.attributes))
        for unit, weight in _units(entry):
            found = alike.setdefault((entry.scopes, unit), _Sum())
            found.add("entitled", entry.entitled, weight)
            found.add("present", entry.present or 0, weight)
            found.add("declared", entry.declared or 0, weight)
            if entry.entitled:
                found.weights.add(weight)
    for group in casts:
        told["attributes"].add(frozenset(group.attributes))
        kind = group.choice.value
        if group.choice is Choice.NO and negatives_need_reason and not group.has_reason:
            kind = NO_WITHOUT_REASON
        for unit, weight in _units(group):
            alike.setdefault((group.scopes, unit), _Sum()).add(kind, group.voters, weight)
    for measure, answers in told.items():
        if len(answers) > 1:
            raise TallyError(f"{measure}_known_for_some_only", OVERALL)
    places: dict[tuple[str, str], _Sum] = {}
    for (scopes, unit), found in alike.items():
        for scope in dict.fromkeys((OVERALL, *scopes)):
            places.setdefault((scope, unit), _Sum()).take(found)
    return Tally(MappingProxyType({place: _checked(place, found, told) for place, found in places.items()}))


@dataclass(slots=True)
class _Sum:
    """What is added up while counting, and every weight a voter has there."""

    numbers: dict[str, int | Fraction] = field(default_factory=dict)
    weights: set[int | Fraction] = field(default_factory=set)

    def add(self, measure: str, voters: int, weight: int | Fraction) -> None:
        """So many voters of this weight."""
        if voters < 0:
            raise TallyError("negative_count", OVERALL)
        self.numbers[measure] = self.numbers.get(measure, 0) + voters * weight

    def take(self, other: _Sum) -> None:
        """Everything of another sum."""
        for measure, number in other.numbers.items():
            self.numbers[measure] = self.numbers.get(measure, 0) + number
        self.weights |= other.weights

    def of(self, measure: str) -> Fraction:
        """One number, none where nothing was added."""
        return Fraction(self.numbers.get(measure, 0))


def _units(group: CastGroup | RollGroup) -> Iterator[tuple[str, int | Fraction]]:
    """Every unit a group counts in, with what one of its voters counts there."""
    if group.weight < 0:
        raise TallyError("negative_weight", OVERALL, VOTES)
    yield MEMBERS, 1
    yield VOTES, group.weight
    for name, number in group.attributes.items():
        yield ATTRIBUTE + name, number


def _checked(place: tuple[str, str], found: _Sum, told: Mapping[str, set[object]]) -> Counts:
    """The counts of one place, what nobody stated derived; refused when they contradict the roll."""
    cast = sum((found.of(choice) for choice in ("yes", "no", "abstain", "blank")), NOTHING)
    counts = Counts(
        yes=found.of("yes"),
        no=found.of("no"),
        abstain=found.of("abstain"),
        blank=found.of("blank"),
        invalid=found.of("invalid"),
        no_without_reason=found.of(NO_WITHOUT_REASON),
        present=found.of("present") if True in told["present"] else cast,
        entitled=found.of("entitled"),
        declared=found.of("declared" if True in told["declared"] else "abstain"),
        step=common_step(Fraction(weight) for weight in found.weights),
    )
    if counts.not_voted < 0:
        raise TallyError("more_cast_than_entitled", *place)
    if counts.present < counts.cast or counts.present > counts.entitled:
        raise TallyError("present_does_not_fit", *place)
    if counts.declared > counts.entitled:
        raise TallyError("declared_does_not_fit", *place)
    return counts
