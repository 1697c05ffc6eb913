"""Every string a person sees exists in Spanish and French, with its placeholders, and is compiled."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages.catalog import Catalog, Message

from tests.house.catalogues import KEYWORDS, LANGUAGES, compiled, forms, fresh, po, read
from tests.house.source import modules, none

PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*([a-zA-Z])|%[sd]|\{(\w*)\}")


@pytest.fixture(scope="module")
def said() -> Catalog:
    """What code and templates say today."""
    return fresh()


def placeholders(text: str) -> set[str]:
    """The names that a string leaves open."""
    return {found.group() for found in PLACEHOLDER.finditer(text)}


def name(message: Message) -> str:
    """A message as a person finds it."""
    said = message.id if isinstance(message.id, str) else message.id[0]
    return f"{said!r} ({message.context})" if message.context else repr(said)


def test_the_code_speaks(said: Catalog) -> None:
    """The tests below compare with what was read here: it must have read something."""
    assert "Sign in" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(said: Catalog, language: str) -> None:
    there = read(language)
    missing = []
    for message in said:
        if message.id:
            found = there.get(message.id, message.context)
            if found is None or not all(forms(found)) or len(forms(found)) < plural_forms(message, there):
                missing.append(name(message))
    none(missing, "make messages, then translate")


def plural_forms(message: Message, catalogue: Catalog) -> int:
    """How many strings a translation of the message has."""
    return catalogue.num_plurals if message.pluralizable else 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_stays_that_nobody_says_any_more(said: Catalog, language: str) -> None:
    there = read(language)
    none(name(message) for message in there if message.id and said.get(message.id, message.context) is None)
    assert not there.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    none(name(message) for message in read(language) if message.id and message.fuzzy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    wrong = []
    for message in read(language):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        # A plural form may say "one vote" without the number; none may leave open what nobody fills.
        known = set().union(*map(placeholders, ids))
        needed = placeholders(ids[0]) if len(ids) == 1 else set()
        if message.id and not all(needed <= placeholders(form) <= known for form in forms(message)):
            wrong.append(name(message))
    none(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert po(language).with_suffix(".mo").read_bytes() == compiled(language), "make compile"


def test_what_is_marked_can_be_read_without_running_it() -> None:
    """`_(title)` or `_(f"...")` would never reach a catalogue."""
    marks = {word for word in KEYWORDS if KEYWORDS[word] is None} | {"ngettext", "lazy_ngettext", "pgettext"}
    none(
        f"{module.place}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks
        if not (node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str))
    )
