"""Sums of money to the smallest unit of their currency, read as people write them; never a fraction of a unit."""

from __future__ import annotations

import re

DECIMALS = {
    "EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "CAD": 2, "MXN": 2, "BRL": 2, "ARS": 2, "BOB": 2, "COP": 2, "UYU": 2,
    "PYG": 0, "JPY": 0, "KRW": 0, "CNY": 2, "INR": 2, "VND": 0, "SEK": 2, "DKK": 2, "PLN": 2, "CZK": 2, "HUF": 2,
    "RON": 2, "BGN": 2, "ZAR": 2, "XOF": 0,
}  # fmt: skip
"""The currencies we know and how many decimals each has."""
BOUNDS = EXACT, ABOUT, MOST = ("exact", "about", "most")
LARGEST = 10**15
_BLANKS = re.compile(r"[\s\u00a0\u202f'’]")
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def read(typed: str, currency: str) -> int | None:
    """`120 000`, `1.234,50` or `1,234.50` in smallest units; None when it is no sum of this currency.

    The last point or comma parts the decimals when as many digits follow it as the currency has, or fewer;
    three digits after it are thousands.
    """
    text = _BLANKS.sub("", typed)
    if currency not in DECIMALS or not text.isascii() or not _DIGITS.fullmatch(text) or len(text) > 20:
        return None
    most = DECIMALS[currency]
    whole, part, decimals = text, "", ""
    for at in (text.rfind("."), text.rfind(",")):
        if at > len(whole) - 1 or at < 0 or not 0 < len(text) - at - 1 <= most:
            continue
        whole, part, decimals = text[:at], text[at], text[at + 1 :]
    groups = re.split(r"[.,]", whole)
    if part and part in whole:
        return None
    if len(set(re.findall(r"[.,]", whole))) > 1 or not _are_thousands(groups):
        return None
    found = int("".join(groups)) * 10**most + int((decimals + "0" * most)[:most] or 0)
    return found if found <= LARGEST else None


def _are_thousands(groups: list[str]) -> bool:
    return len(groups) == 1 or (0 < len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))


def written(minor: int, currency: str) -> str:
    """A sum as plain digits, `1234.50`, as a form takes it back."""
    decimals = DECIMALS[currency]
    if not decimals:
        return str(minor)
    whole, rest = divmod(minor, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if rest else str(whole)
