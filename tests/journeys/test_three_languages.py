"""A reader switches the language on the page they read, and everything around the texts follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visiting import PHONE, WIDE, Visitor, Way, ways

PAGES = [
    "/", "/network", "/proposals/1", "/ballots/3", "/ballots/1/result", "/sign-in", "/help", "/about", "/news",
    "/search?q=credito", "/help/voting",
]  # fmt: skip


def frame(reader: Visitor) -> set[str]:
    """The words of the menu, the line at the foot and the way to sign in."""
    reader.unfold_menu()
    links = reader.page.locator("nav.menu:visible a, .colophon nav a, .person:visible a, .skip")
    return {word for text in links.all_inner_texts() if (word := " ".join(text.split()))}


@ways(PHONE)
def test_a_reader_switches_the_language_of_the_page_they_read(
    visitor: Callable[[Way], Visitor], way: Way
) -> None:
    reader = visitor(way)
    words: dict[str, set[str]] = {}
    for code in ("en", "es", "fr"):
        reader.go("/proposals/1")
        reader.speak(code)
        assert reader.path == "/proposals/1"
        assert reader.page.locator("html").get_attribute("lang") == code
        words[code] = frame(reader)
        text = reader.page.locator(".decision-text").first
        assert text.get_attribute("lang") == "en"
    assert words["es"].isdisjoint(words["en"])
    assert words["fr"].isdisjoint(words["en"] | words["es"])


@pytest.mark.parametrize("code", ["es", "fr"])
def test_every_kind_of_public_page_is_read_in_the_chosen_language(
    visitor: Callable[[Way], Visitor], code: str
) -> None:
    reader = visitor(WIDE)
    reader.go("/")
    words = frame(reader)
    reader.speak(code)
    for page in PAGES:
        reader.go(page)
        assert reader.page.locator("html").get_attribute("lang") == code
        assert frame(reader).isdisjoint(words)
