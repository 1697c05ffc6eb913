"""Where a discussion stands: on a proposal or on a pillar, with the addresses and titles its pages need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _

from consult.deliberation import rules
from consult.deliberation.queries import rounds as queries
from consult.deliberation.queries.comments import pillar_titles
from consult.deliberation.rules import Phase
from consult.deliberation.talk import Said, Situation, Target
from consult.journal import queries as journal
from consult.kit.clock import now
from consult.strategy import queries as texts
from consult.strategy.events import tabs
from consult.strategy.rules import is_public

if TYPE_CHECKING:
    from consult.deliberation.models import Comment
    from consult.kit.pages import Link
    from consult.strategy.models import Pillar, Proposal

_KEPT = "consult.deliberation.situations"


@dataclass(frozen=True)
class Place:
    """A proposal or a pillar as the pages of its discussion show it."""

    target: Target
    number: str
    title: str
    language: str
    pillar: Pillar
    state: str | None
    addressee: str
    version: int | None
    text_url: str
    values: dict[str, Any]

    @property
    def read_endpoint(self) -> str:
        return f"deliberation.{self.target[0]}_discussion"

    @property
    def write_endpoint(self) -> str:
        return f"deliberation.write_on_{self.target[0]}"

    def write_values(self, reply: str) -> dict[str, Any]:
        """What the address of the form needs, with the comment that is replied to."""
        return {**self.values, **({"reply": reply} if reply else {})}

    @property
    def url(self) -> str:
        return url_for(self.read_endpoint, **self.values)

    @property
    def crumbs(self) -> list[tuple[str, str | None]]:
        """The way here from the pillar down."""
        strategy = self.pillar.strategy
        above: list[tuple[str, str | None]] = [
            (strategy.title, url_for("strategy.strategy", slug=strategy.slug)),
            (self.pillar.title, pillar_url(self.pillar.slug)),
        ]
        if self.target[0] == "proposal":
            above.append((self.number, self.text_url))
        return [*above, (_("Discussion"), None)]

    @property
    def tabs(self) -> list[Link]:
        return tabs(self.target[1]) if self.target[0] == "proposal" else []


def pillar_url(slug: str) -> str:
    """A pillar's page."""
    return url_for("pillars.pillar", pillar=slug)


def public_proposal(id: int) -> Proposal | None:
    """A proposal that has been published: before that there is nothing to discuss."""
    proposal = texts.proposal(id)
    return proposal if proposal is not None and is_public(proposal.state) else None


def of_proposal(proposal: Proposal) -> Place:
    """The discussion of a proposal."""
    heading = texts.headings([proposal.id]).get(proposal.id)
    return Place(
        ("proposal", proposal.id),
        texts.printed_number(proposal),
        heading.title if heading else "",
        heading.language if heading else "en",
        proposal.pillar,
        proposal.state,
        proposal.addressee,
        heading.version if heading else None,
        url_for("strategy.proposal", proposal=proposal.id),
        {"proposal": proposal.id},
    )


def of_pillar(pillar: Pillar) -> Place:
    """The discussion of a pillar."""
    return Place(
        ("pillar", pillar.id),
        str(pillar.position),
        pillar.title,
        pillar.language,
        pillar,
        None,
        "",
        None,
        pillar_url(pillar.slug),
        {"pillar": pillar.slug},
    )


def place_of(comment: Comment) -> Place:
    """The discussion that a comment or draft belongs to."""
    if comment.proposal_id is not None:
        proposal = texts.proposal(comment.proposal_id)
        if proposal is not None:
            return of_proposal(proposal)
    pillar = texts.pillar_by_id(comment.pillar_id or 0)
    if pillar is None:
        raise LookupError("A comment is on a proposal or on a pillar; the tables say so.")
    return of_pillar(pillar)


def situation_of(target: Target) -> Situation | None:
    """What decides about a discussion: its page, the tab, the step and the facts ask for it; read once a request."""
    kept: dict[Target, Situation | None] = request.environ.setdefault(_KEPT, {})
    if target not in kept:
        kept[target] = queries.situation(target)
    return kept[target]


def phase_of(place: Place, situation: Situation | None) -> Phase:
    """Where the discussion stands now; while its text rests, since when."""
    found = rules.phase(situation.rounds if situation else (), place.state, now())
    if found.word != "resting":
        return found
    moves = (entry for entry in journal.of(*place.target) if entry.verb == "proposal-moved")
    left = (entry.at for entry in moves if entry.details.get("was") == rules.CONSULTATION)
    return replace(found, since=next(left, None))


def titles(comments: Iterable[Said]) -> dict[int, str]:
    """What each comment is about, by the comment's id, in two statements."""
    rows = list(comments)
    headings = texts.headings(row.proposal_id for row in rows if row.proposal_id is not None)
    pillars = pillar_titles(row.pillar_id for row in rows if row.pillar_id is not None)
    found = {}
    for row in rows:
        heading = headings.get(row.proposal_id or 0)
        found[row.id] = (
            f"{heading.number} {heading.title}" if heading else pillars.get(row.pillar_id or 0, "")
        )
    return found


def url_of(target: Target) -> tuple[str, dict[str, Any]]:
    """The endpoint and values of a discussion's page by what it is about."""
    kind, id = target
    if kind == "proposal":
        return "deliberation.proposal_discussion", {"proposal": id}
    pillar = texts.pillar_by_id(id)
    return "deliberation.pillar_discussion", {"pillar": pillar.slug if pillar else ""}
