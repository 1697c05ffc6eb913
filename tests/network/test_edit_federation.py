"""The federation's settings: seen by every page of every process at once, moving no moment, saved over by nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import get_locale
from PIL import Image
from sqlalchemy import event

from consult.app import create_app
from consult.deliberation.models import Round
from consult.journal.models import Entry
from consult.kit import federation, languages
from consult.kit.db import db, transaction
from consult.kit.visitor import Visitor
from consult.network.actions.federation import save_federation
from consult.settings import Settings
from tests.cast import Stage
from tests.client import Client, client
from tests.conftest import FixedClock

ClientOf = Callable[[str], Client]
PAGE = "/secretariat/federation"
FILLED: dict[str, object] = {
    "name": "FEDCO",
    "long_name": "World Federation of Cooperatives",
    "email": "office@fedco.example",
    "phone": "+32 2 543 1033",
    "address": "avenue Milcamps 105\n1030 Brussels",
    "logo_alt": "",
    "accent": "lagoon",
    "time_zone": "America/La_Paz",
    "languages": ["en", "es"],
    "language": "es",
}


def picture(kind: str = "PNG") -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (300, 100), (30, 60, 130)).save(made, kind)
    made.seek(0)
    return made


def save(browser: Client, **changes: object) -> int:
    """Save the form as it stands with some changes; answers the status."""
    return browser.send(PAGE, {**FILLED, **changes}).status_code


def test_what_is_saved_stands_on_every_page(app: Flask, client_of: ClientOf) -> None:
    secretary, visitor = client_of("secretary"), client_of("nobody")
    assert "· CICOPA</title>" in visitor.get("/").text
    assert save(secretary) == 303
    page = visitor.get("/").text
    assert "· FEDCO</title>" in page
    assert '<html lang="es" class="accent-lagoon">' in page
    assert 'title="World Federation of Cooperatives"' in page
    assert "office@fedco.example" in secretary.get(PAGE).text
    with app.app_context():
        assert federation.current().zone == "La Paz"
        [noted] = db.session.scalars(db.select(Entry).where(Entry.verb == "federation-edited"))
    assert noted.sensitive
    assert set(noted.details["changed"]) >= {"name", "accent", "languages"}
    assert noted.details["before"]["name"] == "CICOPA"


def test_another_process_of_the_same_folder_sees_it_at_once(
    app: Flask, client_of: ClientOf, clock: FixedClock
) -> None:
    other = create_app(app.extensions["consult.settings"], clock)
    other.testing = True
    secretary = client_of("secretary")
    try:
        assert "· CICOPA</title>" in client(other).get("/").text
        for name in ("FEDCO", "FEDCO 2"):
            assert save(secretary, name=name) == 303
            assert f"· {name}</title>" in client(other).get("/").text
    finally:
        with other.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_page_asks_the_database_only_after_a_change(app: Flask, client_of: ClientOf) -> None:
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    visitor, secretary = client_of("nobody"), client_of("secretary")

    def statements() -> int:
        asked.clear()
        assert visitor.get("/news").status_code == 200
        return sum("FROM federation" in statement for statement in asked)

    assert [statements(), statements()] == [0, 0]
    assert save(secretary) == 303
    statements()
    assert [statements(), statements()] == [0, 0]


def test_a_change_that_was_refused_is_seen_by_nobody(app: Flask, clock: FixedClock) -> None:
    def save_and_fail() -> None:
        with transaction(writing=True):
            save_federation(None, FILLED, clock.now())
            raise LookupError

    with app.app_context():
        with pytest.raises(LookupError):
            save_and_fail()
        assert federation.current().name == "CICOPA"


def test_a_language_that_is_switched_off_falls_back(app: Flask, client_of: ClientOf) -> None:
    delegate, visitor = client_of("delegate"), client_of("nobody")
    asks_french = {"Accept-Language": "fr"}
    assert '<html lang="fr"' in visitor.get("/news", headers=asks_french).text
    assert save(client_of("secretary"), languages=["es"], language="es") == 303
    page = visitor.get("/news", headers=asks_french).text
    assert '<html lang="es"' in page
    assert 'value="fr"' not in page
    # the delegate reads English by choice; the choice is kept for the day English is offered again
    assert '<html lang="es"' in delegate.get("/news").text
    visitor.set_cookie(languages.COOKIE, "fr")
    assert '<html lang="es"' in visitor.get("/news").text
    reader = Visitor(1, "A", "a@b.example", "fr", "Europe/Paris", 0, "")
    with app.app_context(), languages.as_reader(reader):
        assert str(get_locale()) == "es"
    assert save(client_of("secretary"), languages=["en", "es", "fr"], language="es") == 303
    assert '<html lang="en"' in delegate.get("/news").text


def test_another_zone_moves_no_moment(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    with app.app_context():
        before = db.session.get_one(Round, stage.round).closes_at
    page = client_of("nobody").get("/").text
    [moment] = set(re.findall(r'<time datetime="([^"]+T[^"]+)"', page))
    assert save(client_of("secretary"), language="en") == 303
    after = client_of("nobody").get("/").text
    assert f'<time datetime="{moment}"' in after
    assert "La Paz time" in after
    with app.app_context():
        assert db.session.get_one(Round, stage.round).closes_at == before


def test_only_the_secretariat_keeps_them(client_of: ClientOf) -> None:
    for name in ("delegate", "board", "teller", "stranger"):
        browser = client_of(name)
        assert browser.get(PAGE).status_code == 403
        assert save(browser) == 403
    assert "CICOPA" in client_of("nobody").get("/").text


WRONG: list[tuple[dict[str, object], str]] = [
    ({"name": ""}, "Please fill this in."),
    ({"email": "nowhere"}, "This is not an e-mail address."),
    ({"languages": []}, "Please offer at least one language."),
    ({"languages": ["en", "xx"]}, "xx"),
    ({"languages": ["es"], "language": "en"}, "Please choose one of the languages you offer."),
    ({"time_zone": "Mars/Olympus"}, "Please choose one of these."),
    ({"accent": "blink"}, "Please choose one of these."),
    ({"address": "x" * 501}, "too long"),
]


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(app: Flask, client_of: ClientOf) -> None:
    secretary = client_of("secretary")
    for changes, said in WRONG:
        answer = secretary.send(PAGE, {**FILLED, **changes})
        assert answer.status_code == 422, changes
        assert said in answer.text, changes
        assert "World Federation of Cooperatives" in answer.text
    with app.app_context():
        assert federation.current().name == "CICOPA"


def test_two_who_edit_do_not_save_over_each_other(client_of: ClientOf) -> None:
    secretary = client_of("secretary")

    def mark(page: str) -> str:
        return page.split('name="seen"')[1].split('value="')[1].split('"')[0]

    seen = mark(secretary.get(PAGE).text)
    assert save(secretary, seen=seen) == 303
    late = secretary.send(PAGE, {**FILLED, "phone": "+32 1", "seen": seen})
    assert late.status_code == 409
    assert "Somebody else saved these settings" in late.text
    assert "Now different from what you typed: Telephone." in late.text.replace("Teléfono", "Telephone")
    assert 'value="+32 1"' in late.text
    assert save(secretary, phone="+32 1", seen=mark(late.text)) == 303


def test_a_logo_is_shown_to_everyone_and_taken_away(app: Flask, client_of: ClientOf) -> None:
    secretary, visitor = client_of("secretary"), client_of("nobody")
    assert visitor.get("/federation/logo").status_code == 404
    form = {**FILLED, "logo_alt": "Two hands", "logo": (picture("JPEG"), "logo.html")}
    assert secretary.send(PAGE, form, content_type="multipart/form-data").status_code == 303
    page = visitor.get("/").text
    found = re.search(
        r'<img class="federation-logo" src="([^"]+)" alt="Two hands" width="300" height="100">', page
    )
    assert found is not None
    answer = visitor.get(found[1])
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.data.startswith(b"\x89PNG")
    # what is no picture changes nothing, and the page says to choose again
    form["logo"] = (BytesIO(b"<script>alert(1)</script>"), "logo.png")
    refused = secretary.send(PAGE, form, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert 'id="logo-error"' in refused.text
    assert visitor.get(found[1]).data == answer.data
    assert save(secretary, no_logo="y") == 303
    assert "federation-logo" not in visitor.get("/").text
    assert visitor.get("/federation/logo").status_code == 404


def test_before_there_are_tables_the_settings_hold(tmp_path: Path, empty_sqlite_url: str) -> None:
    bare = create_app(
        Settings(data=tmp_path, database_url=empty_sqlite_url, federation="Bare", language="fr")
    )
    with bare.app_context():
        assert (federation.current().name, federation.current().language) == ("Bare", "fr")
        db.engine.dispose()


def test_who_shares_no_folder_sees_it_within_a_minute(
    app: Flask, client_of: ClientOf, clock: FixedClock
) -> None:
    visitor = client_of("nobody")
    assert "· CICOPA</title>" in visitor.get("/").text
    with app.app_context(), transaction(writing=True):
        row = federation.FederationRow(
            id=1, name="FEDCO", time_zone="UTC", languages=["en"], language="en", changed_at=clock.now()
        )
        db.session.add(row)
    assert "· CICOPA</title>" in visitor.get("/").text
    kept = app.extensions["consult.federation"]
    past = type(kept)(kept.stamp, kept.read_at - 61, kept.federation)
    app.extensions["consult.federation"] = past
    assert "· FEDCO</title>" in visitor.get("/").text
