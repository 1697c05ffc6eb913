"""The words of letters about accounts: made when they are sent, and not at all when they are no longer true."""

from __future__ import annotations

from datetime import datetime

from consult.accounts import queries
from consult.accounts.events import posts_of
from consult.accounts.rules import link_holds
from consult.kit.clock import now
from consult.kit.outbox import Draft, Letter, address
from consult.kit.visitor import Visitor


def invitation(letter: Letter, reader: Visitor) -> Draft | None:
    """Somebody is invited: for whom, by whom, and the link that works once."""
    found = queries.invitation_by_id(letter.values["invitation"])
    if found is None or not link_holds(now(), found.expires_at, found.used_at, found.revoked_at):
        return None
    inviter = queries.names([found.made_by_id]) if found.made_by_id is not None else {}
    context = {
        "posts": [post for answer in posts_of.ask(reader.id) for post in answer],
        "inviter": next(iter(inviter.values()), ""),
        "link": address("accounts.open_invitation", token=letter.secret),
        "expires_at": found.expires_at,
        "help": address("accounts.sign_in_help"),
    }
    return Draft("accounts/mail/invitation", context)


def reset(letter: Letter, reader: Visitor) -> Draft | None:
    """The link for a new password."""
    found = queries.reset_by_id(letter.values["reset"])
    if found is None or not link_holds(now(), found.expires_at, found.used_at, found.revoked_at):
        return None
    link = address("accounts.open_reset", token=letter.secret)
    return Draft("accounts/mail/reset", {"link": link, "expires_at": found.expires_at})


def password_changed(letter: Letter, reader: Visitor) -> Draft:
    """The password was changed: whoever did not do it themselves learns of it."""
    context = {
        "at": datetime.fromisoformat(letter.values["at"]),
        "forgotten": address("accounts.forgotten"),
        "help": address("accounts.sign_in_help"),
    }
    return Draft("accounts/mail/password_changed", context)


def address_confirm(letter: Letter, reader: Visitor) -> Draft | None:
    """To the new address: the link that makes it theirs."""
    found = queries.address_change_by_id(letter.values["change"])
    if found is None or not link_holds(now(), found.expires_at, found.used_at, found.revoked_at):
        return None
    context = {
        "link": address("accounts.confirm_address", token=letter.secret),
        "expires_at": found.expires_at,
        "email": found.email,
    }
    return Draft("accounts/mail/address_confirm", context, to=found.email)


def address_changed(letter: Letter, reader: Visitor) -> Draft:
    """To the old address: it is not used any more."""
    context = {"new": letter.values["new"], "help": address("accounts.sign_in_help")}
    return Draft("accounts/mail/address_changed", context, to=letter.values["to"])


WRITERS = {
    "accounts/invitation": invitation,
    "accounts/reset": reset,
    "accounts/password-changed": password_changed,
    "accounts/address-confirm": address_confirm,
    "accounts/address-changed": address_changed,
}
