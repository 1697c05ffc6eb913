"""What somebody may have meant who found nothing: words of titles that are nearly the same."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from consult.search.asking import Asked
from consult.search.folding import terms, words

_NEAR = 0.72
_SHORTEST = 4


def meant(asked: Asked, titles: Iterable[str]) -> str:
    """The question with unknown words put right, as far as titles know better; empty when they do not."""
    spelt: dict[str, str] = {}
    for title in titles:
        for word in words(title):
            if len(word.text) >= _SHORTEST:
                spelt.setdefault(word.text, title[word.start : word.end].lower())
    said, changed = [], False
    for term in asked.wanted:
        better = _better(term.words[0], spelt) if len(term.words) == 1 else ""
        said.append(better or (f'"{term.typed}"' if len(terms(term.typed)) > 1 else term.typed))
        changed = changed or bool(better)
    return " ".join(said) if changed else ""


def _better(word: str, spelt: dict[str, str]) -> str:
    if len(word) < _SHORTEST or any(known.startswith(word) for known in spelt):
        return ""
    near = get_close_matches(word, spelt, n=1, cutoff=_NEAR)
    return spelt[near[0]] if near else ""
