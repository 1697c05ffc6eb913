"""What changed between two versions, paragraph by paragraph and word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
_FEW = 3
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """What became of one paragraph. Places count from 1; None where it does not exist."""

    kind: str
    pieces: tuple[Piece, ...]
    before: int | None
    after: int | None
    moved: bool = False


def worded(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts in one, by runs of words."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    for same, went, came in _runs(old, new):
        if same:
            pieces.append(Piece(SAME, "".join(came)))
            continue
        pieces += [Piece(kind, "".join(words)) for kind, words in ((REMOVED, went), (ADDED, came)) if words]
    return tuple(pieces)


def _runs(old: list[str], new: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """Runs of words as (same, old words, new words), changes and what stayed in turn.

    A few words that stayed between two longer changes are told as changed: `the` alone says nothing.
    """
    matcher = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new])
    runs = [(tag == "equal", old[a:b], new[c:d]) for tag, a, b, c, d in matcher.get_opcodes()]
    found: list[tuple[bool, list[str], list[str]]] = []
    for place, (same, went, came) in enumerate(runs):
        within = 0 < place < len(runs) - 1
        lost = (
            same
            and within
            and len(came) < _FEW
            and all(_size(runs[place + way]) > len(came) for way in (-1, 1))
        )
        if same and not lost:
            found.append((True, went, came))
        elif found and not found[-1][0]:
            found[-1] = (False, found[-1][1] + went, found[-1][2] + came)
        else:
            found.append((False, went, came))
    return found


def _size(run: tuple[bool, list[str], list[str]]) -> int:
    return max(len(run[1]), len(run[2]))


def compared(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> list[Change]:
    """The paragraphs (id, text) of two versions in one list: in the new order, with those that went after the
    one they followed."""
    old_places = {id: place for place, (id, _text) in enumerate(old)}
    kept = {id for id, _text in new} & old_places.keys()
    still = _in_order([id for id, _text in old if id in kept], [id for id, _text in new if id in kept])
    gone: dict[int | None, list[Change]] = {}
    follows: int | None = None
    for place, (id, text) in enumerate(old, start=1):
        if id in kept:
            follows = id
        else:
            gone.setdefault(follows, []).append(Change(REMOVED, (Piece(REMOVED, text),), place, None))
    found = gone.get(None, [])
    for place, (id, text) in enumerate(new, start=1):
        if id not in kept:
            found.append(Change(ADDED, (Piece(ADDED, text),), None, place))
            continue
        before = old_places[id]
        pieces = worded(old[before][1], text)
        kind = SAME if old[before][1] == text else CHANGED
        found.append(Change(kind, pieces, before + 1, place, moved=id not in still))
        found.extend(gone.get(id, []))
    return found


def _in_order(old: list[int], new: list[int]) -> set[int]:
    """The paragraphs that stand in the same order in both versions; the others were moved."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {id for block in blocks for id in old[block.a : block.a + block.size]}
