"""Paragraphs keep their ids: one to one, equal texts first, wherever they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.strategy.paragraphs import MOST, Known, likeness, matched

LONG = "To create a committee to examine how to develop business between cooperatives of all sizes"
WORDS = st.lists(
    st.sampled_from(["plan", "board", "region", "member", "fund", "text", "vote"]), min_size=1, max_size=6
)
TEXTS = st.lists(WORDS.map(" ".join), max_size=7)


def known(texts: list[str]) -> list[Known]:
    return [Known(number, text) for number, text in enumerate(texts, start=100)]


@given(TEXTS)
def test_the_same_text_keeps_every_id(texts: list[str]) -> None:
    assert matched(known(texts), texts) == [row.id for row in known(texts)]


@given(TEXTS, TEXTS)
def test_no_id_is_given_twice_and_none_is_invented(old: list[str], new: list[str]) -> None:
    found = [id for id in matched(known(old), new) if id is not None]
    assert len(set(found)) == len(found)
    assert set(found) <= {row.id for row in known(old)}


@given(TEXTS, TEXTS)
def test_each_pair_is_alike_and_no_equal_pair_is_left(old: list[str], new: list[str]) -> None:
    texts = {row.id: row.text for row in known(old)}
    found = matched(known(old), new)
    assert all(
        likeness(texts[id], text) >= 500 for id, text in zip(found, new, strict=True) if id is not None
    )
    alone = [text for id, text in zip(found, new, strict=True) if id is None]
    gone = [texts[id] for id in texts.keys() - set(found)]
    assert not set(alone) & set(gone)


@given(st.lists(WORDS.map(" ".join), unique=True, max_size=7), st.randoms(use_true_random=False))
def test_order_does_not_matter_to_different_texts(texts: list[str], chance: object) -> None:
    rows = known(texts)
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own Random
    assert matched(rows, [row.text for row in shuffled]) == [row.id for row in shuffled]


def test_a_reworded_paragraph_keeps_its_id_and_a_new_one_gets_none() -> None:
    old = [Known(7, LONG), Known(8, "To hold the meetings in public.")]
    new = [
        "A wholly different thought.",
        LONG.replace("examine", "study") + ".",
        "To hold the meetings in public.",
    ]
    assert matched(old, new) == [None, 7, 8]


def test_the_more_alike_of_two_wins() -> None:
    further, nearer = LONG.replace("a committee to examine", "something to study"), LONG + " and ages"
    assert likeness(LONG, further) < likeness(LONG, nearer)
    assert matched([Known(1, LONG)], [further, nearer]) == [None, 1]


def test_blanks_and_line_ends_do_not_matter() -> None:
    assert matched([Known(5, "One  thing\nor another")], ["One thing or\nanother"]) == [5]


def test_nothing_matches_nothing() -> None:
    assert matched([], ["New."]) == [None]
    assert matched([Known(1, "Old.")], []) == []


def test_the_largest_text_is_matched() -> None:
    texts = [f"{LONG} number {number}" for number in range(MOST)]
    assert matched(known(texts), texts[::-1]) == [row.id for row in known(texts)][::-1]
