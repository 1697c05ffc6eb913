"""What files for the network must look like: read, checked cell by cell, with every fault named by line and column."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from consult.network import rules


@dataclass(frozen=True, order=True)
class Fault:
    """Something to mend in a file: where, and a code with values that each language turns into a sentence."""

    line: int
    """0 when the place is named by the column alone, as in JSON: bodies[3].kind."""
    column: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict, compare=False)


@dataclass
class ImportReport:
    """What an import did or would do. With faults nothing was written."""

    new: list[str] = field(default_factory=list)
    changed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """What it is called, and the names of what differs."""
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    def note(self, name: str, differs: tuple[str, ...]) -> None:
        """Count something that was there before."""
        if differs:
            self.changed.append((name, differs))
        else:
            self.unchanged += 1


class Faulty(Exception):
    """Carries the faults of a file out of an import, which then writes nothing."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = sorted(faults)


@dataclass(frozen=True)
class Line:
    """One record of a table: the line it begins on and its cells."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Column:
    """How a column is checked: whether it may be empty, how long it may be, and what else must hold."""

    required: bool = False
    most: int = 2000
    check: Callable[[str], str | None] | None = None
    """Answers a fault's code, or None."""
    needed: bool = False
    """Whether the column itself has to be there."""


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, with or without a byte order mark. Raises Faulty for other encodings."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Faulty([Fault(1, "", "file-encoding")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Faulty([Fault(line, "", "file-encoding")]) from error


def _one_of(allowed: tuple[str, ...], code: str) -> Callable[[str], str | None]:
    return lambda value: None if value in allowed else code


def _holds(test: Callable[[str], bool], code: str) -> Callable[[str], str | None]:
    return lambda value: None if test(value) else code


def day_in(value: str) -> date | None:
    """A day written as 2026-11-23, within what the calendar of a federation needs; None for anything else."""
    try:
        found = date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None
    return found if found is not None and rules.day_holds(found) else None


_DAY = Column(check=_holds(lambda value: day_in(value) is not None, "cell-day"))

MEMBERS: dict[str, Column] = {
    "slug": Column(True, 80, _holds(rules.slug_holds, "slug-odd"), needed=True),
    "name_as_printed": Column(True, 300, needed=True),
    "name_full": Column(False, 300),
    "display_name": Column(True, 300, needed=True),
    "short": Column(True, 80, needed=True),
    "acronym": Column(False, 40),
    "country": Column(
        True, 2, _holds(lambda value: value.isascii() and value.isupper(), "cell-country"), needed=True
    ),
    "country_as_printed": Column(False, 80),
    "region": Column(True, 40, _one_of(rules.REGIONS, "cell-region"), needed=True),
    "region_body": Column(False, 80),
    "sub_region": Column(False, 80),
    "region_basis": Column(),
    "category": Column(True, 20, _one_of(rules.CATEGORIES, "cell-category"), needed=True),
    "standing": Column(False, 20, _one_of(rules.STANDINGS, "cell-standing")),
    "from": _DAY,
    "affiliated_2017": Column(False, 3, _one_of(("yes", "no"), "cell-yes-no")),
    "note": Column(),
    "source_file": Column(False, 120),
    "source_lines": Column(False, 80),
}
PEOPLE: dict[str, Column] = {
    "email": Column(True, 254, _holds(rules.email_holds, "cell-email"), needed=True),
    "name": Column(True, 200, needed=True),
    "language": Column(True, 8, needed=True),
    "time_zone": Column(True, 60, needed=True),
    "organisation": Column(False, 80),
    "role": Column(False, 20, _one_of(rules.ROLES, "cell-role")),
    "body": Column(False, 80),
    "office": Column(False, 40),
    "from": _DAY,
    "until": _DAY,
}

_TEXT_OR_NOT = (str, type(None))
BODY_FIELDS: dict[str, type | tuple[type, ...]] = {
    "slug": str,
    "name": str,
    "kind": str,
    "parent": _TEXT_OR_NOT,
    "region": _TEXT_OR_NOT,
    "name_full": _TEXT_OR_NOT,
    "basis": _TEXT_OR_NOT,
    "source": (dict, type(None)),
}
FIGURE_FIELDS: dict[str, type | tuple[type, ...]] = {
    "key": str,
    "subject": dict,
    "measure": str,
    "value": int,
    "precision": str,
    "period": _TEXT_OR_NOT,
    "source": dict,
}
NOTE_FIELDS: dict[str, type | tuple[type, ...]] = {
    "key": str,
    "text": str,
    "translations": (dict, type(None)),
    "about": (list, type(None)),
    "sources": (list, type(None)),
}


