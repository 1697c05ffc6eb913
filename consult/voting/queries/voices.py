"""For whom a page speaks: the organisation in the address, found without a statement for its own delegates."""

from __future__ import annotations

from dataclasses import dataclass

from consult.kit.visitor import current_visitor
from consult.network.queries.organisations import organisation
from consult.network.queries.standing import standing_of


@dataclass(frozen=True)
class Voice:
    """An organisation as its pages of voting name it."""

    organisation_id: int
    slug: str
    short_name: str
    name: str


def voice(slug: str) -> Voice | None:
    """The organisation of an address: out of the reader's own mandates, else from its table."""
    for mandate in standing_of(current_visitor()).mandates:
        if mandate.slug == slug:
            return Voice(mandate.organisation_id, slug, mandate.short_name, mandate.name)
    row = organisation(slug)
    return Voice(row.id, row.slug, row.short_name, row.name) if row else None
