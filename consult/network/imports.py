"""Bringing members, bodies, figures and people in from files: all or nothing, and twice is the same as once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from babel import Locale
from sqlalchemy import select

from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.kit.db import db
from consult.kit.languages import LANGUAGES, federation_zone, zone_names
from consult.kit.refusal import Refused
from consult.network import rules, sheets
from consult.network.actions.entries import day_of
from consult.network.actions.organisations import add_organisation, add_status, edit_organisation
from consult.network.actions.people import give_mandate, give_seat, person_for
from consult.network.models import Body, Figure, Mandate, Membership, Organisation, Remark, Seat
from consult.network.queries.organisations import history
from consult.network.sheets import Fault, Faulty, ImportReport, Line

IMPORTED = "Imported from a file."


def _whole(work: Callable[[ImportReport], None], dry_run: bool) -> ImportReport:
    """Run an import in a savepoint: undone when it was only to be tried, or when anything is wrong."""
    report = ImportReport()
    point = db.session.begin_nested()
    try:
        work(report)
        db.session.flush()
    except Faulty as faulty:
        point.rollback()
        db.session.expire_all()
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


def import_bodies(text: str, at: datetime, dry_run: bool = False) -> ImportReport:
    """Bodies from JSON: {"bodies": [{slug, name, kind, parent, region, ...}]}, parents before their parts."""
    return _whole(lambda report: _bodies(text, report), dry_run)


def import_members(text: str, at: datetime, dry_run: bool = False) -> ImportReport:
    """Organisations from a table (sheets.MEMBERS), matched by slug; a new category enters the history."""
    return _whole(lambda report: _members(text, at, report), dry_run)


def import_figures(text: str, at: datetime, dry_run: bool = False) -> ImportReport:
    """Stated figures and the remarks on them from JSON: {"figures": [...], "notes": [...]}."""
    return _whole(lambda report: _figures(text, report), dry_run)


def import_people(text: str, at: datetime, dry_run: bool = False) -> ImportReport:
    """People with a mandate or a seat a line (sheets.PEOPLE). Someone known keeps their own name and settings."""
    return _whole(lambda report: _people(text, at, report), dry_run)


# --- bodies ----------------------------------------------------------------------------------------------------


def _bodies(text: str, report: ImportReport) -> None:
    given = sheets.objects(text, "bodies", sheets.BODY_FIELDS)
    known = {body.slug: body for body in db.session.scalars(select(Body))}
    faults = sheets.twice([(0, f"bodies[{number}].slug", item["slug"]) for number, item in enumerate(given)])
    for number, item in enumerate(given):
        place = f"bodies[{number}]"
        parent = item["parent"]
        checks = [
            ("slug", not rules.slug_holds(item["slug"]), "slug-odd"),
            ("name", not 0 < len(item["name"].strip()) <= 200, "cell-empty"),
            ("kind", item["kind"] not in rules.BODY_KINDS, "cell-body-kind"),
            ("parent", parent is not None and parent not in known, "cell-body"),
            ("region", bool(item["region"]) and item["region"] not in rules.REGIONS, "cell-region"),
        ]
        wrong = [
            Fault(0, f"{place}.{name}", code, {"value": item[name]}) for name, bad, code in checks if bad
        ]
        faults += wrong
        if not wrong:
            known[item["slug"]] = _body(item, known, report)
    if faults:
        raise Faulty(faults)


def _body(item: dict[str, Any], known: dict[str, Body], report: ImportReport) -> Body:
    values: dict[str, object] = {
        "name": item["name"],
        "full_name": item.get("name_full") or "",
        "kind": item["kind"],
        "parent_id": known[item["parent"]].id if item["parent"] else None,
        "region": item["region"] or "",
        "basis": item.get("basis") or "",
        **_sourced(item.get("source") or {}),
    }
    row: Body = _kept(known.get(item["slug"]), Body, {"slug": item["slug"]}, values, item["slug"], report)
    return row


def _kept(
    row: Any,
    kind: type[Any],
    identity: dict[str, object],
    values: dict[str, object],
    name: str,
    report: ImportReport,
) -> Any:
    """The row brought to these values: made, changed or left as it is, and counted so."""
    if row is None:
        row = kind(**identity, **values)
        db.session.add(row)
        report.new.append(name)
    else:
        differs = tuple(key for key, value in values.items() if getattr(row, key) != value)
        for key in differs:
            setattr(row, key, values[key])
        report.note(name, differs)
    db.session.flush()
    return row


def _sourced(source: dict[str, Any]) -> dict[str, str]:
    file = source.get("file") or source.get("site") or ""
    wording = source.get("wording") or ""
    return {"source": _source(str(file)[:150], str(source.get("lines") or "")[:40]), "wording": str(wording)}


def _source(file: str, lines: str) -> str:
    return f"{file}:{lines.replace(' ', '')}" if file and lines else file


# --- members ---------------------------------------------------------------------------------------------------


def _members(text: str, at: datetime, report: ImportReport) -> None:
    given = sheets.lines(text, sheets.MEMBERS)
    bodies = {body.slug: body for body in db.session.scalars(select(Body))}
    known = {row.slug: row for row in db.session.scalars(select(Organisation))}
    holding = _categories(day_of(at))
    faults = sheets.twice([(line.number, "slug", line["slug"]) for line in given])
    countries = Locale("en").territories
    for line in given:
        if line["country"] not in countries:
            faults.append(Fault(line.number, "country", "cell-country", {"value": line["country"]}))
        for column, kind in (("region_body", "region"), ("sub_region", "sub_region")):
            if line[column] and (line[column] not in bodies or bodies[line[column]].kind != kind):
                faults.append(Fault(line.number, column, "cell-body", {"value": line[column]}))
    if faults:
        raise Faulty(faults)
    for line in given:
        _member(line, known.get(line["slug"]), bodies, holding, at, report)


def _categories(day: date) -> dict[int, rules.Status]:
    """What holds for each organisation on a day, those that left included."""
    entries: dict[int, list[rules.Status]] = {}
    for row in db.session.scalars(select(Membership)):
        entries.setdefault(row.organisation_id, []).append(
            rules.Status(row.from_on, row.category, row.standing)
        )
    found = {id: rules.membership_on(history, day) for id, history in entries.items()}
    return {id: status for id, status in found.items() if status is not None}


def _member(
    line: Line,
    row: Organisation | None,
    bodies: dict[str, Body],
    holding: dict[int, rules.Status],
    at: datetime,
    report: ImportReport,
) -> None:
    values = {
        "name": line["display_name"],
        "short_name": line["short"],
        "name_as_printed": line["name_as_printed"],
        "acronym": line["acronym"],
        "country": line["country"],
        "country_as_printed": line["country_as_printed"],
        "region": line["region"],
        "region_body_id": bodies[line["region_body"]].id if line["region_body"] else None,
        "sub_region_body_id": bodies[line["sub_region"]].id if line["sub_region"] else None,
        "region_basis": line["region_basis"],
        "affiliated_2017": line["affiliated_2017"] == "yes",
        "note": line["note"],
        "source": _source(line["source_file"], line["source_lines"]),
    }
    begins, standing = sheets.day_in(line["from"]), line["standing"]
    if row is None:
        status = rules.Status(begins or rules.BEFORE_RECORDS, line["category"], standing or "active")
        add_organisation(None, line["slug"], values, status, IMPORTED, at)
        report.new.append(line["slug"])
        return
    differs = edit_organisation(None, row, values, at)
    held = holding.get(row.id)
    wanted = (line["category"], standing or (held.standing if held else "active"))
    if held is None or wanted != (held.category, held.standing):
        differs = (*differs, "category" if held is None or held.category != wanted[0] else "standing")
        status = rules.Status(begins or day_of(at), *wanted)
        if any(entry.from_on == status.from_on for entry in history(row.id)):
            value = status.from_on.isoformat()
            raise Faulty([Fault(line.number, "category", "cell-status-day", {"value": value})])
        add_status(None, row, status, IMPORTED, at)
    report.note(line["slug"], differs)


# --- figures ---------------------------------------------------------------------------------------------------


def _figures(text: str, report: ImportReport) -> None:
    given = sheets.objects(text, "figures", sheets.FIGURE_FIELDS)
    notes = sheets.objects(text, "notes", sheets.NOTE_FIELDS)
    organisations = {row.slug: row.id for row in db.session.scalars(select(Organisation))}
    faults = sheets.twice([(0, f"figures[{number}].key", item["key"]) for number, item in enumerate(given)])
    faults += sheets.twice([(0, f"notes[{number}].key", item["key"]) for number, item in enumerate(notes)])
    for number, item in enumerate(given):
        faults += sheets.figure_faults(f"figures[{number}]", item, organisations)
    if faults:
        raise Faulty(faults)
    known = {row.key: row for row in db.session.scalars(select(Figure))}
    for number, item in enumerate(given):
        values = _figure_values(item, organisations) | {"position": number}
        _kept(known.get(item["key"]), Figure, {"key": item["key"]}, values, item["key"], report)
    remarks = {row.key: row for row in db.session.scalars(select(Remark))}
    for number, item in enumerate(notes):
        values = {
            "text": item["text"],
            "translations": dict(item.get("translations") or {}),
            "about": list(item.get("about") or []),
            "sources": ", ".join(item.get("sources") or []),
            "position": number,
        }
        _kept(remarks.get(item["key"]), Remark, {"key": item["key"]}, values, item["key"], report)


def _figure_values(item: dict[str, Any], organisations: dict[str, int]) -> dict[str, object]:
    subject = item["subject"]
    return {
        "organisation_id": organisations[subject["slug"]] if subject["kind"] == "organisation" else None,
        "measure": item["measure"],
        "value": item["value"],
        "precision": item["precision"],
        "as_of": sheets.day_in(item["as_of"]) if item.get("as_of") else None,
        "period": item.get("period") or "",
        **_sourced(item["source"]),
    }


# --- people ----------------------------------------------------------------------------------------------------


def _people(text: str, at: datetime, report: ImportReport) -> None:
    given = sheets.lines(text, sheets.PEOPLE)
    organisations = {row.slug: row for row in db.session.scalars(select(Organisation))}
    bodies = {row.slug: row for row in db.session.scalars(select(Body))}
    zones = set(zone_names())
    faults = [
        Fault(line.number, column, code, {"value": line[column]})
        for line in given
        for column, code in _person_faults(line, organisations, bodies, zones)
    ]
    if faults:
        raise Faulty(faults)
    for line in given:
        try:
            _place(line, organisations, bodies, at, report)
        except Refused as refused:
            column = "role" if line["role"] else "office"
            raise Faulty([Fault(line.number, column, refused.code, refused.values)]) from refused


def _place(
    line: Line,
    organisations: dict[str, Organisation],
    bodies: dict[str, Body],
    at: datetime,
    report: ImportReport,
) -> None:
    known = person_by_email(line["email"])
    person = known or person_for(line["email"], line["name"], line["language"], line["time_zone"], at)
    if known is None:
        report.new.append(line["email"])
    if line["organisation"]:
        _mandate(line, organisations[line["organisation"]], person, at, report)
    elif line["body"]:
        _seat(line, bodies[line["body"]], person, at, report)
    elif known is not None:
        report.unchanged += 1


def _person_faults(
    line: Line, organisations: dict[str, Organisation], bodies: dict[str, Body], zones: set[str]
) -> Iterable[tuple[str, str]]:
    if line["language"] not in LANGUAGES:
        yield "language", "cell-language"
    if line["time_zone"] not in zones:
        yield "time_zone", "cell-zone"
    if line["organisation"] and line["body"]:
        yield "body", "row-two-places"
    if bool(line["organisation"]) != bool(line["role"]):
        yield "role", "row-half-mandate"
    if bool(line["body"]) != bool(line["office"]):
        yield "office", "row-half-seat"
    if line["organisation"] and line["organisation"] not in organisations:
        yield "organisation", "cell-organisation"
    if line["body"] and line["body"] not in bodies:
        yield "body", "cell-body"
    elif line["body"] and line["office"] not in rules.OFFICES[bodies[line["body"]].kind]:
        yield "office", "office-unknown"
    if line["from"] and line["until"] and line["until"] < line["from"]:
        yield "until", "term-upside-down"


def midnight(day: date) -> datetime:
    """The first instant of a day in the federation's zone."""
    return datetime.combine(day, time.min, tzinfo=federation_zone()).astimezone(UTC)


