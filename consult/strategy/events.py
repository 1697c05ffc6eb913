"""What the room tells later rooms, and what it asks them: the contract of the proposal and pillar pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from consult.kit.pages import Link
from consult.kit.room import Question
from consult.kit.visitor import Visitor
from consult.strategy import rules

# state -> its word and the tone of its tag (parts/text.html, state_tag)
_STATES: dict[str, tuple[LazyString, str]] = {
    rules.DRAFT: (_l("Draft"), "quiet"),
    rules.CONSULTATION: (_l("In consultation"), "open"),
    rules.REVISION: (_l("Being revised"), "soon"),
    rules.FINAL: (_l("Final text"), "closed"),
    rules.WITHDRAWN: (_l("Withdrawn"), "failed"),
}


@dataclass(frozen=True)
class ProposalStateChanged:
    """A proposal moved from one state to another."""

    proposal_id: int
    was: str
    now: str


@dataclass(frozen=True)
class VersionPublished:
    """A new version of a proposal can be read by everyone."""

    proposal_id: int
    version_id: int


@dataclass(frozen=True)
class Step:
    """What the reader can do with a proposal now; the page shows the one of lowest rank."""

    label: str
    url: str
    deadline: datetime | None
    hint: str
    rank: int


@dataclass(frozen=True)
class Fact:
    """A line of the fact column."""

    label: str
    text: str
    url: str = ""


# (proposal_id) -> the tab of a room, such as Discussion or Vote
proposal_tabs: Question[Link | Sequence[Link] | None] = Question("proposal tabs")
# (person, proposal_id) -> what this person can do now
proposal_steps: Question[Step | None] = Question("proposal steps")
# (proposal_id) -> lines of the fact column
proposal_facts: Question[Sequence[Fact]] = Question("proposal facts")
# (list of proposal ids) -> short texts for lists by proposal; one statement a room
pillar_counts: Question[dict[int, list[str]]] = Question("pillar counts")
# (person, pillar_id) -> a part of the pillar's page
pillar_panels: Question[Markup | None] = Question("pillar panels")
# (proposal_id) -> False while a ballot holds the text
may_leave_final: Question[bool] = Question("may leave final")


# (list of proposal ids) -> those of them that the members have adopted
adopted: Question[set[int]] = Question("adopted proposals")


def adopted_among(proposal_ids: list[int]) -> set[int]:
    """Which of these proposals the members have adopted, as later rooms know."""
    return {id for answer in adopted.ask(proposal_ids) for id in answer} if proposal_ids else set()


def tabs(proposal_id: int) -> list[Link]:
    """The tabs of a proposal's pages, ours and those of later rooms, with the present page marked."""
    text = url_for("strategy.proposal", proposal=proposal_id)
    found = [Link(_("Text"), text)]
    for answer in proposal_tabs.ask(proposal_id):
        found.extend([answer] if isinstance(answer, Link) else answer or [])
    found.append(Link(_("Versions"), url_for("strategy.versions", proposal=proposal_id)))
    here = request.script_root + request.path.rstrip("/")
    return [
        replace(
            link,
            current=link.current
            or here == link.url
            or (link.url != text and here.startswith(f"{link.url}/")),
        )
        for link in found
    ]


def state_label(state: str) -> LazyString:
    """The word for a proposal's state."""
    return _STATES[state][0]


def state_tone(state: str) -> str:
    """The tone of its tag."""
    return _STATES[state][1]


def state_mark(state: str) -> tuple[str, str]:
    """Word and tone, as the macros of parts/ take them; in templates the filter `proposal_state`."""
    return str(_STATES[state][0]), _STATES[state][1]


def next_step(person: Visitor | None, proposal_id: int) -> Step | None:
    """The one thing this person can do with the proposal now."""
    steps = [step for step in proposal_steps.ask(person, proposal_id) if step is not None]
    return min(steps, key=lambda step: step.rank, default=None)


def counts(proposal_ids: list[int]) -> dict[int, list[str]]:
    """What later rooms say of each proposal in a list, in their order."""
    found: dict[int, list[str]] = {id: [] for id in proposal_ids}
    if proposal_ids:
        for answer in pillar_counts.ask(proposal_ids):
            for id, texts in answer.items():
                found.setdefault(id, []).extend(texts)
    return found


def facts(proposal_id: int) -> list[Fact]:
    """The lines that later rooms add to the fact column."""
    return [fact for answer in proposal_facts.ask(proposal_id) for fact in answer]


def panels(person: Visitor | None, pillar_id: int) -> list[Markup]:
    """What later rooms put on a pillar's page."""
    return [panel for panel in pillar_panels.ask(person, pillar_id) if panel]
