"""What a letter about a ballot needs to know of its reader: for whom they speak in it, and who of those has voted."""

from __future__ import annotations

from dataclasses import dataclass

from consult.kit.visitor import Visitor
from consult.network.queries.standing import standing_of
from consult.voting.models import Ballot
from consult.voting.queries import casts, rolls


@dataclass(frozen=True)
class Spoken:
    """An organisation its reader speaks for and that votes in the ballot."""

    organisation_id: int
    slug: str
    name: str
    may_vote: bool
    """Whether this reader's mandate gives the vote."""
    choice: str | None
    """What it has voted so far; None when nothing."""


def spoken_for(reader: Visitor, ballot: Ballot) -> list[Spoken]:
    """The organisations a reader speaks for now among those that vote, in the order of their names."""
    held = {mandate.organisation_id: mandate for mandate in reversed(standing_of(reader).mandates)}
    voting = rolls.entitled([ballot], held)[ballot.id]
    given = casts.own_live([ballot.id], voting)
    found = []
    for id, mandate in held.items():
        if id in voting:
            cast = given.get((ballot.id, id))
            choice = cast.choice if cast else None
            found.append(Spoken(id, mandate.slug, mandate.short_name, "vote" in mandate.rights, choice))
    return sorted(found, key=lambda one: one.name)
