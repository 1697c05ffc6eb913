"""Lets all others vote in the ballot of the story, so that its end can come before anyone has gone home."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from consult.accounts.queries import person_by_email
from consult.kit.visitor import Visitor
from consult.network.queries.standing import standing_of
from consult.voting.actions.casting import Vote, cast_vote
from consult.voting.models import Ballot
from consult.voting.queries import ballots, casts
from consult.voting.queries.casts import SilentRow

CHOICES = ("yes", "no", "yes", "no", "no", "yes", "abstain")
"""What they choose, in turn: a result shows more when not all agree."""


def still_to_vote(ballot: Ballot, besides: str) -> list[SilentRow]:
    """Who may vote and has not, besides the newcomer's organisation."""
    return [row for row in casts.silent(ballot) if row.slug != besides]


def let_vote(ballot: Ballot, besides: str, ending: str, clock: Callable[[], datetime]) -> int:
    """Each lead delegate votes as anybody would, through the room's own action; answers how many did."""
    voted = 0
    paper = ballots.paper_to_cast(ballot.id)
    for place, row in enumerate(still_to_vote(ballot, besides)):
        found = person_by_email(f"delegate.{row.slug}{ending}")
        if found is None or paper is None:
            continue
        person = Visitor(found.id, found.name, found.email, found.language, found.time_zone, 0, "")
        held = {mandate.slug: mandate for mandate in standing_of(person).mandates}
        if row.slug in held:
            vote = Vote(CHOICES[place % len(CHOICES)], "", found.language, None)
            cast_vote(person, held[row.slug], paper, vote, clock)
            voted += 1
    return voted
