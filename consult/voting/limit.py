"""The one comparison of the law, `num op value of den`, in whole numbers, and where its boundary lies."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from consult.voting.ruling import Form, Op, Required


def holds(value: Fraction, op: Op, required: Required, base: Fraction | None) -> bool:
    """Whether `value op required of base` is true. Roots are compared by their squares, never drawn."""
    left, right = value, _limit(required, base)
    if required.form is Form.SQRT:
        left = value * value
    return _compare(left.numerator * right.denominator, op, right.numerator * left.denominator)


def boundary(op: Op, required: Required, base: Fraction | None, step: Fraction) -> Fraction | None:
    """The multiple of `step` that just passes: the smallest for > and >=, the largest for < and <=.

    None when nothing can be small enough (less than none).
    """
    limit = _limit(required, base)
    steps = limit / (step * step if required.form is Form.SQRT else step)
    low = steps.numerator // steps.denominator  # whole steps at or below the limit
    exact = low * steps.denominator == steps.numerator
    if op is Op.MORE:
        just = low + 1
    elif op is Op.AT_LEAST:
        just = low if exact else low + 1
    elif op is Op.AT_MOST:
        just = low
    else:
        just = low - 1 if exact else low
    if just < 0:
        return None
    if required.form is Form.SQRT:
        just = _root(just, up=op.upward)
    return just * step


def _limit(required: Required, base: Fraction | None) -> Fraction:
    """What the value (for a square root: its square) is compared with."""
    if required.form is Form.ABSOLUTE:
        return required.value
    if base is None:
        raise ValueError("A share needs a base.")
    if required.form is Form.SQRT:
        return required.value * required.value * base
    return required.value * base


def _compare(left: int, op: Op, right: int) -> bool:
    if op is Op.MORE:
        return left > right
    if op is Op.AT_LEAST:
        return left >= right
    if op is Op.LESS:
        return left < right
    return left <= right


def _root(square: int, *, up: bool) -> int:
    """The smallest whole number whose square is at least `square` (up), or the largest whose is at most."""
    root = isqrt(square)
    return root + 1 if up and root * root < square else root
