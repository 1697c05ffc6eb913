"""The front door of the journal room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.journal import permissions
from consult.journal.views import bp
from consult.kit.room import MenuEntry, Room

room = Room(
    "journal",
    blueprints=(bp,),
    menu=(
        MenuEntry(_l("Journal"), "journal.journal", rank=80, place="footer", shown=permissions.read_journal),
    ),
)
