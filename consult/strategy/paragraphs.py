"""Which paragraph of a new text is which of the old one, so that each keeps its id through all versions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 150
"""At most so many paragraphs a version; a longer text is several proposals."""
_ALIKE = 500  # of 1000: what a reader would still call the same paragraph, reworded


@dataclass(frozen=True)
class Known:
    """A paragraph of the earlier version."""

    id: int
    text: str


def matched(old: Sequence[Known], new: Sequence[str]) -> list[int | None]:
    """For each new paragraph the id of the old one it continues, or None for one that is new.

    One to one: an old paragraph lives on at most once. Equal texts find each other first, in order; then the most
    alike, wherever they stand, the nearer one when two are equally alike.
    """
    found: list[int | None] = [None] * len(new)
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, known in enumerate(old):
        waiting[_words(known.text)].append(place)
    left = set(range(len(old)))
    for place, text in enumerate(new):
        same = waiting.get(_words(text))
        if same:
            before = same.pop(0)
            left.discard(before)
            found[place] = old[before].id
    open_places = [place for place, id in enumerate(found) if id is None]
    for _unlike, _apart, before, place in sorted(_pairs(old, sorted(left), new, open_places)):
        if before in left and found[place] is None:
            left.discard(before)
            found[place] = old[before].id
    return found


def likeness(one: str, other: str) -> int:
    """How alike two paragraphs are, from 0 to 1000, by their words in order."""
    return _likeness(_words(one), _words(other))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    both = len(one) + len(other)
    if not both:
        return 1000
    shared = sum(
        block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    )
    return 2000 * shared // both


def _pairs(
    old: Sequence[Known], before: list[int], new: Sequence[str], after: list[int]
) -> list[tuple[int, int, int, int]]:
    """The pairs that are alike enough, each as (unlikeness, distance, old place, new place)."""
    old_words = {place: _words(old[place].text) for place in before}
    new_words = {place: _words(new[place]) for place in after}
    old_counts = {place: Counter(words) for place, words in old_words.items()}
    new_counts = {place: Counter(words) for place, words in new_words.items()}
    pairs = []
    for one in before:
        for other in after:
            # the words in common, in any order, bound the likeness from above and are quick to count
            shared = sum((old_counts[one] & new_counts[other]).values())
            if 2000 * shared < _ALIKE * (len(old_words[one]) + len(new_words[other])):
                continue
            alike = _likeness(old_words[one], new_words[other])
            if alike >= _ALIKE:
                pairs.append((1000 - alike, abs(one - other), one, other))
    return pairs
