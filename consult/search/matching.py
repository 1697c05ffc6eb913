"""A question and a text in the form each database's full-text index takes them: plain words only, never a syntax."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from consult.search.asking import Asked, Term

_GAP = 10
"""So far apart that no phrase begins in a title and ends in the text."""


def mark(kind: str, value: object) -> str:
    """A word that no text holds in its place: what an entry is marked with, and what a search narrows by."""
    return kind + re.sub("[^a-z0-9]", "x", str(value).lower())


def fts5(asked: Asked, marks: Iterable[Sequence[str]] = (), *, title: bool = False) -> str:
    """For SQLite: with one of each of the marks. With `title` all that is wanted must stand in the title."""
    wanted = " AND ".join(_quoted(term) for term in asked.wanted)
    if title:
        return f"title : ({wanted})"
    whole = f"{{title body}} : ({wanted})"
    if asked.unwanted:
        whole = f"{whole} NOT {{title body}} : ({' OR '.join(_quoted(term) for term in asked.unwanted)})"
    narrowed = [f"marks : ({' OR '.join(some)})" for some in marks]
    return " AND ".join([f"({whole})", *narrowed])


def _quoted(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.begins else ""}'


def tsquery(asked: Asked, *, title: bool = False) -> str:
    """For PostgreSQL, as text of its type tsquery."""
    wanted = [_adjacent(term, "A" if title else "") for term in asked.wanted]
    unwanted = [] if title else [f"!({_adjacent(term, '')})" for term in asked.unwanted]
    return " & ".join([*wanted, *unwanted])


def _adjacent(term: Term, weight: str) -> str:
    last = len(term.words) - 1
    parts = []
    for at, word in enumerate(term.words):
        label = ("*" if at == last and term.begins else "") + weight
        parts.append(f"'{word}'{':' + label if label else ''}")
    return f"({' <-> '.join(parts)})"


def tsvector(title: Sequence[str], text: Sequence[str]) -> str:
    """A text's words with their places as text of PostgreSQL's type tsvector; those of the title weigh more."""
    places: dict[str, list[str]] = defaultdict(list)
    for at, word in enumerate(title, start=1):
        places[word].append(f"{at}A")
    for at, word in enumerate(text, start=len(title) + _GAP):
        places[word].append(str(at))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())
