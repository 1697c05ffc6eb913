"""What changed between two versions: nothing is lost, and each paragraph says what became of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.strategy.wording import ADDED, REMOVED, SAME, Change, compared, worded

SENTENCE = st.lists(
    st.sampled_from(["the", "plan", "of", "all", "members", "and", "the", "board"]), max_size=12
).map(" ".join)


def said(change: Change, *kinds: str) -> str:
    return " ".join("".join(piece.text + " " for piece in change.pieces if piece.kind in kinds).split())


@given(SENTENCE, SENTENCE)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    whole = Change("changed", worded(before, after), 1, 1)
    assert said(whole, SAME, ADDED) == after
    assert said(whole, SAME, REMOVED) == before


def test_only_the_words_that_changed_are_marked() -> None:
    pieces = worded("To hold two meetings a year in public.", "To hold three meetings a year in public.")
    assert [(piece.kind, piece.text.strip()) for piece in pieces] == [
        (SAME, "To hold"),
        (REMOVED, "two"),
        (ADDED, "three"),
        (SAME, "meetings a year in public."),
    ]


def test_a_lone_word_between_two_rewritten_runs_is_no_island() -> None:
    pieces = worded("knowledge to develop a concrete work plan", "help where needed a region has no body")
    assert [piece.kind for piece in pieces] == [REMOVED, ADDED]


def test_each_paragraph_says_what_became_of_it() -> None:
    old = [(1, "First."), (2, "Second thing."), (3, "Third.")]
    new = [(1, "First."), (4, "Fresh."), (3, "Third, reworded.")]
    changes = compared(old, new)
    assert [(change.kind, change.before, change.after) for change in changes] == [
        ("same", 1, 1),
        ("removed", 2, None),
        ("added", None, 2),
        ("changed", 3, 3),
    ]
    assert not any(change.moved for change in changes)


def test_a_moved_paragraph_is_told_from_one_that_was_pushed() -> None:
    old = [(1, "One."), (2, "Two."), (3, "Three."), (4, "Four.")]
    moved = [change for change in compared(old, [old[3], *old[:3]]) if change.moved]
    assert [(change.before, change.after) for change in moved] == [(4, 1)]


@given(st.permutations(range(6)), st.integers(0, 6), st.integers(0, 6))
def test_every_paragraph_of_both_versions_appears_once(order: list[int], last: int, first: int) -> None:
    old = [(id, f"Text {id}") for id in range(last)]
    new = [(id, f"Text {id}") for id in order if id >= first]
    changes = compared(old, new)
    assert sorted(change.before for change in changes if change.before) == list(range(1, len(old) + 1))
    assert [change.after for change in changes if change.after] == list(range(1, len(new) + 1))
