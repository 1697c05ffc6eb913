"""Case, accents, scripts: what is written and what is asked become the same plain words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.search.folding import LONGEST_WORD, MOST_WORDS, terms, words


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("COOPÉRATIVE, coopération!", ["cooperative", "cooperation"]),
        ("Łódź Straße smørrebrød ĐAKOVO", ["lodz", "strasse", "smorrebrod", "dakovo"]),
        ("İstanbul’da ıspanak ISPANAK", ["istanbul", "da", "ispanak", "ispanak"]),
        ("ΣΟΦΟΣ σοφός Ένωση", ["σοφοσ", "σοφοσ", "ενωση"]),
        ("Ёлка Й", ["елка", "и"]),
        ("Œuvre ﬁnance Ｆｕｌｌ №5", ["oeuvre", "finance", "full", "no5"]),
        ("Co-operative co‑operatives decision-making", ["cooperative", "cooperatives", "decision", "making"]),
        ("ILO R204, 2.1", ["ilo", "r204", "2", "1"]),
        ("协同 協同組合の", ["协同", "同", "協同", "同組", "組合", "合の", "の"]),
        ("협동조합", ["협동", "동조", "조합", "합"]),
        ("सहकारी समिति", ["सहकारी", "समिति"]),
        ("التَّعاوُنِيَّة עִבְרִית", ["التعاونية", "עברית"]),
        ("😀 — * \N{NO-BREAK SPACE} \N{COMBINING ACUTE ACCENT}", []),
    ],
)
def test_words_are_plain(written: str, plain: list[str]) -> None:
    assert terms(written) == plain


@given(st.text(max_size=60).map(lambda text: unicodedata.normalize("NFC", text)))
def test_a_word_says_where_it_stands(text: str) -> None:
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert not set(word.text) & set(" -'\"\\:*\x00")
        assert word.text in terms(text[word.start : word.end])


@given(st.text(max_size=40))
def test_composed_or_not_in_capitals_or_not_it_is_the_same(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


def test_there_is_an_end() -> None:
    assert len(terms("a " * 200_000)) <= MOST_WORDS
    assert max(map(len, terms("x" * 10**6))) == LONGEST_WORD
