"""The front door of the secretariat's face."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from consult.journal.events import verb_words
from consult.kit.pages import first_page
from consult.kit.room import MenuEntry, Room
from consult.kit.subject import SubjectKind
from consult.kit.visitor import Visitor
from consult.secretariat import permissions
from consult.secretariat.queries.letters import letter_title
from consult.secretariat.views import letters
from consult.secretariat.views.desk import bp

_VERBS = {
    "letter-sent-again": _l("Letter sent again"),
    "letter-held-back": _l("Letter held back"),
}


def _first_page(person: Visitor | None) -> str | None:
    return url_for("secretariat.desk") if permissions.read_desk(person) else None


room = Room(
    "secretariat",
    blueprints=(bp, letters.bp),
    menu=(MenuEntry(_l("Desk"), "secretariat.desk", rank=10, place="office", shown=permissions.read_desk),),
    subjects=(
        SubjectKind(
            "letter",
            _l("Letter"),
            letter_title,
            letters.url,
            lambda person, id: permissions.read_desk(person),
        ),
    ),
    refusals={
        "letter-not-failed": _l("Only a letter that failed can be sent again."),
        "letter-had-secret": _l(
            "The link in this letter is no longer good. Have a new one made where it came from."
        ),
        "letter-not-waiting": _l("This letter does not wait any more."),
    },
    answers={first_page: _first_page, verb_words: lambda: _VERBS},
)
