"""The bytes that are hashed, against fixed vectors: a change here would break every hash already given."""

from __future__ import annotations

import json
import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.kit.canonical import digest, encode

_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcß\u00e9€", max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_names_are_sorted_by_their_utf_16_units_as_in_rfc_8785() -> None:
    given = {
        "\u20ac": "Euro",
        "\r": "Return",
        "\ufb33": "Dalet",
        "1": "One",
        "\U0001f600": "Smile",
        "\u0080": "Control",
        "\u00f6": "O",
    }
    names = list(json.loads(encode({name: value for name, value in given.items() if name != "\ufb33"})))
    assert names == ["\n", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600"]


def test_the_text_of_a_decision_has_these_very_bytes() -> None:
    value = {
        "title": "Cooperación",
        "paragraphs": ["a\r\nb", 'say "yes"\t\u2028'],
        "number": 2,
        "final": True,
        "note": None,
    }
    assert (
        encode(value)
        == (
            '{"final":true,"note":null,"number":2,"paragraphs":["a\\nb","say \\"yes\\"\\t\u2028"],'
            '"title":"Cooperación"}'
        ).encode()
    )


def test_the_hash_carries_the_kind_of_what_is_hashed() -> None:
    expected = sha256(b'consult/text/v1\n{"a":1}').hexdigest()
    assert digest("text", {"a": 1}) == expected
    assert digest("rule", {"a": 1}) != expected


@pytest.mark.parametrize("value", [0.5, 2**53, object(), b"bytes", {"a": 1.0}])
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


@given(_PLAIN)
def test_canonical_text_reads_back_as_what_went_in(value: object) -> None:
    def tidied(item: object) -> object:
        if isinstance(item, str):
            return unicodedata.normalize("NFC", item.replace("\r\n", "\n").replace("\r", "\n"))
        if isinstance(item, list):
            return [tidied(one) for one in item]
        if isinstance(item, dict):
            return {tidied(name): tidied(one) for name, one in item.items()}
        return item

    assert json.loads(encode(value)) == tidied(value)


def test_the_same_text_composed_or_not_has_one_hash() -> None:
    assert digest("text", "Cooperacio\u0301n") == digest("text", "Cooperaci\u00f3n")
