"""Every kind of letter has its words and templates, and none of them speaks of what only a page has."""

from __future__ import annotations

import re
from pathlib import Path

from consult.kit.outbox import kind_words
from consult.rooms import ROOMS
from tests.house.source import ROOT, none, place, templates

FRAMES = {".txt": "parts/letter.txt", ".html": "parts/letter.html"}
# What a page has and a letter has not: a request, a session, addresses without a host.
OF_PAGES = r"\b(url_for|csrf_token|once_key|asset|request|session|flashes|current_user|form_open)\b"


def test_every_kind_of_letter_is_named_for_the_page_of_letters() -> None:
    named = {kind for room in ROOMS if kind_words in room.answers for kind in room.answers[kind_words]()}
    kinds = {kind for room in ROOMS for kind in room.letters}
    assert len(kinds) > 10
    assert kinds <= named
    none(kind for room in ROOMS for kind in room.letters if not kind.startswith(f"{room.name}/"))


def in_mail() -> list[Path]:
    """The templates of letters; beside them stand pieces that several share, which are macros."""
    found = [path for path in templates() if path.parent.name == "mail"]
    return [path for path in found if "{% macro" not in path.read_text(encoding="utf-8")]


def test_every_letter_has_its_three_templates_and_they_need_no_page() -> None:
    letters = {path.with_suffix("") for path in in_mail()}
    assert len(letters) > 10
    wanted = [letter.with_suffix(suffix) for letter in sorted(letters) for suffix in (".subject", *FRAMES)]
    none(place(path) for path in wanted if not path.is_file())
    none(place(path) for path in in_mail() if re.search(OF_PAGES, path.read_text(encoding="utf-8")))


def test_a_letter_in_text_and_as_a_page_stand_in_the_frame_of_all_letters() -> None:
    framed = [path for path in in_mail() if path.suffix in FRAMES]
    none(
        place(path)
        for path in framed
        if f'{{% extends "{FRAMES[path.suffix]}" %}}' not in path.read_text(encoding="utf-8")
    )


def test_the_style_of_letters_is_no_part_of_the_pages() -> None:
    order = (ROOT / "static/css/order.txt").read_text(encoding="utf-8").split()
    assert "letter.css" not in order
    style = (ROOT / "static/css/letter.css").read_text(encoding="utf-8")
    # mail programs know neither, and nothing is to be fetched when a letter is opened
    assert not re.search(r"var\(|url\(|@import|</", style)