def lines(text: str, columns: Mapping[str, Column]) -> list[Line]:
    """The records of a table with commas, each cell checked. Raises Faulty naming every fault."""
    found = list(_records(text.removeprefix("\ufeff"), columns))
    faults = [fault for line in found for fault in _faults(line, columns)]
    if faults:
        raise Faulty(faults)
    return found


def _records(text: str, columns: Mapping[str, Column]) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    begins = 1
    try:
        for record in reader:
            number, begins = begins, reader.line_num + 1
            if header is None:
                header = [name.strip() for name in record]
                _check_header(header, columns)
            elif any(cell.strip() for cell in record):
                if len(record) != len(header):
                    values = {"found": len(record), "wanted": len(header)}
                    raise Faulty([Fault(number, "", "row-width", values)])
                yield Line(number, {name: cell.strip() for name, cell in zip(header, record, strict=True)})
    except csv.Error as error:
        raise Faulty([Fault(reader.line_num, "", "file-csv")]) from error
    if header is None:
        raise Faulty([Fault(1, "", "file-empty")])


def _check_header(header: list[str], columns: Mapping[str, Column]) -> None:
    if len(header) == 1 and header[0].count(";") >= 2:
        raise Faulty([Fault(1, "", "file-semicolons")])
    faults = [Fault(1, name, "column-unknown") for name in header if name not in columns]
    faults += [Fault(1, name, "column-twice") for name in dict.fromkeys(header) if header.count(name) > 1]
    faults += [
        Fault(1, name, "column-missing")
        for name, kind in columns.items()
        if kind.needed and name not in header
    ]
    if faults:
        raise Faulty(faults)


def _faults(line: Line, columns: Mapping[str, Column]) -> Iterator[Fault]:
    for name, cell in line.cells.items():
        column = columns[name]
        code = _cell_fault(cell, column)
        if code is not None:
            yield Fault(line.number, name, code, {"value": cell[:80], "most": column.most})


def _cell_fault(cell: str, column: Column) -> str | None:
    if not cell:
        return "cell-empty" if column.required else None
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t" for letter in cell):
        return "cell-unseen"
    code = column.check(cell) if column.check else None
    return code or ("cell-long" if len(cell) > column.most else None)


def objects(text: str, name: str, fields: Mapping[str, type | tuple[type, ...]]) -> list[dict[str, Any]]:
    """The objects of the list `name` in a JSON file, each with the fields wanted. Raises Faulty."""
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Faulty([Fault(line, "", "file-json")]) from error
    if "\\u0000" in text or "\x00" in text:
        raise Faulty([Fault(0, name, "cell-unseen")])
    found = whole.get(name) if isinstance(whole, dict) else None
    if not isinstance(found, list):
        raise Faulty([Fault(0, name, "json-list")])
    faults = []
    for number, item in enumerate(found):
        place = f"{name}[{number}]"
        if not isinstance(item, dict):
            faults.append(Fault(0, place, "json-object"))
            continue
        for key, kind in fields.items():
            value = item.get(key)
            if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
                faults.append(Fault(0, f"{place}.{key}", "json-field"))
    if faults:
        raise Faulty(faults)
    return found


def figure_faults(place: str, item: dict[str, Any], organisations: dict[str, int]) -> Iterator[Fault]:
    """What is wrong with one stated figure."""
    subject = item["subject"]
    if subject.get("kind") not in {"body", "organisation"}:
        yield Fault(0, f"{place}.subject.kind", "cell-subject", {"value": subject.get("kind")})
    elif subject["kind"] == "organisation" and subject.get("slug") not in organisations:
        yield Fault(0, f"{place}.subject.slug", "cell-organisation", {"value": subject.get("slug")})
    if item["precision"] not in rules.PRECISIONS:
        yield Fault(0, f"{place}.precision", "cell-precision", {"value": item["precision"]})
    as_of = item.get("as_of")
    if as_of is not None and (not isinstance(as_of, str) or day_in(as_of) is None):
        yield Fault(0, f"{place}.as_of", "cell-day", {"value": as_of})
    for name, most in (("key", 80), ("measure", 80), ("period", 120)):
        if len(item.get(name) or "") > most:
            yield Fault(0, f"{place}.{name}", "cell-long", {"most": most})
    if not 0 <= item["value"] < 2**53:
        yield Fault(0, f"{place}.value", "cell-number", {"value": item["value"]})


def twice(found: list[tuple[int, str, str]]) -> list[Fault]:
    """Faults for values that may stand once only; given as (line, column, value)."""
    seen: dict[str, int] = {}
    faults = []
    for line, column, value in found:
        if value in seen:
            faults.append(Fault(line, column, "cell-twice", {"value": value, "line": seen[value]}))
        seen.setdefault(value, line)
    return faults
