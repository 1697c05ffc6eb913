"""What is typed into the box is understood kindly, and never as a command to the database."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.search import matching
from consult.search.asking import LONGEST, Asked, Term, read
from consult.search.excerpts import excerpt, marked, plain
from consult.search.folding import terms
from consult.search.guessing import meant


def shape(typed: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    asked = read(typed)
    return [term.words for term in asked.wanted], [term.words for term in asked.unwanted]


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("work SDG", [("work",), ("sdg",)], []),
        ("“Work group” -idle", [("work", "group")], [("idle",)]),
        ('-"idle talk" work', [("work",)], [("idle", "talk")]),
        ('"left open', [("left", "open")], []),
        ("well-known", [("well", "known")], []),
        ("協同組合 協", [("協同", "同組", "組合"), ("協",)], []),
        ("same SAME sáme", [("same",)], []),
        ("NEAR(a b) title:x OR *", [("near", "a"), ("b",), ("title", "x"), ("or",)], []),
        ('" * - "" ()', [], []),
        ("-nothing", [], [("nothing",)]),
    ],
)
def test_words_phrases_and_what_is_not_wanted(
    typed: str, wanted: list[tuple[str, ...]], unwanted: list[tuple[str, ...]]
) -> None:
    assert shape(typed) == (wanted, unwanted)


def test_longer_words_may_go_on_and_phrases_may_not() -> None:
    def begins(typed: str) -> bool:
        return read(typed).wanted[0].begins

    assert begins("coo")
    assert not begins("co")
    assert not begins('"coop"')
    assert begins("decision-mak")


ODD = st.text(max_size=80) | st.text(alphabet="ab \"“-*()^:+{}\\'&|!<>é協\x00", max_size=40)


@given(ODD)
def test_nothing_typed_is_a_mistake_to_the_database(typed: str) -> None:
    asked = read(typed)
    if not asked:
        return
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE t USING fts5 (title, body, tokenize = 'ascii')")
    for question in (matching.fts5(asked), matching.fts5(asked, title=True)):
        index.execute("SELECT rowid FROM t WHERE t MATCH ?", (question,)).fetchall()
    index.close()
    term = r"\((?:'[^' \\:&|!()]+'(?::[*A]+)?(?: <-> )?)+\)"
    for question in (matching.tsquery(asked), matching.tsquery(asked, title=True)):
        assert re.fullmatch(rf"!?\(?{term}\)?(?: & !?\(?{term}\)?)*", question)


def test_of_a_megabyte_the_beginning_counts() -> None:
    asked = read("word " * 200_000)
    assert [term.words for term in asked.wanted] == [("word",)]
    assert len(read("".join(f"w{n} " for n in range(10_000))).wanted) == 12
    assert len(read("x" * 10**6).wanted[0].words[0]) <= LONGEST


def test_the_vector_keeps_places_and_weighs_titles() -> None:
    assert matching.tsvector(["work"], ["a", "work"]) == "'work':1A,12 'a':11"


def test_an_excerpt_shows_the_place_with_most_of_what_was_asked() -> None:
    text = (
        "Board. "
        + "Nothing of it here. " * 30
        + "The **Board** asks for a _coopérative_ plan. "
        + "More. " * 60
    )
    runs = excerpt(text, read("cooperative board"))
    assert [run.text for run in runs if run.marked] == ["Board", "coopérative"]
    assert runs[0].text == "… "
    assert runs[-1].text == " …"
    assert len("".join(run.text for run in runs)) < 300


def test_without_a_place_the_beginning_is_shown() -> None:
    assert "".join(run.text for run in excerpt("Of something else.", read("title"))) == "Of something else."


@given(st.text(max_size=200), ODD)
def test_marks_change_no_letter(text: str, typed: str) -> None:
    assert "".join(run.text for run in marked(text, read(typed))) == text


def test_signs_of_markdown_are_not_shown() -> None:
    assert (
        plain("# Title\n\n- **one** [two](http://x.example/y) `three`\n> four") == "Title one two three four"
    )


def test_a_misspelt_word_is_put_right_from_titles() -> None:
    titles = ["2.1 A work group on sustainability", "Finance"]
    assert meant(read("sustanability work"), titles) == "sustainability work"
    assert meant(read("finan"), titles) == ""
    assert meant(read('"work group" finence'), titles) == '"work group" finance'


def test_an_empty_question_is_no_question() -> None:
    assert not Asked("", (), (Term(("a",), False, "a"),))
    assert terms("") == []
