"""The front door of the accounts room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.accounts import queries
from consult.accounts.commands import accounts
from consult.accounts.signing import prepare
from consult.accounts.views import bp
from consult.journal.questions import verb_words
from consult.kit.outbox import readers
from consult.kit.room import Room

_VERBS = {
    "person-added": _l("Person added"),
    "password-set": _l("Password set"),
    "profile-changed": _l("Profile changed"),
    "signed-in": _l("Signed in"),
    "signed-out": _l("Signed out"),
}

room = Room(
    "accounts",
    blueprints=(bp,),
    commands=(accounts,),
    prepare=prepare,
    refusals={"address-taken": _l("Somebody with the address %(email)s is already known.")},
    answers={verb_words: lambda: _VERBS, readers: queries.readers},
)
