"""What was said, as pages read it: comments, threads, voices, what is asked of them; plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from consult.deliberation import editing
from consult.deliberation.moderation import Steps
from consult.deliberation.rules import RoundTimes

POSTED, DRAFT = "posted", "draft"
Target = tuple[str, int]
"""What is talked about: ("proposal", id) or ("pillar", id)."""


class OnTarget(Protocol):
    """Anything that is said on a proposal or on a pillar."""

    @property
    def proposal_id(self) -> Any: ...
    @property
    def pillar_id(self) -> Any: ...


def target_of(said: OnTarget) -> Target:
    """What a comment or draft is about."""
    if said.proposal_id is not None:
        return "proposal", said.proposal_id
    return "pillar", said.pillar_id or 0


@dataclass(frozen=True)
class Situation:
    """All that decides whether something may be said on a proposal or a pillar, and how much was said.

    `rounds` are those that ask about it.
    """

    state: str | None
    """The proposal's state; None for a pillar."""
    strategy_id: int
    comments: int
    rounds: tuple[RoundTimes, ...]


@dataclass(frozen=True)
class Said:
    """A comment, or the draft of one, as pages show it."""

    id: int
    proposal_id: int | None
    pillar_id: int | None
    reply_to_id: int | None
    state: str
    stands_for: str
    text: str
    wording: str
    language: str
    at: datetime
    organisation_id: int
    organisation_slug: str
    organisation_name: str
    person_name: str
    author_id: int
    version: int | None
    version_language: str | None
    paragraph_id: int | None
    position: int | None
    """Where the paragraph stood in the version that the comment was made on."""
    stance: str
    kind: str
    posted_by_id: int | None
    edited_at: datetime | None
    hidden_at: datetime | None
    """While it is hidden: since when. Its words, its stance and its kind are empty then."""
    hidden_rule: str | None
    hidden_reason: str | None

    @property
    def mark(self) -> str:
        """What a reader of this draft has seen; see actions.comments.mark_of."""
        return editing.mark(
            [self.text, self.wording, self.language, self.paragraph_id, self.stance, self.kind]
        )


@dataclass(frozen=True)
class Thread:
    """A comment and what was replied to it: all, or the first few of `replied`."""

    opening: Said
    replies: tuple[Said, ...]
    replied: int = 0

    @property
    def folded(self) -> int:
        """How many replies are only on the page of the thread."""
        return max(0, self.replied - len(self.replies))


@dataclass(frozen=True)
class Wanted:
    """Which comments are asked for, and in which order; without any of it the threads as they came."""

    organisation: str = ""
    """Some letters of its name."""
    region: str = ""
    stance: str = ""
    """One of the stances, or `unstated`."""
    kind: str = ""
    language: str = ""
    paragraph: int = 0
    newest: bool = False

    @property
    def filtered(self) -> bool:
        return self.asked() != {}

    def asked(self) -> dict[str, str]:
        """The filters that are set, as they stand in an address."""
        given = {
            "organisation": self.organisation,
            "region": self.region,
            "stance": self.stance,
            "kind": self.kind,
            "language": self.language,
            "about": str(self.paragraph or ""),
        }
        return {name: value for name, value in given.items() if value}

    def address(self) -> dict[str, str]:
        """The same with the order."""
        return {**self.asked(), **({"sort": NEWEST} if self.newest else {})}


NEWEST, UNSTATED = "newest", "unstated"


@dataclass(frozen=True)
class Talk:
    """One page of a discussion, with the drafts that the reader's organisations have on it."""

    threads: tuple[Thread, ...] = ()
    drafts: tuple[Said, ...] = ()
    number: int = 1
    pages: int = 1
    found: int = 0
    """How many threads, or with a filter how many comments, there are on all pages."""


@dataclass(frozen=True)
class Earlier:
    """What a comment said before it was edited."""

    text: str
    wording: str
    language: str
    stance: str
    kind: str
    since_at: datetime
    until_at: datetime
    editor: str


@dataclass(frozen=True)
class Hiding:
    """Why and by whom a comment was hidden, and what came of it."""

    id: int
    comment_id: int
    rule: str
    reason: str
    hidden_at: datetime
    hidden_by: str
    appeal: str
    appealed_by: str | None
    decision: str
    decided_by: str | None
    shown_reason: str
    shown_by: str | None
    steps: Steps


@dataclass(frozen=True)
class Row:
    """A comment as a file for a spreadsheet has it."""

    id: int
    at: datetime
    about: str
    paragraph: int | None
    version: int | None
    organisation: str
    country: str
    region: str
    stands_for: str
    person: str
    kind: str
    stance: str
    language: str
    text: str
    wording: str
    reply_to_id: int | None
    edited_at: datetime | None
    hidden_at: datetime | None
    hidden_rule: str | None


@dataclass(frozen=True)
class Voice:
    """How often an organisation spoke, and how often its people spoke personally."""

    organisation: int
    personal: int


@dataclass(frozen=True)
class Named:
    """A comment as other rooms name and find it."""

    organisation: str
    pillar: int
    proposal: int
    """The number of the proposal in its pillar; 0 when the comment is on the pillar."""
    text: str
    wording: str
    language: str
    at: datetime
    hidden: bool
    within: tuple[tuple[str, int], ...] = ()
    """Where it stands, as subjects: pillar, proposal, organisation."""


@dataclass(frozen=True)
class Hidden:
    """The hiding of a comment as notices lead to it."""

    comment_id: int
    organisation: str
    authors: frozenset[int]
