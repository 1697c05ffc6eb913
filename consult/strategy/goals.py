"""The goals of the 2030 Agenda and their targets by number, and the texts of others that we know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# for each goal its last numbered target and its last lettered one
_TARGETS = {
    1: (5, "b"), 2: (5, "c"), 3: (9, "d"), 4: (7, "c"), 5: (6, "c"), 6: (6, "b"), 7: (3, "b"), 8: (10, "b"),
    9: (5, "c"), 10: (7, "c"), 11: (7, "c"), 12: (8, "c"), 13: (3, "b"), 14: (7, "c"), 15: (9, "c"),
    16: (10, "b"), 17: (19, ""),
}  # fmt: skip
GOALS = tuple(_TARGETS)
_GOAL = re.compile(r"sdg-([0-9]{1,2})(?:\.([0-9]{1,2}|[a-d]))?")


def targets(goal: int) -> tuple[str, ...]:
    """The targets of a goal by number, such as 8.1 to 8.10, 8.a and 8.b."""
    last, letter = _TARGETS[goal]
    letters = [chr(code) for code in range(ord("a"), ord(letter) + 1)] if letter else []
    return tuple(f"{goal}.{part}" for part in [*map(str, range(1, last + 1)), *letters])


def goal_of(code: str) -> int | None:
    """The goal that a tag such as `sdg-8` or `sdg-8.3` speaks of; None when it is none of them."""
    match = _GOAL.fullmatch(code)
    if match is None or int(match[1]) not in _TARGETS or match[1].startswith("0"):
        return None
    goal = int(match[1])
    return goal if match[2] is None or f"{goal}.{match[2]}" in targets(goal) else None


@dataclass(frozen=True)
class Text:
    """A text of others that a proposal may serve."""

    code: str
    short: str
    title: str
    year: int | None
    address: str = ""


KNOWN: Mapping[str, Text] = {
    text.code: text
    for text in (
        Text(
            "un-2030-agenda",
            "UN 2030 Agenda",
            "Transforming our world: the 2030 Agenda for Sustainable Development (the “Post-2015 Agenda”)",
            2015,
        ),
        Text(
            "un-cooperatives",
            "UN Res. 56/114",
            "Guidelines aimed at creating a supportive environment for the development of cooperatives",
            2001,
        ),
        Text("ica-identity", "ICA Identity", "Statement on the Cooperative Identity", 1995),
        Text(
            "ica-worker-cooperatives", "ICA Worker Co-ops", "World Declaration on Worker Cooperatives", 2005
        ),
        Text("ilo-r193", "ILO R193", "Promotion of Cooperatives Recommendation (No. 193)", 2002),
        Text(
            "ilo-r204",
            "ILO R204",
            "Transition from the Informal to the Formal Economy Recommendation (No. 204)",
            2015,
        ),
        Text(
            "ilo-r205",
            "ILO R205",
            "Employment and Decent Work for Peace and Resilience Recommendation (No. 205)",
            2017,
        ),
        Text(
            "ilo-r189",
            "ILO R189",
            "Job Creation in Small and Medium-Sized Enterprises Recommendation (No. 189)",
            1998,
        ),
        Text("ilo-r198", "ILO R198", "Employment Relationship Recommendation (No. 198)", 2006),
        Text(
            "ilo-c87",
            "ILO C87",
            "Freedom of Association and Protection of the Right to Organise Convention (No. 87)",
            1948,
        ),
        Text("ilo-c98", "ILO C98", "Right to Organise and Collective Bargaining Convention (No. 98)", 1949),
        Text("ilo-c100", "ILO C100", "Equal Remuneration Convention (No. 100)", 1951),
        Text("ilo-c111", "ILO C111", "Discrimination (Employment and Occupation) Convention (No. 111)", 1958),
        Text("ilo-c190", "ILO C190", "Violence and Harassment Convention (No. 190)", 2019),
        Text("ilo-centenary", "ILO Centenary", "Centenary Declaration for the Future of Work", 2019),
    )
}
"""The curated ones; the secretariat adds to them (models.Instrument)."""
