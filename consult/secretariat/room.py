"""The front door of the secretariat's face."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from consult.kit.pages import first_page
from consult.kit.room import MenuEntry, Room
from consult.kit.visitor import Visitor
from consult.secretariat import permissions
from consult.secretariat.views import bp


def _first_page(person: Visitor | None) -> str | None:
    return url_for("secretariat.desk") if permissions.read_desk(person) else None


room = Room(
    "secretariat",
    blueprints=(bp,),
    menu=(MenuEntry(_l("Desk"), "secretariat.desk", rank=10, place="office", shown=permissions.read_desk),),
    answers={first_page: _first_page},
)
