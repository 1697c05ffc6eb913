"""The front door of the secretariat's face."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.kit.room import MenuEntry, Room
from consult.secretariat import permissions
from consult.secretariat.views import bp

room = Room(
    "secretariat",
    blueprints=(bp,),
    menu=(MenuEntry(_l("Desk"), "secretariat.desk", rank=10, place="office", shown=permissions.read_desk),),
)