def _mandate(
    line: Line, organisation: Organisation, person: Person, at: datetime, report: ImportReport
) -> None:
    begins, ends = sheets.day_in(line["from"]), sheets.day_in(line["until"])
    until_at = midnight(ends + timedelta(days=1)) if ends else None
    m = Mandate
    same = [m.organisation_id == organisation.id, m.person_id == person.id, m.role == line["role"]]
    if begins is not None:
        same.append(m.from_at == midnight(begins))
    held = db.session.scalar(select(m).where(*same).order_by(m.from_at.desc()).limit(1))
    name = f"{line['email']}: {organisation.slug}, {line['role']}"
    if held is None:
        give_mandate(
            None, organisation, person, line["role"], midnight(begins) if begins else at, until_at, at
        )
        report.new.append(name)
        return
    # an empty end says nothing about a mandate that was ended since
    differs = ("until",) if until_at is not None and held.until_at != until_at else ()
    if differs:
        held.until_at = until_at
    report.note(name, differs)


def _seat(line: Line, body: Body, person: Person, at: datetime, report: ImportReport) -> None:
    begins, ends = sheets.day_in(line["from"]), sheets.day_in(line["until"])
    where = [Seat.body_id == body.id, Seat.person_id == person.id, Seat.office == line["office"]]
    if begins is not None:
        where.append(Seat.from_on == begins)
    held = db.session.scalar(select(Seat).where(*where).order_by(Seat.from_on.desc()).limit(1))
    name = f"{line['email']}: {body.slug}, {line['office']}"
    if held is None:
        give_seat(None, body, person, line["office"], begins or day_of(at), ends, at)
        report.new.append(name)
        return
    differs = ("until",) if ends is not None and held.until_on != ends else ()
    if differs:
        held.until_on = ends
    report.note(name, differs)
