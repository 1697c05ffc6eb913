"""Exact numbers: fractions written as text, roots compared by squares, and the percentages people read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

# Eighteen digits hold any roll and any population, and refuse a number meant to tire the machine.
_TEXT = re.compile(r"(?P<whole>[0-9]{1,18})(?:/(?P<parts>[0-9]{1,18}))?", re.ASCII)


def read_fraction(text: str) -> Fraction | None:
    """The fraction that `2/3` or `14` stands for; None for any other text (`66.66`, `-1`, `1/0`)."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    parts = int(found["parts"] or 1)
    return Fraction(int(found["whole"]), parts) if parts else None


def write_fraction(number: Fraction | int) -> str:
    """The fraction as text in lowest terms: `59`, `7/2`, `-3`."""
    return str(Fraction(number))


def percent(share: Fraction) -> str:
    """A share as a percentage with two decimals, half to even: `54.55`. For display only, never compared."""
    hundredths, rest = divmod(abs(share.numerator) * 10_000, share.denominator)
    if rest * 2 > share.denominator or (rest * 2 == share.denominator and hundredths % 2):
        hundredths += 1
    sign = "-" if share < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def common_step(numbers: Iterable[Fraction]) -> Fraction:
    """The largest fraction of which every given number is a whole multiple; 1 when there is none."""
    over, under = 0, 1
    for number in numbers:
        wider = lcm(under, number.denominator)
        over = gcd(over * (wider // under), number.numerator * (wider // number.denominator))
        under = wider
    return Fraction(over, under) if over else Fraction(1)
