"""The desk's acts on organisations: entering, editing, and adding to the history; who may, and what is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.journal.models import Entry
from consult.kit.db import db
from consult.kit.room import rooms
from consult.network.events import AboutToChange
from consult.network.models import Membership, Organisation
from tests.cast import Stage
from tests.client import Client, client
from tests.conftest import FixedClock
from tests.network.conftest import how_many, organisation_named, statuses

ClientOf = Callable[[str], Client]

DESK = "/secretariat/network"
NEW = f"{DESK}/organisations/new"
EDIT = f"{DESK}/organisations/coceta/edit"
STATUS = f"{DESK}/organisations/coceta/status"
FILLED = {
    "name": "Fédération des coopératives de Genève",
    "short_name": "FCG",
    "acronym": "FCG",
    "country": "CH",
    "region": "Europe",
    "region_body_id": "",
    "sub_region_body_id": "",
    "category": "associate",
    "reason": "Decided by the board on 3 November.",
}


def entries(verb: str) -> list[Entry]:
    """What the journal notes under a verb."""
    return list(db.session.scalars(db.select(Entry).where(Entry.verb == verb)))


def test_the_secretary_enters_an_organisation(app: Flask, client_of: ClientOf) -> None:
    answer = client_of("secretary").send(NEW, FILLED)
    assert (answer.status_code, answer.location) == (303, f"{DESK}/organisations/fcg")
    page = client(app).get("/network?q=geneve").text
    assert "Fédération des coopératives de Genève" in page
    with app.app_context():
        row = organisation_named("fcg")
        assert statuses(row.id) == [("1900-01-01", "associate", "active")]
        [noted] = entries("organisation-added")
        assert noted.sensitive
        assert noted.reason == FILLED["reason"]
        assert (noted.subject_kind, noted.subject_id) == ("organisation", row.id)


def test_a_doubled_submit_enters_it_once(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    first, second = (secretary.send(NEW, {**FILLED, "once": "the-same-key"}) for _twice in range(2))
    assert first.status_code == second.status_code == 303
    with app.app_context():
        assert how_many(Organisation) == 5


WRONG = [
    ({"slug": "coceta"}, "taken by another organisation"),
    ({"slug": "Not A Slug"}, "small letters without accents"),
    ({"slug": "regions"}, "small letters without accents"),
    ({"acronym": "", "short_name": "日本"}, "small letters without accents"),
    ({"name": " "}, "Please fill this in."),
    ({"name": "x" * 301}, "At most 300 characters"),
    ({"country": "XX"}, "Please choose one of these."),
    ({"country": ""}, "Please choose one of these."),
    ({"region": "Atlantis"}, "Please choose one of these."),
    ({"region_body_id": "999"}, "Please choose one of these."),
    ({"category": "ful"}, "Please choose one of these."),
    ({"from_on": "1899-12-31"}, "from 1900 on"),
    ({"from_on": "never"}, "Not a valid date value."),
    ({"reason": ""}, "Please fill this in."),
]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    for wrong, said in WRONG:
        answer = secretary.send(NEW, {**FILLED, **wrong})
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
        assert "Decided by the board" in answer.text or "reason" in wrong
    with app.app_context():
        assert how_many(Organisation) == 4


def test_editing_changes_what_is_said_and_notes_what_was_before(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    assert "COCETA" in secretary.get(EDIT).text
    answer = secretary.send(EDIT, {**FILLED, "name": "New name", "country": "ES", "affiliated_2017": "y"})
    assert answer.status_code == 303
    with app.app_context():
        row = organisation_named("coceta")
        assert (row.name, row.affiliated_2017) == ("New name", True)
        assert "new name" in row.search_text
        [noted] = entries("organisation-edited")
        before = noted.details["before"]
        assert isinstance(before, dict)
        assert before["name"].startswith("Confederación")
        assert not noted.sensitive, "a name decides nothing"


def test_another_region_is_noted_for_members_to_read(app: Flask, client_of: ClientOf) -> None:
    assert client_of("secretary").send(EDIT, {**FILLED, "region": "Asia"}).status_code == 303
    with app.app_context():
        [noted] = entries("organisation-edited")
        assert noted.sensitive


def test_saving_what_was_there_changes_and_notes_nothing(app: Flask, client_of: ClientOf) -> None:
    same = {
        "name": "Confederación Española de Cooperativas de Trabajo Asociado",
        "short_name": "COCETA",
        "acronym": "COCETA",
        "country": "ES",
        "region": "Europe",
        "region_body_id": "",
        "sub_region_body_id": "",
    }
    assert client_of("secretary").send(EDIT, same).status_code == 303
    with app.app_context():
        assert not entries("organisation-edited")


def test_the_history_takes_entries_for_the_past_and_for_later(
    app: Flask, client_of: ClientOf, stage: Stage, clock: FixedClock
) -> None:
    secretary = client_of("secretary")
    later = (clock.now() + timedelta(days=30)).date().isoformat()
    for day, category, standing in (("2019-05-01", "associate", "active"), (later, "full", "suspended")):
        filled = {"category": category, "standing": standing, "from_on": day, "reason": "Decided."}
        assert secretary.send(STATUS, filled).status_code == 303
    with app.app_context():
        assert statuses(stage.organisations["coceta"]) == [
            ("1900-01-01", "full", "active"),
            ("2019-05-01", "associate", "active"),
            (later, "full", "suspended"),
        ]
        assert [noted.sensitive for noted in entries("status-entered")] == [True, True]
    assert "Associate member" in client(app).get("/network/coceta").text


WRONG_ENTRIES = [
    ({"from_on": "1900-01-01"}, "has an entry for this day already"),
    ({"from_on": ""}, "Please give a day."),
    ({"from_on": "0001-01-01"}, "from 1900 on"),
    ({"from_on": "9999-12-31"}, "from 1900 on"),
    ({"category": ""}, "Please choose one of these."),
    ({"standing": "dead"}, "Please choose one of these."),
    ({"reason": "\x00 \u202e"}, "Please fill this in."),
]


def test_a_wrong_entry_is_refused_with_a_sentence(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    for wrong, said in WRONG_ENTRIES:
        filled = {
            "category": "associate",
            "standing": "active",
            "from_on": "2026-12-01",
            "reason": "Decided.",
        }
        answer = secretary.send(STATUS, {**filled, **wrong})
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
    with app.app_context():
        assert how_many(Membership) == 4


def test_what_must_be_held_fast_is_told_before_anything_changes(
    app: Flask, client_of: ClientOf, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[list[tuple[str, str, str]]] = []
    with app.app_context():
        coceta = stage.organisations["coceta"]
        monkeypatch.setitem(_listening(app), AboutToChange, lambda event: heard.append(statuses(coceta)))
    filled = {"category": "associate", "standing": "active", "from_on": "2026-11-23", "reason": "Decided."}
    assert client_of("secretary").send(STATUS, filled).status_code == 303
    assert heard == [[("1900-01-01", "full", "active")]]


def _listening(app: Flask) -> dict[type, Callable[[object], None]]:
    """What the last room listens to; tests may add to it."""
    found = [room for room in rooms() if AboutToChange in room.listens] or [rooms()[-1]]
    listens = found[-1].listens
    assert isinstance(listens, dict)
    return listens


def test_only_the_secretariat_comes_in(app: Flask, client_of: ClientOf) -> None:
    wanted = dict.fromkeys(("board", "teller", "delegate", "drafter", "observer"), 403) | {"nobody": 401}
    for name, status in wanted.items():
        visitor = client_of(name)
        for path in (DESK, NEW, f"{DESK}/organisations/coceta", EDIT, STATUS):
            assert visitor.get(path).status_code == status, (name, path)
        for path in (NEW, EDIT, STATUS):
            assert visitor.send(path, FILLED).status_code == status, (name, path)
    with app.app_context():
        assert how_many(Organisation) == how_many(Membership) == 4
        assert not entries("organisation-edited")


def test_an_organisation_that_is_not_there_has_no_pages(client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    for path in ("organisations/nobody", "organisations/nobody/edit", "organisations/nobody/status"):
        assert secretary.get(f"{DESK}/{path}").status_code == 404, path


def test_the_list_is_searched_without_accents_and_holds_who_left_too(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    filled = {"category": "full", "standing": "left", "from_on": "2026-11-01", "reason": "Left."}
    assert secretary.send(STATUS, filled).status_code == 303
    page = secretary.get(f"{DESK}?q=confederacion").text
    assert "COCETA" in page
    assert "Left the federation" in page
    assert "CWCF" not in page
    assert "No organisation fits this." in secretary.get(f"{DESK}?q=zzz").text


def test_two_who_edit_do_not_save_over_each_other(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")

    def mark(page: str) -> str:
        return page.split('name="seen"')[1].split('value="')[1].split('"')[0]

    with app.app_context():
        row = organisation_named("coceta")
        typed = {"name": row.name, "short_name": row.short_name, "country": "ES", "region": "Europe"}
        typed |= {"region_body_id": "", "sub_region_body_id": ""}
    seen = mark(secretary.get(EDIT).text)
    assert secretary.send(EDIT, {**typed, "note": "First.", "seen": seen}).status_code == 303
    late = secretary.send(EDIT, {**typed, "note": "Second.", "acronym": "CCT", "seen": seen})
    assert late.status_code == 409
    assert "Somebody else saved this organisation" in late.text
    assert "Now different from what you typed: Acronym, Note." in late.text
    assert "Second." in late.text
    with app.app_context():
        assert organisation_named("coceta").note == "First."
    again = {**typed, "note": "Second.", "seen": mark(late.text)}
    assert secretary.send(EDIT, again).status_code == 303
    with app.app_context():
        assert organisation_named("coceta").note == "Second."
