"""Files for a spreadsheet: nothing in them is taken for a formula, and every text arrives."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask

from consult.kit.db import db, transaction
from consult.kit.sheets import plain, written
from consult.network.models import Organisation
from tests.board.assembly import Assembly
from tests.board.reading import sheet
from tests.client import Client

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_text_that_begins_like_a_formula_is_made_plain(formula: str) -> None:
    assert plain(formula) == f"'{formula}"


@pytest.mark.parametrize("cell", ["COCETA", "a=b", "Work - and pay", "", "'=1"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert plain(cell) == cell


def test_whole_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert [plain(-7), plain(0), plain(None)] == [-7, 0, ""]


def test_quotes_commas_and_lines_survive() -> None:
    row = ['say "yes"', "a, b", "two\nlines", "Žižek · 労働"]
    text = written(["A", "B", "C", "D"], [row])
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1] == row


def test_a_name_like_a_formula_is_defused_in_every_file(
    app: Flask, assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    with app.app_context(), transaction(writing=True):
        row = db.session.get_one(Organisation, assembly.stage.organisations["coceta"])
        row.short_name = '=HYPERLINK("http://evil.example")'
    assembly.open()
    browser = client_of("board")
    for path in ("/board/silent.csv", "/board/organisations.csv"):
        names = {line["Organisation"] for line in sheet(browser.get(path))}
        assert '\'=HYPERLINK("http://evil.example")' in names
        assert not any(name.startswith("=") for name in names)
