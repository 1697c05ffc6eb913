"""Passwords of twelve characters or more that are guessed first; shorter ones are refused by length anyway."""

from __future__ import annotations

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "azertyuiop", "qwertzuiop")
_WORDS = (
    "password", "passwort", "motdepasse", "contrasena", "contraseña", "consult", "cooperative", "cooperativa",
    "coopérative", "letmein", "welcome", "bienvenue", "bienvenido", "administrator", "secretariat", "iloveyou",
    "teamo", "jetaime", "football", "futbol", "sunshine", "princess", "dragon", "monkey", "superman", "cicopa",
)  # fmt: skip
_TAILS = (
    "1",
    "12",
    "123",
    "1234",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "!",
    "2024",
    "2025",
    "2026",
    "2027",
)


def _grown() -> frozenset[str]:
    found = {
        "passwordpassword",
        "correcthorsebatterystaple",
        "trustno1trustno1",
        "consult-demo",
        "changeme1234",
    }
    for row in _ROWS:
        found |= {(row * 4)[:length] for length in range(12, 25)}
        found |= {(row + row[::-1])[:length] for length in range(12, 21)}
    for first in (*_ROWS, *_WORDS):
        found |= {first + tail for tail in _TAILS} | {tail + first for tail in _TAILS}
        found |= {first + second for second in (*_ROWS, *_WORDS)}
    digits = "0123456789"
    found |= {(digits * 4)[start : start + length] for start in range(10) for length in range(12, 25)}
    return frozenset(found)


WEAK: frozenset[str] = _grown()
