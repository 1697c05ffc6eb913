"""The board's pages: the one sheet, every ballot, every organisation's part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, url_for

from consult.board import lines, permissions
from consult.board.queries import asked as ballots
from consult.board.queries import sheet as sheets
from consult.board.views.rows import ballot_row
from consult.kit.clock import now
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter
from consult.kit.pages import Link, page

if TYPE_CHECKING:
    from consult.strategy.models import Strategy

BALLOTS_A_PAGE = 10
bp = Blueprint("board", __name__)


def frame() -> dict[str, Any]:
    """What every page of the board says: which strategy it is on, and the way to others."""
    strategy, known = sheets.chosen(asked("strategy"))
    query = {"strategy": strategy.slug} if strategy is not None and len(known) > 1 else {}
    return {
        "strategy": strategy,
        "query": query,
        "others": [
            Link(row.title, url_for("board.sheet", strategy=row.slug)) for row in known if row is not strategy
        ],
        "at": now(),
    }


def strategy_asked() -> Strategy:
    """The strategy that a file or a further page is on."""
    strategy, _known = sheets.chosen(asked("strategy"))
    if strategy is None:
        abort(404)
    return strategy


@bp.get("/board")
@enter(permissions.read_board)
def sheet() -> Response:
    """One sheet: decided, open, coming, who took part, who was silent, what was said on what."""
    around = frame()
    if around["strategy"] is None:
        return page("board/nothing.html", **around)
    at = around["at"]
    found = sheets.sheet(around["strategy"].id, at)
    return page(
        "board/sheet.html",
        decided=[ballot_row(one, at) for one in found.decided],
        decided_in_all=found.decided_in_all,
        opened=[ballot_row(one, at) for one in found.open],
        coming=[ballot_row(one, at) for one in found.coming],
        rounds=found.rounds,
        groups=lines.groups(found.parts),
        regions=lines.regions(found.parts),
        everyone=lines.group(found.parts),
        silent=[(ballot_row(one.asked, at), lines.by_region(one.voters)) for one in found.silent],
        chapters=found.chapters,
        comments=sum(chapter.total for chapter in found.chapters),
        **around,
    )


@bp.get("/board/ballots")
@enter(permissions.read_board)
def ballots_list() -> Response:
    """Every ballot with turnout, result and margins, by region and category."""
    around = frame()
    if around["strategy"] is None:
        return page("board/nothing.html", **around)
    at, number = around["at"], asked_page()
    skip = (number - 1) * BALLOTS_A_PAGE
    shown, computed, total = ballots.listed(around["strategy"].id, at, skip, BALLOTS_A_PAGE)
    attended = ballots.attendances(shown, computed)
    return page(
        "board/ballots.html",
        ballots=[ballot_row(one, at, attended.get(one.ballot.id, ())) for one in shown],
        total=total,
        number=number,
        pages=max(1, -(-total // BALLOTS_A_PAGE)),
        **around,
    )
