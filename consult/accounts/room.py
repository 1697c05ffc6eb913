"""The front door of the accounts room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.accounts import letters, queries
from consult.accounts.commands import accounts
from consult.accounts.signing import prepare
from consult.accounts.views import links as links  # puts its pages on the room's blueprint
from consult.accounts.views import profile as profile  # the same
from consult.accounts.views.door import bp
from consult.journal.questions import verb_words
from consult.kit.outbox import kind_words, readers
from consult.kit.room import Room

_VERBS = {
    "person-added": _l("Person added"),
    "person-corrected": _l("Name or address put right"),
    "person-disabled": _l("Account disabled"),
    "person-enabled": _l("Account enabled again"),
    "person-invited": _l("Invitation sent"),
    "invitation-withdrawn": _l("Invitation withdrawn"),
    "invitation-accepted": _l("Invitation accepted"),
    "password-set": _l("Password set"),
    "password-reset": _l("Password set anew by a link"),
    "reset-asked": _l("Link for a new password asked for"),
    "address-change-asked": _l("New address given"),
    "address-changed": _l("Address changed"),
    "profile-changed": _l("Profile changed"),
    "signed-in": _l("Signed in"),
    "signed-out": _l("Signed out"),
    "session-ended": _l("Another browser signed out"),
}
_REFUSALS = {
    "address-taken": _l("Somebody with the address %(email)s is already known."),
    "address-link-gone": _l("This link does not work any more. Ask for a new one."),
    "addresses-enough": _l(
        "You have given %(most)s new addresses within a day. Please wait until tomorrow for another one."
    ),
    "disable-oneself": _l("Nobody disables their own account. Ask another secretary."),
    "person-disabled-already": _l("This account is disabled already."),
    "person-enabled-already": _l("This account is enabled already."),
    "invite-disabled": _l("The account of %(name)s is disabled: enable it first."),
    "invite-signed-in": _l(
        "%(name)s has signed in before and needs no invitation: a forgotten password is set anew on the sign-in page."
    ),
    "invitation-gone": _l("There is no open invitation to withdraw."),
}

_LETTERS = {
    "accounts/invitation": _l("Invitation"),
    "accounts/reset": _l("Link to a new password"),
    "accounts/password-changed": _l("Password was changed"),
    "accounts/address-confirm": _l("New address to be confirmed"),
    "accounts/address-changed": _l("Address was changed"),
}

room = Room(
    "accounts",
    blueprints=(bp,),
    commands=(accounts,),
    prepare=prepare,
    refusals=_REFUSALS,
    answers={verb_words: lambda: _VERBS, readers: queries.readers, kind_words: lambda: _LETTERS},
    letters=letters.WRITERS,
)
