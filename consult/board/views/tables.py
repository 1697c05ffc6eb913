"""The tables of the reports: one set of rows that a page, a document and a file show alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from consult.board.course import CATEGORY, COUNTRY, REGION, Course, Presence, Report
from consult.board.queries.stances import Chapter
from consult.board.stances import Stand, Standing
from consult.board.views.wished import Wished, address, step_name
from consult.deliberation.stances import STANCES
from consult.deliberation.views.words import stance_word
from consult.kit.moments import day
from consult.network.forms.words import category_name, country_name, region_name


@dataclass(frozen=True)
class Cell:
    """What stands in a table, and where it comes from."""

    text: object
    url: str = ""


@dataclass(frozen=True)
class Table:
    """Columns of (label, kind) and rows of cells; a row for the whole at the foot."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Cell | object]]
    foot: Sequence[Cell | object] | None = None

    @property
    def labels(self) -> list[str]:
        return [label for label, _kind in self.columns]

    def plain(self) -> list[list[object]]:
        """The rows without their links."""
        return [[cell.text if isinstance(cell, Cell) else cell for cell in row] for row in self.rows]


def group_name(kind: str, code: str) -> str:
    """A region, country or category in words; all of them together when there is no code."""
    if not code:
        return _("All")
    return {REGION: region_name, COUNTRY: country_name, CATEGORY: category_name}[kind](code)


def group_label(kind: str) -> str:
    return {REGION: _("Region"), COUNTRY: _("Country"), CATEGORY: _("Category")}[kind]


