"""Inviting everyone who has never signed in, at once: who they are, the confirmation, and how far it is."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.actions.invitations import invite_many
from consult.accounts.queries import invitation_letters
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page, say
from consult.kit.visitor import current_visitor
from consult.network import permissions
from consult.network.desk.people import Listed, bp, everybody

LATELY = timedelta(days=1)


def _sorted_out() -> tuple[list[Listed], list[Listed]]:
    """Those who have never signed in and hold something: without an open invitation, and with one."""
    new = [row for row in everybody() if row.fits["never"] and (row.mandates or row.seats)]
    return [row for row in new if row.account.invited_at is None], [
        row for row in new if row.account.invited_at is not None
    ]


@bp.get("/secretariat/people/invite")
@enter(permissions.keep_network)
def invite_new() -> Response:
    """Who would be invited, who has an invitation already, and what became of the letters of the last day."""
    to_invite, invited = _sorted_out()
    return page(
        "network/desk/people_invite.html",
        to_invite=to_invite,
        invited=invited,
        letters=invitation_letters(now() - LATELY),
    )


@bp.post("/secretariat/people/invite")
@enter(permissions.keep_network)
def invite_all() -> Response:
    """Invite those who were shown: whoever has come in the meantime is left out, and whoever is new was not seen."""
    able = {row.account.id for row in _sorted_out()[0]}
    shown = {
        int(id) for id in request.form.getlist("person") if id.isascii() and id.isdecimal() and len(id) < 10
    }
    visitor = current_visitor()
    if visitor is None:
        raise LookupError("The guard lets only the secretariat come here.")
    count = invite_many(visitor, sorted(able & shown), now())
    if count:
        say(
            ngettext(
                "%(num)d person is invited. The letter is on its way.",
                "%(num)d people are invited. The letters are on their way.",
                count,
            )
        )
    else:
        say(_("Nobody was invited: they have all come, or have an invitation already."), "warning")
    return go("network_people.invite_new")
