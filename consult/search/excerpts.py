"""Why a result was found: the part of its text around the words, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from consult.search.asking import Asked, Term
from consult.search.folding import Word, folded, is_unspaced, words

LENGTH = 260
_BEFORE, _MOST_PLACES = 70, 60
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
    first, last = _region(line, asked)
    hits = [(start + first, end + first, n) for start, end, n in _hits(words(line[first:last]), asked)]
    start = _best(hits)
    if start > 0:
        start = _after_blank(line, max(0, start - _BEFORE))
    end = len(line) if len(line) - start <= LENGTH else _before_blank(line, start + LENGTH)
    runs = _runs(line, hits, start, end)
    front = (Run("… ", False),) if start > 0 else ()
    back = (Run(" …", False),) if end < len(line) else ()
    return (*front, *runs, *back)


def _region(line: str, asked: Asked) -> tuple[int, int]:
    """The stretch of a long line that is worth reading word by word: around the most of what was asked for."""
    whole = 0, len(line)
    if len(line) < 2 * LENGTH:
        return whole
    folded_line = folded(line)
    if len(folded_line) != len(line):
        return whole
    there: list[tuple[int, int, int]] = []
    for number, term in enumerate(asked.wanted):
        begins = re.compile(("" if is_unspaced(term.words[0]) else "(?<![^ -])") + re.escape(term.words[0]))
        found = [match.start() for match in islice(begins.finditer(folded_line), _MOST_PLACES)]
        if not found:  # as in co-operative: written with a hyphen that we leave out
            return whole
        there += [(start, start + len(term.typed), number) for start in found]
    best = _best(sorted(there))
    end = best + 2 * LENGTH
    return _after_blank(line, max(0, best - LENGTH)), len(line) if end >= len(line) else _before_blank(
        line, end
    )


def _hits(found: Sequence[Word], asked: Asked) -> list[tuple[int, int, int]]:
    """(start, end, which term) of every place that was asked for, in order."""
    hits = []
    for number, term in enumerate(asked.wanted):
        first, more = term.words[0], len(term.words) - 1
        begins = term.begins and not more
        for at, word in enumerate(found[: len(found) - more]):
            same = word.text == first or (begins and word.text.startswith(first))
            if same and (not more or _goes_on(found, at, term)):
                hits.append((word.start, found[at + more].end, number))
    return sorted(hits)


def _goes_on(found: Sequence[Word], at: int, term: Term) -> bool:
    """Whether the further words of a term follow the first."""
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
