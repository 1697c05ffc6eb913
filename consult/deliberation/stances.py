"""What a comment says of the text, and of which kind it is; and how many said what, region by region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SUPPORT, WITH_CHANGE, OPPOSE, NEUTRAL = STANCES = ("support", "support-with-change", "oppose", "neutral")
UNSTATED = ""
"""Nothing is said of the text: a choice of its own, never taken for `neutral`."""
GENERAL, QUESTION, EDITORIAL = KINDS = ("general", "question", "editorial")


def fault(stance: str, kind: str) -> str | None:
    """Why a comment may not have this stance and kind, as the code of a refusal."""
    if stance not in {UNSTATED, *STANCES}:
        return "stance-unknown"
    if kind not in KINDS:
        return "kind-unknown"
    if kind == QUESTION and stance != UNSTATED:
        return "question-without-stance"
    return None


@dataclass(frozen=True)
class Line:
    """How many comments of one region say what; `name` is empty for all regions together."""

    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def of(self, stance: str) -> int:
        return self.counts.get(stance, 0)


def lines(rows: Iterable[tuple[str, str, int]]) -> list[Line]:
    """(region, stance, count) as lines: all together first, then every region that spoke, by its name."""
    regions: dict[str, dict[str, int]] = {}
    together: dict[str, int] = {}
    for region, stance, count in rows:
        known = stance if stance in STANCES else UNSTATED
        own = regions.setdefault(region, {})
        own[known] = own.get(known, 0) + count
        together[known] = together.get(known, 0) + count
    return [Line("", together), *(Line(name, regions[name]) for name in sorted(regions))]
