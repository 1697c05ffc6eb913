"""News at the desk: written, looked at, published, corrected, taken back; nobody else reads a draft."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask import Flask

from consult.journal.models import Entry
from consult.kit.db import db
from consult.kit.subject import all_shown, kinds
from consult.news.models import Note
from consult.news.rules import another_slug, slug_holds
from tests.cast import Stage
from tests.client import Client
from tests.conftest import FixedClock

ClientOf = Callable[[str], Client]
DESK = "/secretariat/news"
FILLED = {
    "title": "Assembly in Seoul",
    "text": "Members meet in **May**.\n\n<script>x</script> {{7*7}}",
    "language": "en",
    "happened_on": "2026-11-20",
    "organisation": "",
    "source": "Board, 3 November",
}


def test_a_slug_is_free_and_never_the_feeds() -> None:
    assert another_slug("feed", {"feed"}) == "feed-2"
    assert another_slug("", set()) == "note"
    assert another_slug("a" * 90, {"a" * 76}) == "a" * 76 + "-2"
    assert not slug_holds("feed.xml")
    assert not slug_holds("Ä")


def notes(app: Flask) -> list[Note]:
    with app.app_context():
        return list(db.session.scalars(db.select(Note)))


def verbs(app: Flask) -> list[str]:
    with app.app_context():
        query = db.select(Entry.verb).where(Entry.subject_kind == "note").order_by(Entry.id)
        return list(db.session.scalars(query))


def test_a_note_from_draft_to_withdrawal(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    secretary, visitor = client_of("secretary"), client_of("nobody")
    odd = "Programme\ufffe\uffff\x0b of the day"  # signs that no feed may hold
    about = {**FILLED, "source": odd, "text": f"{FILLED['text']} {odd}"}
    about["organisation"] = str(stage.organisations["coceta"])
    answer = secretary.send(f"{DESK}/new", about)
    assert (answer.status_code, answer.location) == (303, "/news/assembly-in-seoul")
    # nobody else reads a draft, not even that it is there
    assert visitor.get("/news/assembly-in-seoul").status_code in {401, 403}
    assert client_of("delegate").get("/news/assembly-in-seoul").status_code == 403
    assert "Seoul" not in visitor.get("/news").text + visitor.get("/news/feed.xml").text
    assert "Not published" in secretary.get("/news/assembly-in-seoul").text

    secretary.send(f"{DESK}/assembly-in-seoul/publish")
    page = visitor.get("/news/assembly-in-seoul").text
    assert "<strong>May</strong>" in page
    assert "<script>x" not in page
    assert "{{7*7}}" in page
    for place in ("/news", "/news/feed.xml", "/network/coceta", "/"):
        assert "Assembly in Seoul" in visitor.get(place).text, place
    ElementTree.fromstring(visitor.get("/news/feed.xml").data)  # noqa: S314 - it is our own

    answer = secretary.send(f"{DESK}/assembly-in-seoul/withdraw", {"reason": " "})
    assert answer.status_code == 422
    secretary.send(f"{DESK}/assembly-in-seoul/withdraw", {"reason": "It was in June."})
    gone = visitor.get("/news/assembly-in-seoul")
    assert gone.status_code == 410
    assert "It was in June." in gone.text
    assert "Members meet" not in gone.text
    for place in ("/news", "/news/feed.xml", "/network/coceta", "/"):
        assert "Assembly in Seoul" not in visitor.get(place).text, place
    assert verbs(app) == ["note-written", "note-published", "note-withdrawn"]


def test_only_the_secretariat_writes(client_of: ClientOf) -> None:
    client_of("secretary").send(f"{DESK}/new", FILLED)
    for name in ("delegate", "board", "teller", "stranger"):
        browser = client_of(name)
        assert browser.get(DESK).status_code == 403
        for path in (
            "new",
            "assembly-in-seoul/edit",
            "assembly-in-seoul/publish",
            "assembly-in-seoul/withdraw",
        ):
            assert browser.send(f"{DESK}/{path}", {**FILLED, "reason": "x"}).status_code == 403, (name, path)


def test_two_who_edit_do_not_save_over_each_other(app: Flask, client_of: ClientOf, clock: FixedClock) -> None:
    secretary = client_of("secretary")
    secretary.send(f"{DESK}/new", FILLED)
    path = f"{DESK}/assembly-in-seoul/edit"
    page = secretary.get(path).text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert secretary.send(path, {**FILLED, "title": "Assembly in Busan", "seen": seen}).status_code == 303
    late = secretary.send(path, {**FILLED, "title": "Assembly in Daegu", "seen": seen})
    assert late.status_code == 409
    assert "Somebody else saved this note" in late.text
    assert "Assembly in Daegu" in late.text
    [row] = notes(app)
    assert (row.title, row.slug) == ("Assembly in Busan", "assembly-in-seoul")
    # sent once more from the page it came back on, it counts
    again = late.text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert secretary.send(path, {**FILLED, "title": "Assembly in Daegu", "seen": again}).status_code == 303
    assert [row.title for row in notes(app)] == ["Assembly in Daegu"]


BAD: list[dict[str, str]] = [
    {"title": ""},
    {"title": "x" * 201},
    {"text": " \x00 "},
    {"text": "x" * 1_000_000},
    {"language": "xx"},
    {"happened_on": "13 January"},
    {"happened_on": "0001-01-01"},
    {"organisation": "999999"},
    {"organisation": "1; drop"},
]


def test_bad_input_is_said_and_kept(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    for wrong in BAD:
        answer = secretary.send(f"{DESK}/new", {**FILLED, **wrong})
        assert answer.status_code == 422, wrong
        if "title" not in wrong:
            assert "Assembly in Seoul" in answer.text
    assert notes(app) == []
    for path in ("/news/nobody", "/news/%00", "/news/a%20b", f"{DESK}/nobody/edit"):
        assert secretary.get(path).status_code == 404, path
    assert secretary.get("/news?page=99999").status_code == 200


@pytest.mark.parametrize("name", ["nobody", "secretary"])
def test_subjects_are_looked_at_by_who_may_see_them(
    app: Flask, client_of: ClientOf, stage: Stage, name: str
) -> None:
    secretary = client_of("secretary")
    for title in ("Draft", "Out", "Gone"):
        secretary.send(f"{DESK}/new", {**FILLED, "title": title})
    for slug in ("out", "gone"):
        secretary.send(f"{DESK}/{slug}/publish")
    secretary.send(f"{DESK}/gone/withdraw", {"reason": "Wrong."})
    ids = {row.title: row.id for row in notes(app)}
    with app.test_request_context("/"):
        found = all_shown(None, [("note", id) for id in ids.values()])
        assert {shown.title for shown in found.values()} == {"Out", "Gone"}
        words = kinds()["note"].words
        assert words is not None
        assert set(words(list(ids.values()))) == {ids["Out"]}
