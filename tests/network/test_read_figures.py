"""Stated figures: each with its source, precision and wording; contradictions beside them; counted apart."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from consult.kit.db import db, transaction
from consult.network.models import Figure, Remark
from tests.cases.reading import FIGURES
from tests.client import client

pytestmark = pytest.mark.usefixtures("case")


def text_of(page: str) -> str:
    """What a reader reads, blanks folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def rows(page: str) -> list[str]:
    return [text_of(row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]


def test_every_figure_of_the_federation_stands_with_source_wording_and_precision(app: Flask) -> None:
    found = rows(client(app).get("/network/figures").text)
    for figure in FIGURES["figures"]:
        if figure["subject"]["kind"] != "body":
            continue
        source = figure["source"]
        number = str(figure["value"]) if "since" in figure["measure"] else f"{figure['value']:,}"
        wanted = [number, source.get("file") or source["site"], source["wording"] or "wording not kept"]
        wanted += [figure["period"] or ""]
        precision = {"exact": "as stated", "around": "around", "estimated": "estimated"}[figure["precision"]]
        assert [row for row in found if all(part in row for part in [*wanted, precision])], figure["key"]


def test_counted_numbers_stand_apart_and_never_in_the_series(app: Flask) -> None:
    page = client(app).get("/network/figures").text
    counted = text_of(page[page.index("Counted here today") : page.index("Why they do not agree")])
    assert "Organisations listed 46 Countries 30 Full members 34 Associate members 12" in counted
    picture = text_of(re.findall(r"<svg class=\"steps\".*?</svg>", page, re.DOTALL)[0])
    values = re.findall(r"(\d+) members, (\d+) countries", picture)
    assert values == [("72", "52"), ("43", "28"), ("46", "30"), ("48", "32"), ("48", "32"), ("51", "35")]


def test_every_contradiction_is_explained_in_each_language(app: Flask) -> None:
    keys = {figure["key"] for figure in FIGURES["figures"] if figure["subject"]["kind"] == "body"}
    notes = [note for note in FIGURES["notes"] if not note["about"] or keys & set(note["about"])]
    assert len(notes) >= 11
    for language in ("en", "es", "fr"):
        page = text_of(client(app).get("/network/figures", headers={"Accept-Language": language}).text)
        for note in notes:
            said = note["text"] if language == "en" else note["translations"][language]
            assert page.count(" ".join(said.split())) == 1, (language, note["key"])


def test_the_kinds_of_vietnam_leave_a_remainder_that_is_said_to_be_one(app: Flask) -> None:
    page = text_of(client(app).get("/network/vca").text)
    assert "The five kinds together 5,752 · 31.9 %" in page
    assert "Among others (worked out by us) 12,272 · 68.1 %" in page
    worked_out = "7,386,572 members in 18,024 cooperatives are 409.8 members each."
    assert f"Worked out by us, stated by nobody: {worked_out}" in page


def test_without_figures_the_page_says_what_will_be_here(app: Flask) -> None:
    with app.app_context(), transaction(writing=True):
        for row in [*db.session.scalars(db.select(Figure)), *db.session.scalars(db.select(Remark))]:
            db.session.delete(row)
    assert "No stated figure is entered yet." in client(app).get("/network/figures").text
