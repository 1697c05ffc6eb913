"""The notes of the case: taken in once, quoted as they were printed, with a feed that readers understand."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from consult.kit.db import db, transaction
from consult.news.actions import withdraw_note
from consult.news.imports import import_news
from consult.news.models import Note
from tests.client import client
from tests.conftest import FixedClock
from tests.network.conftest import case as case
from tests.network.conftest import case_text, how_many

FILE = "consult/cases/cicopa/news.json"
ATOM = "{http://www.w3.org/2005/Atom}"
SPOKEN = "{http://www.w3.org/XML/1998/namespace}lang"
# taken from the lines of the source text itself
PRINTED = "9e337acc6128f185e64e658e3f6f2c5f760fdffe50a0d78901e6c32558d1ea60"


@pytest.fixture
def taken_in(app: Flask, case: None, clock: FixedClock) -> None:
    with app.app_context(), transaction(writing=True):
        assert import_news(case_text("news.json"), clock.now()).faults == []


def test_texts_stand_as_they_were_printed() -> None:
    notes = json.loads(case_text("news.json"))["news"]
    whole = "\n\n".join(note["text"] for note in notes)
    assert hashlib.sha256(whole.encode()).hexdigest() == PRINTED
    assert {note["organisation"] for note in notes} == {"vca", "coboce", "ligacoop"}
    assert {note["happened_on"] for note in notes} == {"2017-01-13"}
    assert all(note["title_basis"] for note in notes)


@pytest.mark.usefixtures("taken_in")
def test_taking_them_in_twice_is_the_same_as_once(app: Flask, clock: FixedClock, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    assert "0 new, 0 changed, 3 unchanged" in runner.invoke(args=["news", "import", FILE]).output
    given = json.loads(case_text("news.json"))
    given["news"][0]["title"] = "Vietnam joins"
    given["news"].append({**given["news"][1], "slug": "another", "title": "Another"})
    file = tmp_path / "news.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    tried = runner.invoke(args=["news", "import", str(file), "--dry-run"]).output
    assert "1 new, 1 changed, 2 unchanged" in tried
    assert "nothing was written" in tried
    with app.app_context():
        assert how_many(Note) == 3
    assert "changed  vca-joins-cicopa: title" in runner.invoke(args=["news", "import", str(file)]).output
    with app.app_context(), transaction(writing=True):
        row = db.session.scalars(db.select(Note).where(Note.slug == "another")).one()
        withdraw_note(None, row, "Doubled.", clock.now())
    # what was taken back stays so
    assert "0 new, 0 changed, 4 unchanged" in runner.invoke(args=["news", "import", str(file)]).output


FAULTS = [
    ("slug", "Not A Slug", "news[0].slug:"),
    ("title", " ", "news[0].title: This may not be empty."),
    ("language", "xx", 'news[0].language: "xx" is none of'),
    ("happened_on", "January", 'news[0].happened_on: "January" is not a day'),
    ("organisation", "nobody", 'news[0].organisation: "nobody" is not an organisation'),
    ("source", None, "news[0].source: This is missing, or of the wrong kind."),
]


@pytest.mark.usefixtures("case")
def test_a_fault_is_named_by_its_place_and_nothing_is_written(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "news.json"
    for name, value, said in FAULTS:
        given = json.loads(case_text("news.json"))
        given["news"][0][name] = value
        file.write_text(json.dumps(given), encoding="utf-8")
        result = app.test_cli_runner().invoke(args=["news", "import", str(file)])
        assert result.exit_code == 1, name
        assert said in result.stderr
    with app.app_context():
        assert how_many(Note) == 0


def entries(feed: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {entry.findtext(f"{ATOM}title") or "": entry for entry in feed.findall(f"{ATOM}entry")}


def said_at(element: ElementTree.Element, name: str) -> datetime:
    return datetime.fromisoformat(element.findtext(f"{ATOM}{name}") or "")


@pytest.mark.usefixtures("taken_in")
def test_the_feed_is_whole_and_its_names_are_for_good(app: Flask, clock: FixedClock) -> None:
    page = client(app).get("/news").text
    found = re.search(r'<link rel="alternate" type="application/atom\+xml" [^>]*href="([^"]+)"', page)
    assert found is not None
    answer = client(app).get(found[1], headers={"Host": "evil.example"})
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)  # noqa: S314 - our own words
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}"), name
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "CICOPA"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "http://127.0.0.1:8000/news/feed.xml", "alternate": "http://127.0.0.1:8000/news"}
    found_entries = entries(feed)
    assert len(found_entries) == 3
    for entry in found_entries.values():
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert entry.findtext(f"{ATOM}id") == link.get("href")
        assert str(link.get("href")).startswith("http://127.0.0.1:8000/news/")
        assert entry.get(SPOKEN) == "en"
        assert (
            said_at(entry, "published")
            == said_at(entry, "updated")
            == said_at(feed, "updated")
            == clock.now()
        )
    assert b"evil.example" not in answer.data


@pytest.mark.usefixtures("taken_in")
def test_a_correction_is_newer_but_the_same_entry(app: Flask, clock: FixedClock) -> None:
    before = entries(ElementTree.fromstring(client(app).get("/news/feed.xml").data))  # noqa: S314
    clock.advance(timedelta(days=2))
    given = json.loads(case_text("news.json"))
    given["news"][1]["text"] += "\n\nCorrected."
    with app.app_context(), transaction(writing=True):
        import_news(json.dumps(given), clock.now())
    feed = ElementTree.fromstring(client(app).get("/news/feed.xml").data)  # noqa: S314
    title = given["news"][1]["title"]
    entry = entries(feed)[title]
    assert entry.findtext(f"{ATOM}id") == before[title].findtext(f"{ATOM}id")
    assert said_at(entry, "updated") == said_at(feed, "updated") == clock.now()
    assert said_at(entry, "published") == clock.now() - timedelta(days=2)


@pytest.mark.usefixtures("taken_in")
def test_the_text_is_quoted_with_its_source_on_the_members_page(app: Flask) -> None:
    page = client(app).get("/network/coboce").text
    assert 'lang="en" dir="auto"><p>The Bolivian Cooperative of cement' in page
    assert "001_349fa22fcb7177b2.txt, lines 12-13" in page
    assert "prints it as an associate member" in page
