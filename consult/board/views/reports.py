"""The reports on taking part: over time, organisation by organisation, who is silent, where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from consult.board import permissions
from consult.board.course import Presence, missing_most, silent_first
from consult.board.queries import course as courses
from consult.board.queries import stances as stands
from consult.board.views import tables
from consult.board.views.pages import bp
from consult.board.views.wished import Wished, presets, step_name, tabs, wished, wished_or_none
from consult.deliberation.stances import STANCES, UNSTATED
from consult.deliberation.views.words import stance_word
from consult.kit.forms import asked_page
from consult.kit.guard import enter
from consult.kit.pages import PER_PAGE, page, paged
from consult.kit.pdf import pdf_page
from consult.kit.sheets import csv_file
from consult.network.forms.words import CATEGORIES, REGIONS

TITLES = {
    "participation": lambda: _("Taking part over time"),
    "organisations": lambda: _("What each organisation has contributed"),
    "silent": lambda: _("Silent members"),
    "stances": lambda: _("Where the organisations stand"),
}


def _around(report: Wished, name: str) -> dict[str, Any]:
    """What the pages and documents of the reports say alike."""
    return {
        "title": TITLES[name](),
        "report": report,
        "strategy": report.strategy,
        "query": report.query,
        "tabs": tabs(report, f"board.{name}"),
        "action": url_for(f"board.{name}"),
        "presets": presets(),
        "regions": [(code, str(word)) for code, word in REGIONS.items()],
        "categories": [(code, str(word)) for code, word in CATEGORIES.items()],
    }


def _shown(name: str, content: Any, template: str = "") -> Response:
    report = wished()
    if report is None:
        return page("board/nothing.html", others=[])
    return page(f"board/{template or name}.html", **_around(report, name), **content(report))


def _printed(name: str, content: Any) -> Response:
    report = wished_or_none()
    file = f"{name}-{report.kind}-{report.name}" if name == "participation" else f"{name}-{report.name}"
    return pdf_page(f"board/paper/{name}.html", file, **_around(report, name), **content(report))


def _course(report: Wished) -> dict[str, Any]:
    found = courses.report(report.strategy.id, report.period, report.kind, report.part, report.at)
    return {
        "found": found,
        "summary": tables.summary(found, report),
        "steps": tables.steps(found),
        "step_labels": [step_name(step) for step in found.steps],
        "month_labels": [step_name(month) for month in found.months],
        "most_comments": max((month.comments for month in found.together.talk), default=0),
    }


@bp.get("/board/participation")
@enter(permissions.read_board)
def participation() -> Response:
    """Voting and speaking over time, by region, country or category."""
    return _shown("participation", _course)


@bp.get("/board/participation.pdf")
@enter(permissions.read_board)
def participation_pdf() -> Response:
    """The same on paper."""
    return _printed("participation", _course)


@bp.get("/board/over-time.csv")
@enter(permissions.read_board)
def over_time_csv() -> Response:
    """The same as a file: a line for each group and each ballot or month."""
    report = wished_or_none()
    found = courses.report(report.strategy.id, report.period, report.kind, report.part, report.at)
    table = tables.long(found)
    return csv_file(f"participation-{report.kind}-{report.name}", table.labels, table.plain())


def _presences(report: Wished) -> tuple[courses.Asked, list[Presence]]:
    asked = courses.asked(report.strategy.id, report.period, report.at)
    return asked, courses.presences(report.strategy.id, asked, report.part)


def _organisations(report: Wished) -> dict[str, Any]:
    asked, rows = _presences(report)
    return {"asked": asked.ballots, "rows": rows, "table": tables.organisations(rows)}


@bp.get("/board/organisations")
@enter(permissions.read_board)
def organisations() -> Response:
    """Every organisation, ballot by ballot: the source of the figures on the sheet."""

    def content(report: Wished) -> dict[str, Any]:
        found = _organisations(report)
        rows, number, pages = paged(found["rows"], asked_page())
        turn = _page_url("organisations", report)
        return {**found, "rows": rows, "number": number, "pages": pages, "page_url": turn}

    return _shown("organisations", content)


@bp.get("/board/organisations.pdf")
@enter(permissions.read_board)
def organisations_pdf() -> Response:
    """The same on paper."""
    return _printed("organisations", _organisations)


@bp.get("/board/organisations.csv")
@enter(permissions.read_board)
def organisations_csv() -> Response:
    """The same as a file."""
    report = wished_or_none()
    table = _organisations(report)["table"]
    return csv_file(f"organisations-{report.name}", table.labels, table.plain())


def _page_url(name: str, report: Wished) -> Any:
    return lambda number: url_for(f"board.{name}", **{**report.query, "page": number})


def _silent(report: Wished) -> dict[str, Any]:
    asked, rows = _presences(report)
    numbers = {row.id: row.number for row in asked.ballots}
    return {
        "asked": asked.ballots,
        "members": len(rows),
        "silent_in_all": sum(row.is_silent for row in rows),
        "missing_in_all": sum(bool(row.missed) for row in rows),
        "silent": tables.silent(silent_first(rows), numbers),
        "missed": tables.missed(missing_most(rows), numbers),
        "file": tables.absences(rows, numbers),
    }


@bp.get("/board/silent")
@enter(permissions.read_board)
def silent() -> Response:
    """Who has neither voted nor spoken in a period, since when, and who missed which ballots."""

    def content(report: Wished) -> dict[str, Any]:
        found = _silent(report)
        longest = max((found["silent"].rows, found["missed"]), key=len)
        _rows, number, pages = paged(longest, asked_page())
        shown = slice((number - 1) * PER_PAGE, number * PER_PAGE)
        found["silent"] = replace(found["silent"], rows=found["silent"].rows[shown])
        found["missed"] = found["missed"][shown]
        return {**found, "number": number, "pages": pages, "page_url": _page_url("silent", report)}

    return _shown("silent", content)


@bp.get("/board/silent.pdf")
@enter(permissions.read_board)
def silent_pdf() -> Response:
    """The same on paper."""
    return _printed("silent", _silent)


@bp.get("/board/silent-members.csv")
@enter(permissions.read_board)
def silent_members_csv() -> Response:
    """The same as a file."""
    report = wished_or_none()
    table = _silent(report)["file"]
    return csv_file(f"silent-members-{report.name}", table.labels, table.plain())


def _stances(report: Wished) -> dict[str, Any]:
    chapters = stands.chapters(report.strategy.id, report.period, report.part)
    standings = [standing for chapter in chapters for standing in chapter.standings]
    return {
        "chapters": chapters,
        "table": tables.stances(chapters),
        "stance_columns": [(stance_word(stance), "number") for stance in (*STANCES, UNSTATED)],
        "most": max((standing.organisations.total for standing in standings), default=0),
    }


@bp.get("/board/stances")
@enter(permissions.read_board)
def stances() -> Response:
    """On each pillar and proposal: how many organisations support, would change, oppose it or are neutral."""
    return _shown("stances", _stances)


@bp.get("/board/stances.pdf")
@enter(permissions.read_board)
def stances_pdf() -> Response:
    """The same on paper."""
    return _printed("stances", _stances)


@bp.get("/board/stances.csv")
@enter(permissions.read_board)
def stances_csv() -> Response:
    """The same as a file."""
    report = wished_or_none()
    table = _stances(report)["table"]
    return csv_file(f"stances-{report.name}", table.labels, table.plain())
