"""The front door of the board's face."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.board import permissions
from consult.board.views import files as files  # puts its pages on the face's blueprint
from consult.board.views import pages
from consult.kit.room import MenuEntry, Room

room = Room(
    "board",
    blueprints=(pages.bp,),
    menu=(MenuEntry(_l("Board"), "board.sheet", rank=80, place="office", shown=permissions.read_board),),
)
