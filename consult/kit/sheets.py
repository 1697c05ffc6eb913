"""Tables as files for a spreadsheet: what a spreadsheet would take for a formula is made plain text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""


def plain(cell: object) -> object:
    """A cell no program computes: whole numbers stay, text that begins like a formula gets an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def written(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole file: a line of headings, then the rows."""
    file = io.StringIO()
    file.write(_MARK)
    writer = csv.writer(file)
    writer.writerow([plain(column) for column in columns])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return file.getvalue()


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The file as an answer that is saved, not shown; `name` without its ending."""
    answer = Response(written(columns, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
