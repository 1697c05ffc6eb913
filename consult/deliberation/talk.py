"""What was said, as pages read it: comments, threads, voices; plain values, filled by the queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consult.deliberation.rules import RoundTimes

POSTED, DRAFT = "posted", "draft"
Target = tuple[str, int]
"""What is talked about: ("proposal", id) or ("pillar", id)."""


@dataclass(frozen=True)
class Situation:
    """All that decides whether something may be said on a proposal or a pillar, and how much was said."""

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


@dataclass(frozen=True)
class Thread:
    """A comment and what was replied to it."""

    opening: Said
    replies: tuple[Said, ...]


@dataclass(frozen=True)
class Talk:
    """One page of a discussion, with the drafts that the reader's organisations have on it."""

    threads: tuple[Thread, ...] = ()
    drafts: tuple[Said, ...] = ()
    number: int = 1
    pages: int = 1


@dataclass(frozen=True)
class Voice:
    """How often an organisation spoke, and how often its people spoke personally."""

    organisation: int
    personal: int
