"""Reading our own pages and files back: tables by their caption, spreadsheets by their lines."""

from __future__ import annotations

import csv
import io
from typing import Any

import html5lib
from werkzeug.test import TestResponse


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def tables(answer: TestResponse) -> dict[str, list[list[str]]]:
    """The rows of each table's body by its caption; the tables of one caption follow each other."""
    tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    found: dict[str, list[list[str]]] = {}
    for table in tree.iter("table"):
        caption = table.find("caption")
        rows = [[_words(cell) for cell in row] for body in table.iter("tbody") for row in body.iter("tr")]
        found.setdefault(_words(caption) if caption is not None else "", []).extend(rows)
    return found


def lists(answer: TestResponse, name: str) -> list[str]:
    """The texts of all elements that have a class."""
    tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    return [_words(element) for element in tree.iter() if name in (element.get("class") or "").split()]


def sheet(answer: TestResponse) -> list[dict[str, str]]:
    """The lines of a file by their column."""
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
