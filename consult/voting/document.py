"""Strict reading of plain JSON data: every refusal names the path and what is wrong there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import TypeVar

from consult.voting.exact import read_fraction

SENTENCES = {
    "not_json": "This is not JSON.",
    "too_deep": "This is nested too deeply.",
    "twice": "This is given twice.",
    "unknown_field": "There is no such field.",
    "missing_field": "This field is missing.",
    "not_an_object": "Here goes an object with named fields.",
    "not_a_list": "Here goes a list.",
    "empty": "This may not be empty.",
    "not_text": "Here goes a text.",
    "not_a_whole_number": "Here goes a whole number.",
    "not_true_or_false": "Here goes true or false.",
    "not_exact": 'A number with a decimal point is not exact; write a fraction as text, such as "2/3".',
    "not_a_fraction": 'Here goes a fraction as text, such as "2/3", or a whole number.',
    "out_of_range": "This number is too small or too large.",
    "unknown_value": "This is none of the words that are known here.",
    "not_a_period": "Here goes a period, such as P14D or P2W.",
    "unknown_scope": "No chamber or scope has this name.",
    "each_of_nothing": "For `each`, chambers or scopes must be declared.",
    "shares_for_some": "Either every chamber has a share or none has.",
    "shares_exceed": "The shares are more than the whole.",
    "wrong_direction": "This comparator would turn the test round: more votes for the text would hurt it.",
    "never_passes": "No result can pass this test.",
    "secret_is_final": "A secret ballot cannot allow a vote to be changed.",
    "reasons_need_room": "A no needs its reason here, so explanations have to be allowed.",
    "not_understood": "This condition is not understood.",
    "does_not_fit": "These numbers contradict each other.",
    "not_told": "The tally does not say this, and the rule needs it.",
}

_PERIOD = re.compile(r"P(?=.)([0-9]{1,4}W|([0-9]{1,4}D)?(T(?=.)([0-9]{1,4}H)?([0-9]{1,4}M)?)?)", re.ASCII)
# No database or page takes these: the character nought, and halves of characters.
_UNUSABLE = re.compile("[\0\ud800-\udfff]")
_LONGEST_TEXT = 2_000
T = TypeVar("T")


class RuleError(ValueError):
    """A document that cannot be a rule (or a tally): `path` says where, `code` names the sentence."""

    def __init__(self, path: str, code: str) -> None:
        super().__init__(f"{path or 'document'}: {SENTENCES[code]}")
        self.path = path
        self.code = code


class _Inexact(str):
    """A number with a decimal point or an exponent, as it stood in the text; refused wherever it is read."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document together with its path."""

    value: object
    path: str = ""

    def refuse(self, code: str) -> RuleError:
        """The error for this place."""
        return RuleError(self.path, code)

    @property
    def given(self) -> bool:
        """Whether something else than null stands here."""
        return self.value is not None

    def object(self, known: Collection[str] | None = None, needed: Collection[str] = ()) -> dict[str, Node]:
        """The named fields, none of them unknown, none of the needed ones missing. Null counts as missing."""
        if not isinstance(self.value, dict):
            raise self.refuse("not_an_object")
        fields: dict[str, Node] = {}
        for name, value in self.value.items():
            if not isinstance(name, str):
                raise self.refuse("not_text")
            node = Node(value, f"{self.path}.{name}" if self.path else name)
            if known is not None and name not in known:
                raise node.refuse("unknown_field")
            if node.given:
                fields[name] = node
        for name in needed:
            if name not in fields:
                raise RuleError(f"{self.path}.{name}" if self.path else name, "missing_field")
        return fields

    def items(self) -> Iterator[Node]:
        """The members of a list."""
        if not isinstance(self.value, list | tuple):
            raise self.refuse("not_a_list")
        return (Node(value, f"{self.path}[{place}]") for place, value in enumerate(self.value))

    def each(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        """The members of a list, read one by one."""
        return tuple(read(node) for node in self.items())

    def text(self) -> str:
        """A text that is not blank and not without end."""
        if (
            not isinstance(self.value, str)
            or isinstance(self.value, _Inexact)
            or _UNUSABLE.search(self.value)
        ):
            raise self.refuse("not_text")
        if not self.value.strip():
            raise self.refuse("empty")
        if len(self.value) > _LONGEST_TEXT:
            raise self.refuse("out_of_range")
        return self.value

    def word(self, known: Collection[str]) -> str:
        """One of the known words."""
        word = self.text()
        if word not in known:
            raise self.refuse("unknown_value")
        return word

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.refuse("not_true_or_false")
        return self.value

    def whole(self, at_least: int = 0) -> int:
        """A whole number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.refuse("not_a_whole_number")
        if not at_least <= self.value < 10**18:
            raise self.refuse("out_of_range")
        return self.value

    def fraction(self, most: int | None = None) -> Fraction:
        """A fraction written as text, or a whole number; nothing with a decimal point, nothing negative."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            number: Fraction | None = Fraction(self.whole())
        elif isinstance(self.value, _Inexact | Real) and not isinstance(self.value, bool):
            raise self.refuse("not_exact")
        else:
            number = read_fraction(self.value) if isinstance(self.value, str) else None
        if number is None:
            raise self.refuse("not_a_fraction")
        if most is not None and number > most:
            raise self.refuse("out_of_range")
        return number

    def period(self) -> str:
        """A period in the ISO 8601 form: P14D, P2W, PT36H."""
        if not _PERIOD.fullmatch(self.text()):
            raise self.refuse("not_a_period")
        return self.text()


def read_json(text: str) -> object:
    """JSON as plain data. A field given twice is refused, and numbers that are not whole stay text that
    is no fraction, so nothing inexact can come in."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=_Inexact, parse_constant=_Inexact)
    except RuleError:
        raise
    except (ValueError, RecursionError):
        raise RuleError("", "not_json") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _value in pairs]
        raise RuleError(next(name for name in names if names.count(name) > 1), "twice")
    return fields