def of_all(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s", part=part, whole=whole)


def summary(found: Report, report: Wished) -> Table:
    """A line for each group: its members, its votes, what it said."""
    columns = [
        (group_label(found.kind), "text"), (_("Members"), "number"), (_("Organisations that voted"), "number"),
        (_("Votes cast"), "number"), (_("Organisations that spoke"), "number"), (_("Comments"), "number"),
        (_("Personal comments"), "number"),
    ]  # fmt: skip
    narrow = {
        key: value
        for key, value in (("region", report.part.region), ("category", report.part.category))
        if value
    }

    def line(course: Course) -> list[Cell | object]:
        wanted = narrow | ({found.kind: course.code} if course.code else {})
        part = {key: value for key, value in wanted.items() if key != COUNTRY}
        query = {key: value for key, value in report.query.items() if key != "by"}
        source = address("board.organisations", query | part)
        here = f"#group-{course.code.lower() or 'all'}"
        return [
            group_name(found.kind, course.code),
            Cell(course.members, address("network.directory", wanted)),
            Cell(of_all(course.voters, course.may_vote), source) if course.may_vote else None,
            Cell(of_all(course.voted, course.asked), here) if course.asked else None,
            Cell(course.speakers, source),
            Cell(course.comments, here),
            Cell(course.personal, here),
        ]

    return Table(columns, [line(course) for course in found.courses], line(found.together))


def steps(found: Report) -> dict[str, tuple[Table, Table]]:
    """For each group its votes, step by step, and what it said, month by month."""
    return {
        course.code: (_votes(found, course), _talk(found, course))
        for course in (found.together, *found.courses)
    }


def _votes(found: Report, course: Course) -> Table:
    first = (_("Month"), "text") if found.by_month else (_("Ballot"), "text")
    urls = [""] * len(found.steps) if found.by_month else [ballot_url(row.id) for row in found.ballots]
    rows = [
        [Cell(step_name(step), url), of_all(share.voted, share.asked) if share.asked else None]
        for step, url, share in zip(found.steps, urls, course.votes, strict=True)
    ]
    return Table([first, (_("Votes cast"), "number")], rows)


def _talk(found: Report, course: Course) -> Table:
    columns = [
        (_("Month"), "text"), (_("Organisations that spoke"), "number"), (_("Comments"), "number"),
        (_("Personal comments"), "number"),
    ]  # fmt: skip
    rows = [
        [step_name(month), talk.spoke, talk.comments, talk.personal]
        for month, talk in zip(found.months, course.talk, strict=True)
    ]
    return Table(columns, rows)


def long(found: Report) -> Table:
    """A line for each group and step, for a spreadsheet to turn about."""
    columns = [
        group_label(found.kind), _("Counted by"), _("Step"), _("Title"), _("Closes"), _("Votes cast"),
        _("Votes asked for"), _("Organisations that spoke"), _("Comments"), _("Personal comments"),
    ]  # fmt: skip
    rows: list[list[object]] = []
    for course in (*found.courses, found.together):
        name = group_name(found.kind, course.code)
        for step, share in zip(found.steps, course.votes, strict=True):
            if found.by_month:
                about: list[object] = [_("Votes by month"), step_name(step), "", ""]
            else:
                ballot = found.ballots[found.steps.index(step)]
                about = [_("Ballot"), ballot.number, ballot.title, iso(ballot.closes_at)]
            rows.append([name, *about, share.voted, share.asked, "", "", ""])
        for month, talk in zip(found.months, course.talk, strict=True):
            rows.append(
                [
                    name,
                    _("Comments by month"),
                    step_name(month),
                    "",
                    "",
                    "",
                    "",
                    talk.spoke,
                    talk.comments,
                    talk.personal,
                ]
            )
    return Table([(label, "text") for label in columns], rows)


def iso(at: datetime | None) -> str:
    """For a file: UTC, to the minute."""
    return at.strftime("%Y-%m-%d %H:%M") if at else ""


def ballot_url(id: int) -> str:
    return url_for("voting.ballot", ballot=id)


def organisation_url(row: Presence) -> str:
    return url_for("network.organisation", organisation=row.member.slug)


def organisations(rows: Sequence[Presence]) -> Table:
    """Every organisation with its votes and comments in the period."""
    columns = [
        _("Organisation"), _("Country"), _("Region"), _("Category"), _("Ballots it may vote in"),
        _("Ballots it voted in"), _("Comments"), _("Personal comments"),
    ]  # fmt: skip
    lines = [
        [
            Cell(row.member.name, organisation_url(row)), country_name(row.member.country),
            region_name(row.member.region), category_name(row.member.category), row.asked, row.voted,
            row.comments, row.personal,
        ]
        for row in rows
    ]  # fmt: skip
    return Table([(label, "text") for label in columns], lines)


def _when(at: datetime | None) -> str:
    return day(at) if at else _("not yet")


def _member(row: Presence) -> list[Cell | object]:
    return [
        Cell(row.member.name, organisation_url(row)),
        f"{region_name(row.member.region)}, {country_name(row.member.country)}",
        category_name(row.member.category),
    ]


def silent(rows: Sequence[Presence], numbers: Mapping[int, str]) -> Table:
    """Who neither voted nor spoke in the period, and when each was last heard of."""
    columns = [
        (_("Organisation"), "text"), (_("Where"), "text"), (_("Category"), "text"), (_("Last vote"), "moment"),
        (_("Last comment"), "moment"), (_("Last signed in"), "moment"), (_("Ballots missed"), "number"),
    ]  # fmt: skip
    lines = [
        [
            *_member(row),
            _when(row.last_vote_at) if row.asked or row.last_vote_at else _("has no vote"),
            _when(row.last_comment_at),
            day(row.last_seen_at) if row.last_seen_at else _("not known"),
            of_all(len(row.missed), row.asked) if row.asked else None,
        ]
        for row in rows
    ]
    return Table(columns, lines)


def missed(rows: Sequence[Presence], numbers: Mapping[int, str]) -> list[tuple[Presence, list[Cell]]]:
    """Who missed which ballots, each ballot with its address."""
    return [(row, [Cell(numbers[id], ballot_url(id)) for id in row.missed]) for row in rows]


def absences(rows: Sequence[Presence], numbers: Mapping[int, str]) -> Table:
    """For a file: every organisation, silent or not, with what it missed and when it was last heard of."""
    columns = [
        _("Organisation"), _("Country"), _("Region"), _("Category"), _("Silent in the period"), _("Last vote"),
        _("Last comment"), _("Last signed in"), _("Ballots missed"), _("Ballots it may vote in"), _("Missed"),
    ]  # fmt: skip
    lines = [
        [
            row.member.name, country_name(row.member.country), region_name(row.member.region),
            category_name(row.member.category), _("yes") if row.is_silent else _("no"), iso(row.last_vote_at),
            iso(row.last_comment_at), iso(row.last_seen_at), len(row.missed), row.asked,
            " ".join(numbers[id] for id in row.missed),
        ]
        for row in rows
    ]  # fmt: skip
    return Table([(label, "text") for label in columns], lines)


def stances(chapters: Sequence[Chapter]) -> Table:
    """For a file: every pillar and proposal with its organisations and persons by stance."""
    words = [stance_word(stance) for stance in STANCES]
    columns = [
        _("Number"), _("Text"), *words, _("Spoke without a stance"),
        *(_("Personally: %(stance)s", stance=word) for word in words), _("Personally without a stance"),
    ]  # fmt: skip
    rows: list[list[object]] = []
    for chapter in chapters:
        rows.append([str(chapter.pillar.number), chapter.pillar.title, *_counts(chapter.own)])
        rows += [[row.number, row.title, *_counts(standing)] for row, standing in chapter.proposals]
    return Table([(label, "text") for label in columns], rows)


def _counts(standing: Standing) -> list[int]:
    def counted(stand: Stand) -> list[int]:
        return [*(stand.of(stance) for stance in STANCES), stand.unstated]

    return [*counted(standing.organisations), *counted(standing.persons)]
