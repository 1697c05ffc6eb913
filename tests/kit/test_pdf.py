"""Pages as PDF: every letter of a name, tagged and dated, nothing fetched, and a clear page where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from flask import Flask, Response

from consult.app import create_app
from consult.kit import pdf
from consult.kit.db import transaction
from consult.settings import Settings
from tests import paper

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NAMES = "Łódź Đắk Lắk Việt Nam Кооператив Ελλάδα Ærø œuvre ñandú"
DOCUMENT = """{% extends "parts/paper.html" %}
{% from "parts/pictures.html" import result_bar %}{% from "parts/text.html" import state_tag %}
{% from "parts/tables.html" import data_table %}
{% block content %}<p>{{ names }}</p><p><em>{{ names }}</em> <b>{{ names }}</b></p><h2>{{ names }}</h2>
<div class="pillar-moss">{{ result_bar("How all voted", 18, 9, 3, 34, required=20, required_label="20 Łódź") }}</div>
{{ state_tag("Open", "open") }}
{{ data_table("Votes", [("Organisation", "text"), ("Votes", "number")],
              [[{"text": "COCETA", "url": "/network/coceta"}, 7]]) }}
<img src="file:///etc/hostname" alt="a file"><img src="http://127.0.0.1:9/x.png" alt="a host">
<img src="https://static.invalid/../pyproject.toml" alt="a way out">
{% endblock %}"""


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(
        Settings(
            data=tmp_path, database_url=sqlite_url, secret_key="x" * 40, public_url="https://consult.example"
        )
    )
    with app.test_request_context("/"):
        yield app


def made(app: Flask, document: str = DOCUMENT, name: str = "Łódź: ../../2.1", **context: object) -> Response:
    template = app.jinja_env.from_string(document)
    with transaction(writing=False):
        return pdf.pdf_page(template, name, at=AT, title="Taking part", names=NAMES, **context)


def test_a_document_reads_back_letter_by_letter_is_tagged_dated_and_named(house: Flask) -> None:
    first, again = made(house), made(house)
    assert first.data == again.data
    assert first.headers["Content-Disposition"] == 'attachment; filename="lodz-2-1.pdf"'
    found = paper.read(first.data)
    assert found.text.count(NAMES) == 4
    assert (found.title, found.author, found.language) == ("Taking part", "CICOPA", "en")
    assert found.created == "D:20261123100000Z"
    assert "As of Mon, Nov 23, 2026, 11:00 (Brussels time). Page 1 of 1" in found.text
    assert "20 Łódź" in found.text
    assert found.bookmarks == ("Taking part", NAMES)
    assert {"H1", "H2", "P", "Figure", "Table", "TH", "TD"} <= found.tags
    assert "How all voted" in found.alternatives
    assert found.links == {"https://consult.example/network/coceta"}
    assert "pdfuaid" in found.described


def test_a_picture_is_drawn_in_the_colours_and_patterns_of_its_page(house: Flask) -> None:
    bar = '{% extends "parts/paper.html" %}{% from "parts/pictures.html" import result_bar %}'
    bar += '{% block content %}<div class="pillar-PILLAR">{{ result_bar("All", 18, 9, 3, 34) }}</div>{% endblock %}'
    moss, plum = (made(house, bar.replace("PILLAR", pillar)).data for pillar in ("moss", "plum"))
    # #4a6a1e and #872f6b, as a PDF writes colours
    assert "0.290196 0.415686 0.117647 rg" in paper.drawn(moss)
    assert "0.290196 0.415686 0.117647 rg" not in paper.drawn(plum)
    assert "0.529412 0.184314 0.419608 rg" in paper.drawn(plum)
    assert "/Pattern cs" in paper.drawn(moss)


def test_without_its_libraries_a_page_says_what_to_install(
    house: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "press.py"
    text = pdf.PRESS.read_text("utf-8")
    broken.write_text(
        text.replace("    import weasyprint\n", '    raise OSError("cannot load library pango")\n')
    )
    monkeypatch.setattr(pdf, "PRESS", broken)
    answer = made(house)
    assert answer.status_code == 503
    assert "apt-get install libpango-1.0-0" in answer.get_data(as_text=True)
    assert "print the page from your browser" in answer.get_data(as_text=True)


def test_what_is_too_long_or_cannot_be_set_says_so(
    house: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    long = made(house, '{% extends "parts/paper.html" %}{% block content %}{{ "x" * 1500001 }}{% endblock %}')
    assert long.status_code == 409
    assert "CSV" in long.get_data(as_text=True)
    broken = tmp_path / "press.py"
    broken.write_text("raise SystemExit(1)")
    monkeypatch.setattr(pdf, "PRESS", broken)
    failed = made(house)
    assert failed.status_code == 503
    assert "could not be made" in failed.get_data(as_text=True)


def test_ten_at_once_are_served_one_after_the_other_or_told_to_come_again(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    working, go_on, together = [], Event(), []

    def pressed(job: str) -> bytes:
        working.append(job)
        together.append(len(working))
        go_on.wait(20)
        working.pop()
        return b"%PDF-"

    monkeypatch.setattr(pdf, "_pressed", pressed)

    def ask(_number: int) -> int:
        with house.test_request_context("/"):
            return made(house).status_code

    with ThreadPoolExecutor(10) as people:
        asked = [people.submit(ask, number) for number in range(10)]
        while sum(one.done() for one in asked) < 10 - pdf.AT_ONCE:
            Event().wait(0.01)
        go_on.set()
        statuses = sorted(one.result() for one in asked)
    assert statuses == [200] * pdf.AT_ONCE + [503] * (10 - pdf.AT_ONCE)
    assert max(together) == 1


def test_a_document_is_never_made_while_writing(house: Flask) -> None:
    with pytest.raises(RuntimeError), transaction(writing=True):
        pdf.pdf_page(house.jinja_env.from_string(DOCUMENT), "x", title="x")
