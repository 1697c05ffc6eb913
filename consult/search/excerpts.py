"""Why a result was found: the part of its text around the words, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.search.asking import Asked, Term
from consult.search.folding import Word, words

LENGTH = 260
_BEFORE = 70
_SIGNS = re.compile(
    r"(?m)^\s{0,3}(?:#{1,6}|>+|[*+-]|\d+[.)])\s+|[*_`~]{1,3}|\\(?=\W)|!?\[(?=[^\]]*\]\()|\]\([^)\s]*\)"
)


@dataclass(frozen=True)
class Run:
    """A piece of text, marked or not."""

    text: str
    marked: bool


def plain(text: str) -> str:
    """A Markdown text in one line without its signs."""
    return " ".join(_SIGNS.sub("", text).split())


def marked(text: str, asked: Asked) -> tuple[Run, ...]:
    """A whole line with what was asked for marked."""
    return _runs(text, _hits(words(text), asked), 0, len(text))


def excerpt(text: str, asked: Asked) -> tuple[Run, ...]:
    """The part of a text with the most of what was asked for; its beginning when nothing of it is in the text."""
    line = plain(text)
    hits = _hits(words(line), asked)
    start = _best(hits)
    if start > 0:
        start = _after_blank(line, max(0, start - _BEFORE))
    end = len(line) if len(line) - start <= LENGTH else _before_blank(line, start + LENGTH)
    runs = _runs(line, hits, start, end)
    front = (Run("… ", False),) if start > 0 else ()
    back = (Run(" …", False),) if end < len(line) else ()
    return (*front, *runs, *back)


def _hits(found: Sequence[Word], asked: Asked) -> list[tuple[int, int, int]]:
    """(start, end, which term) of every place that was asked for, in order."""
    hits = [
        (found[at].start, found[at + len(term.words) - 1].end, number)
        for number, term in enumerate(asked.wanted)
        for at in range(len(found) - len(term.words) + 1)
        if _is_at(found, at, term)
    ]
    return sorted(hits)


def _is_at(found: Sequence[Word], at: int, term: Term) -> bool:
    last = len(term.words) - 1
    for step, word in enumerate(term.words):
        there = found[at + step].text
        if there != word and not (step == last and term.begins and there.startswith(word)):
            return False
    return True


def _best(hits: list[tuple[int, int, int]]) -> int:
    """Where the excerpt should begin so that it shows the most different terms; the first such place."""
    best, most = 0, 0
    for place, (start, _end, _number) in enumerate(hits):
        shown = set()
        for _start, end, number in hits[place : place + 60]:
            if end > start + LENGTH - _BEFORE:
                break
            shown.add(number)
        if len(shown) > most:
            best, most = start, len(shown)
    return best


def _after_blank(line: str, at: int) -> int:
    """The beginning of a word at or after a place; in a script without blanks the place itself."""
    blank = line.find(" ", at, at + 30) if at else -1
    return blank + 1 if blank >= 0 else at


def _before_blank(line: str, at: int) -> int:
    blank = line.rfind(" ", at - 30, at)
    return blank if blank > 0 else at


def _runs(text: str, hits: list[tuple[int, int, int]], start: int, end: int) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = start
    for first, last, _number in hits:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            runs.append(Run(text[at:first], False))
        runs.append(Run(text[first:last], True))
        at = last
    if at < end:
        runs.append(Run(text[at:end], False))
    return tuple(runs)
