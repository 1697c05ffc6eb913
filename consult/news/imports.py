"""Bringing notes in from a file: all or nothing, and twice is the same as once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.kit.db import db
from consult.kit.languages import LANGUAGES
from consult.network.models import Organisation
from consult.network.sheets import Fault, Faulty, ImportReport, day_in, objects, twice
from consult.news import actions, rules
from consult.news.models import Note

FIELDS: dict[str, type | tuple[type, ...]] = {
    "slug": str,
    "title": str,
    "text": str,
    "language": str,
    "happened_on": str,
    "organisation": (str, type(None)),
    "source": dict,
}


def import_news(text: str, at: datetime, dry_run: bool = False) -> ImportReport:
    """Notes from JSON: {"news": [{slug, title, text, language, happened_on, organisation, source}]}, published at once.

    A note that is there is brought to the file's words; one that was withdrawn stays so.
    """
    report = ImportReport()
    point = db.session.begin_nested()
    try:
        _news(text, at, report)
        db.session.flush()
    except Faulty as faulty:
        point.rollback()
        return ImportReport(faults=faulty.faults)
    except BaseException:
        point.rollback()
        raise
    if dry_run:
        point.rollback()
        db.session.expire_all()
    else:
        point.commit()
    return report


def _news(text: str, at: datetime, report: ImportReport) -> None:
    given = objects(text, "news", FIELDS)
    organisations = {slug: id for slug, id in db.session.execute(select(Organisation.slug, Organisation.id))}
    faults = twice([(0, f"news[{number}].slug", item["slug"]) for number, item in enumerate(given)])
    for number, item in enumerate(given):
        faults += _faults(f"news[{number}]", item, organisations)
    if faults:
        raise Faulty(faults)
    known = {row.slug: row for row in db.session.scalars(select(Note))}
    for item in given:
        values = _values(item, organisations)
        row = known.get(item["slug"])
        if row is None:
            actions.publish_note(None, actions.write_note(None, values, at, item["slug"]), at)
            report.new.append(item["slug"])
        elif row.withdrawn_at is not None:
            report.unchanged += 1
        else:
            report.note(item["slug"], actions.edit_note(None, row, values, at))


def _faults(place: str, item: dict[str, Any], organisations: dict[str, int]) -> Iterator[Fault]:
    if not rules.slug_holds(item["slug"]):
        yield Fault(0, f"{place}.slug", "slug-odd", {"value": item["slug"][:80]})
    for name, most in (("title", rules.TITLE), ("text", rules.TEXT)):
        if not item[name].strip():
            yield Fault(0, f"{place}.{name}", "cell-empty")
        elif len(item[name]) > most:
            yield Fault(0, f"{place}.{name}", "cell-long", {"most": most})
    if item["language"] not in LANGUAGES:
        yield Fault(0, f"{place}.language", "cell-language", {"value": item["language"][:80]})
    if day_in(item["happened_on"]) is None:
        yield Fault(0, f"{place}.happened_on", "cell-day", {"value": item["happened_on"][:80]})
    if item["organisation"] and item["organisation"] not in organisations:
        yield Fault(0, f"{place}.organisation", "cell-organisation", {"value": item["organisation"][:80]})


def _values(item: dict[str, Any], organisations: dict[str, int]) -> dict[str, object]:
    file, lines = str(item["source"].get("file") or ""), str(item["source"].get("lines") or "")
    source = f"{file}:{lines.replace(' ', '')}" if file and lines else file
    return {
        "title": item["title"].strip(),
        "text": item["text"],
        "language": item["language"],
        "happened_on": day_in(item["happened_on"]),
        "organisation_id": organisations.get(item["organisation"] or ""),
        "source": source[: rules.SOURCE],
    }
