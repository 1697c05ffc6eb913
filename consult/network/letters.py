"""The words of letters about mandates: to whoever has a new one, and to whoever's has ended."""

from __future__ import annotations

from consult.kit.clock import now
from consult.kit.outbox import Draft, Letter, address
from consult.kit.visitor import Visitor
from consult.network.forms.words import ROLE_HELP, role_name
from consult.network.queries.people import told_once


def mandate_given(letter: Letter, reader: Visitor) -> Draft | None:
    """Somebody known speaks for an organisation from now on; None when that has ended meanwhile."""
    told = told_once(letter.values["mandate"])
    if told is None or (told.mandate.until_at is not None and told.mandate.until_at <= now()):
        return None
    context = {
        "told": told,
        "role": role_name(told.mandate.role),
        "may": str(ROLE_HELP[told.mandate.role]),
        "link": address("voting.needs", organisation=told.slug),
    }
    return Draft("network/mail/mandate_given", context)


def mandate_ended(letter: Letter, reader: Visitor) -> Draft | None:
    """Somebody speaks for an organisation no more, or not in this role."""
    told = told_once(letter.values["mandate"])
    if told is None or told.mandate.until_at is None or told.mandate.until_at > now():
        return None
    link = address("network.organisation", organisation=told.slug)
    return Draft(
        "network/mail/mandate_ended", {"told": told, "role": role_name(told.mandate.role), "link": link}
    )


WRITERS = {"network/mandate-given": mandate_given, "network/mandate-ended": mandate_ended}
