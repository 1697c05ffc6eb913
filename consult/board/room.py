"""The front door of the board's face."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from consult.board import permissions
from consult.board.views import files as files  # puts its pages on the face's blueprint
from consult.board.views import pages
from consult.board.views import reports as reports
from consult.kit.pages import first_page
from consult.kit.room import MenuEntry, Room
from consult.kit.visitor import Visitor


def _first_page(person: Visitor | None) -> str | None:
    return url_for("board.sheet") if permissions.begin_here(person) else None


room = Room(
    "board",
    blueprints=(pages.bp,),
    menu=(MenuEntry(_l("Board"), "board.sheet", rank=80, place="office", shown=permissions.read_board),),
    answers={first_page: _first_page},
)
