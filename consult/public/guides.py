"""The help as written texts: one file a language and page, read into sections that keep their addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
ORDER = (
    ("delegates", ("taking-part", "commenting", "voting", "your-organisation", "letters")),
    ("board", ("board",)),
    ("secretariat", ("consultations", "ballots", "members")),
    ("everyone", ("deadlines", "glossary")),
    ("statements", ("privacy", "accessibility")),
)
"""Who each guide is written for, in the order in which the help lists them."""
SLUGS = tuple(slug for _audience, slugs in ORDER for slug in slugs)
TOURS = ("tour-delegates", "tour-board", "tour-secretariat")
STEPS = 5
FIRST = "en"
_HEADING = re.compile(r"^## (?P<title>.+?) \{#(?P<anchor>[a-z0-9-]+)\}$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A part of a guide; its anchor is the same in every language."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Guide:
    """One page of the help."""

    slug: str
    title: str
    lead: str
    sections: tuple[Section, ...]


@lru_cache(maxsize=128)
def guide(slug: str, language: str) -> Guide | None:
    """A guide in a language, or in English where we have none in it; None when there is no such guide."""
    if slug not in (*SLUGS, *TOURS):
        return None
    file = FOLDER / language / f"{slug}.md"
    text = (file if file.exists() else FOLDER / FIRST / f"{slug}.md").read_text(encoding="utf-8")
    opening, *parts = _HEADING.split(text)
    title, lead = opening.split("\n", 1)
    thirds = zip(parts[0::3], parts[1::3], parts[2::3], strict=True)
    sections = tuple(Section(anchor, said.strip(), body.strip()) for said, anchor, body in thirds)
    return Guide(slug, title.removeprefix("# ").strip(), lead.strip(), sections)


def contents(language: str) -> list[tuple[str, list[Guide]]]:
    """All guides by whom they are for."""
    return [
        (audience, [found for slug in slugs if (found := guide(slug, language)) is not None])
        for audience, slugs in ORDER
    ]


def filled(text: str, values: Mapping[str, str], root: str) -> str:
    """A text with the federation's own words in its gaps and its links under the address of this site."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text.replace("](/", f"]({root}/")
