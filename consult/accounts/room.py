"""The front door of the accounts room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.accounts.commands import accounts
from consult.accounts.signing import prepare
from consult.accounts.views import bp
from consult.kit.room import Room

room = Room(
    "accounts",
    blueprints=(bp,),
    commands=(accounts,),
    prepare=prepare,
    refusals={"address-taken": _l("Somebody with the address %(email)s is already known.")},
)
