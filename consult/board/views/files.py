"""The board's tables as files for a spreadsheet: the same figures, times in UTC."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext as _

from consult.board import lines, permissions
from consult.board.queries import asked as ballots
from consult.board.queries import sheet as sheets
from consult.board.views.pages import bp, strategy_asked
from consult.board.views.rows import BallotRow, Count, Counted, ballot_row
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.moments import moment_iso
from consult.kit.sheets import csv_file
from consult.network.forms.words import category_name, region_name

SEALED: tuple[Count, ...] = ("", "", "", "")
"""The four columns of the count of a ballot that is not closed."""


def _ballots() -> list[BallotRow]:
    at = now()
    shown, computed, _total = ballots.listed(strategy_asked().id, at)
    attended = ballots.attendances(shown, computed)
    return [ballot_row(one, at, attended.get(one.ballot.id, ())) for one in shown]


def _cells(counted: Counted | None) -> tuple[Count, ...]:
    return (counted.yes, counted.no, counted.abstain, counted.silent) if counted else SEALED


@bp.get("/board/ballots.csv")
@enter(permissions.read_board)
def ballots_csv() -> Response:
    """Every ballot: its turnout, and once closed its count, verdict and margins."""
    columns = [
        _("Number"), _("Proposal"), _("State"), _("Opens"), _("Closes"), _("Voted"), _("May vote"),
        _("Yes"), _("No"), _("Abstain"), _("Did not vote"), _("Quorum margin"), _("Majority margin"), _("Verdict"),
    ]  # fmt: skip
    rows = (
        (
            row.number, row.title, row.mark[0], moment_iso(row.opens_at), moment_iso(row.closes_at),
            row.voted, row.may_vote, *_cells(row.counted), row.quorum_margin, row.majority_margin, row.headline,
        )
        for row in _ballots()
    )  # fmt: skip
    return csv_file("ballots", columns, rows)


@bp.get("/board/ballots-by-part.csv")
@enter(permissions.read_board)
def parts_csv() -> Response:
    """The same by region and by category."""
    kinds = {"region": _("Region"), "category": _("Category")}
    columns = [
        _("Number"), _("Proposal"), _("State"), _("Counted by"), _("Part"), _("Voted"), _("May vote"),
        _("Yes"), _("No"), _("Abstain"), _("Did not vote"),
    ]  # fmt: skip
    rows = (
        (
            row.number, row.title, row.mark[0], kinds[part.kind], part.name,
            part.voted, part.may_vote, *_cells(part.counted),
        )
        for row in _ballots()
        for part in row.parts
    )  # fmt: skip
    return csv_file("ballots-by-part", columns, rows)


@bp.get("/board/participation.csv")
@enter(permissions.read_board)
def participation_csv() -> Response:
    """How many organisations of each region and category have voted and spoken."""
    columns = [_("Region"), _("Category"), _("Members"), _("May vote"), _("Voted"), _("Spoken")]
    rows = (
        (
            region_name(group.region),
            category_name(group.category),
            group.members,
            group.may_vote,
            group.voted,
            group.spoken,
        )
        for group in lines.groups(sheets.parts(strategy_asked().id, now()))
    )
    return csv_file("participation", columns, rows)


@bp.get("/board/comments.csv")
@enter(permissions.read_board)
def comments_csv() -> Response:
    """How many comments each pillar and each proposal has."""
    columns = [_("Pillar"), _("Title of the pillar"), _("Number"), _("Proposal"), _("Comments")]
    rows: list[Sequence[object]] = []
    for chapter in sheets.chapters(strategy_asked().id):
        pillar = (chapter.pillar.number, chapter.pillar.title)
        rows.append((*pillar, "", "", chapter.comments))
        rows += [(*pillar, heading.number, heading.title, count) for heading, count in chapter.proposals]
    return csv_file("comments", columns, rows)


@bp.get("/board/silent.csv")
@enter(permissions.read_board)
def silent_csv() -> Response:
    """Whose vote is missing in the open ballots and in the one decided last."""
    at = now()
    columns = [_("Number"), _("Proposal"), _("State"), _("Closes"), _("Region"), _("Organisation")]
    rows: list[Sequence[object]] = []
    for one in sheets.missing(strategy_asked().id, at):
        row = ballot_row(one.asked, at)
        ballot = (row.number, row.title, row.mark[0], moment_iso(row.closes_at))
        rows += [
            (*ballot, region_name(region), voter.name)
            for region, voters in lines.by_region(one.voters)
            for voter in voters
        ]
    return csv_file("silent", columns, rows)
