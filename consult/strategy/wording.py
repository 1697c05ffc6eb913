"""What changed between two versions, paragraph by paragraph and word by word, with bounded work."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
_FEW = 3
_WORD = re.compile(r"\S+\s*|\s+")
_SENTENCE = re.compile(r".+?(?:[.!?;:。！？]\s+|\n+|$)", re.DOTALL)
# pairs of equal words are what comparing costs: so many in one stretch, and so many in all
_MOST_PAIRS, _MOST_IN_ALL = 20_000, 600_000
_MOST_SENTENCES = 400
# of 100 words of a paragraph that came or went, so many must be found elsewhere to say that it was split or joined
_MOSTLY, _ENOUGH_WORDS, _MOST_SEARCHED = 60, 6, 3_000


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
    elsewhere: int | None = None
    """The place, in the new version, of what a removed paragraph was joined to; in the old one, of what an added
    paragraph was split off."""

    @property
    def was(self) -> tuple[Piece, ...]:
        """The paragraph as it was, with what went marked."""
        return tuple(piece for piece in self.pieces if piece.kind != ADDED)

    @property
    def now(self) -> tuple[Piece, ...]:
        """The paragraph as it is, with what came marked."""
        return tuple(piece for piece in self.pieces if piece.kind != REMOVED)


@dataclass(frozen=True)
class Summary:
    """How many paragraphs changed, came, went, moved and stayed."""

    changed: int
    added: int
    removed: int
    moved: int
    same: int


def summary(changes: Iterable[Change]) -> Summary:
    """The comparison in numbers."""
    kinds = Counter(change.kind for change in changes)
    moved = sum(1 for change in changes if change.moved)
    return Summary(kinds[CHANGED], kinds[ADDED], kinds[REMOVED], moved, kinds[SAME])


def worded(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts in one, by runs of words."""
    return _Words().pieces(before, after)


class _Words:
    """Compares words, as long as there is work left to spend; then texts are told as a whole."""

    def __init__(self) -> None:
        self.left = _MOST_IN_ALL

    def pieces(self, before: str, after: str) -> tuple[Piece, ...]:
        """Two texts in one."""
        old, new = _WORD.findall(before), _WORD.findall(after)
        pairs = _pairs(old, new)
        if pairs > min(_MOST_PAIRS, self.left):
            return self._by_sentences(before, after)
        self.left -= pairs
        return _joined(
            piece
            for same, went, came in _runs(old, new)
            for piece in _pieces(same, "".join(went), "".join(came))
        )

    def _by_sentences(self, before: str, after: str) -> tuple[Piece, ...]:
        """Sentences first; within those that changed, words again if that is little work."""
        old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
        if max(len(old), len(new)) > _MOST_SENTENCES or _pairs(old, new) > _MOST_PAIRS:
            return _pieces(False, before, after)
        found: list[Piece] = []
        matcher = SequenceMatcher(None, [_bare(one) for one in old], [_bare(one) for one in new], False)
        for tag, a, b, c, d in matcher.get_opcodes():
            went, came = "".join(old[a:b]), "".join(new[c:d])
            words = _WORD.findall(went), _WORD.findall(came)
            few = _pairs(*words) <= min(_MOST_PAIRS, self.left)
            shorter = len(went) + len(came) < len(before) + len(after)
            if tag == "replace" and few and shorter:
                found += self.pieces(went, came)
            else:
                found += _pieces(tag == "equal", went, came)
        return _joined(found)


def _pieces(same: bool, went: str, came: str) -> tuple[Piece, ...]:
    if same:  # the last word of the one text may stand amid the other
        glued = went[-1:].isspace() and not came[-1:].isspace()
        return (Piece(SAME, came + " " if glued else came),)
    return tuple(Piece(kind, text) for kind, text in ((REMOVED, went), (ADDED, came)) if text)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)


def _bare(word: str) -> str:
    return word.rstrip()


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of equal words there are: what comparing them costs."""
    one, other = Counter(map(_bare, old)), Counter(map(_bare, new))
    return sum(count * other[word] for word, count in one.items())


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
    return list(_compared(tuple(old), tuple(new)))


@lru_cache(maxsize=16)
def _compared(old: tuple[tuple[int, str], ...], new: tuple[tuple[int, str], ...]) -> tuple[Change, ...]:
    """Kept for a while: published versions never change, and many read the same comparison."""
    words = _Words()
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
        same = old[before][1] == text
        pieces = (Piece(SAME, text),) if same else words.pieces(old[before][1], text)
        found.append(Change(SAME if same else CHANGED, pieces, before + 1, place, moved=id not in still))
        found.extend(gone.get(id, []))
    return tuple(_found_elsewhere(found))


def _found_elsewhere(changes: list[Change]) -> list[Change]:
    """Paragraphs that came say which one they were split off, those that went which one they were joined to."""
    changed = [change for change in changes if change.kind == CHANGED]
    lost = [(change.before, _counted(change, REMOVED)) for change in changed]
    gained = [(change.after, _counted(change, ADDED)) for change in changed]
    searched = [change for change in changes if change.kind in (ADDED, REMOVED)]
    if len(searched) * len(changed) > _MOST_SEARCHED:
        return changes
    places = {id(change): _place(change, lost if change.kind == ADDED else gained) for change in searched}
    return [replace(change, elsewhere=places.get(id(change))) for change in changes]


def _counted(change: Change, kind: str) -> Counter[str]:
    return Counter(word for piece in change.pieces if piece.kind == kind for word in piece.text.split())


def _place(change: Change, among: list[tuple[int | None, Counter[str]]]) -> int | None:
    """Where most words of a paragraph went to or came from, if they are enough to say so."""
    own = _counted(change, change.kind)
    size = own.total()
    best, most = None, size * _MOSTLY // 100
    for place, words in among:
        shared = (own & words).total()
        if size >= _ENOUGH_WORDS and shared > most:
            best, most = place, shared
    return best


def _in_order(old: list[int], new: list[int]) -> set[int]:
    """The paragraphs that stand in the same order in both versions; the others were moved."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {id for block in blocks for id in old[block.a : block.a + block.size]}
