"""The law of rounds and comments: when a discussion is open, who may do what with a draft, how threads are paged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

CONSULTATION = "consultation"
ORGANISATION, PERSON = STANDS_FOR = ("organisation", "person")
THREADS_A_PAGE = 50
REPLIES_SHOWN = 5
"""How many replies stand under a comment; the others are on the page of its thread."""
BACKDATED = timedelta(hours=1)
"""How far a round's opening may lie in the past when it is entered: the time it takes to fill in a form."""
FARTHEST = timedelta(days=3 * 366)
"""How far ahead a round may close: a slip of the finger is not a consultation."""

LANGUAGES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "ar": "العربية",
    "bg": "Български",
    "ca": "Català",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "eu": "Euskara",
    "fi": "Suomi",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "sk": "Slovenčina",
    "sv": "Svenska",
    "zh": "中文",
}
"""The languages a comment may be written in, each by its own name; the interface has the first three."""


@dataclass(frozen=True)
class RoundTimes:
    """A round as the clock sees it."""

    id: int
    title: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Phase:
    """Where a discussion stands: `open`, `upcoming`, `closed`, `none` (no round yet) or `resting`.

    Resting means that a round is open while the proposal itself is not in consultation. `round` is the one meant.
    """

    word: str
    round: RoundTimes | None
    since: datetime | None = None
    """While resting: when the proposal left consultation, if that is known."""

    @property
    def is_open(self) -> bool:
        return self.word == "open"


def round_state(opens_at: datetime, closes_at: datetime, at: datetime) -> str:
    """`upcoming`, `open` or `closed`: open from the first instant on, closed from the last one on."""
    if at < opens_at:
        return "upcoming"
    return "open" if at < closes_at else "closed"


def present_round(rounds: Iterable[RoundTimes], at: datetime) -> RoundTimes | None:
    """The round that matters at a moment: the open one, else the next to open, else the last that closed."""
    known = sorted(rounds, key=lambda round: round.opens_at)
    for state in ("open", "upcoming"):
        found = [round for round in known if round_state(round.opens_at, round.closes_at, at) == state]
        if found:
            return found[0]
    return max(known, key=lambda round: round.closes_at, default=None)


def phase(rounds: Iterable[RoundTimes], proposal_state: str | None, at: datetime) -> Phase:
    """Where the discussion of a proposal stands; of a pillar when there is no state."""
    round = present_round(rounds, at)
    if round is None:
        return Phase("none", None)
    word = round_state(round.opens_at, round.closes_at, at)
    if word == "open" and proposal_state not in {None, CONSULTATION}:
        return Phase("resting", round)
    return Phase(word, round)


def closed_code(phase: Phase) -> str:
    """Why nothing can be said now, as the code of a refusal."""
    return {
        "upcoming": "discussion-not-yet",
        "closed": "discussion-closed",
        "resting": "discussion-resting",
    }.get(phase.word, "discussion-no-round")


def opening_fault(
    others: Iterable[tuple[datetime, datetime]], opens_at: datetime, closes_at: datetime, at: datetime
) -> str | None:
    """Why a round may not be opened with these times, as the code of a refusal, or None."""
    if closes_at <= opens_at:
        return "round-order"
    if opens_at < at - BACKDATED:
        return "round-in-past"
    if closes_at <= at:
        return "round-over"
    if closes_at > at + FARTHEST:
        return "round-far"
    if any(opens_at < closes and opens < closes_at for opens, closes in others):
        return "round-overlaps"
    return None


def extension_fault(
    others: Iterable[tuple[datetime, datetime]],
    opens_at: datetime,
    closes_at: datetime,
    to: datetime,
    at: datetime,
) -> str | None:
    """Why a deadline may not move to another moment: only before it has passed, never shorter, no overlap."""
    if at >= closes_at:
        return "round-closed"
    if to <= closes_at:
        return "round-shorter"
    if to > at + FARTHEST:
        return "round-far"
    if any(opens_at < closes and opens < to for opens, closes in others):
        return "round-overlaps"
    return None


def may_edit_draft(rights: Iterable[str], person_id: int, author_id: int) -> bool:
    """Whether someone of the organisation may change or discard a draft: its author, or who may post it."""
    held = set(rights)
    return "comment" in held or ("draft" in held and person_id == author_id)


def page_of(place: int) -> int:
    """The page on which the thread of a place (0 is the first) is shown."""
    return place // THREADS_A_PAGE + 1


def pages_for(count: int) -> int:
    """How many pages so many threads or comments fill; an empty one is a page too."""
    return max(1, page_of(count - 1))


def is_folded(place: int) -> bool:
    """Whether the reply of a place (0 is the first) is only on the page of its thread."""
    return place >= REPLIES_SHOWN


def threaded(rows: Sequence[tuple[int, int | None]]) -> list[tuple[int, list[int]]]:
    """(id, replies to) in the order of time, as threads: each beginning with the ids of its replies."""
    threads: dict[int, list[int]] = {id: [] for id, reply_to in rows if reply_to is None}
    for id, reply_to in rows:
        if reply_to is not None and reply_to in threads:
            threads[reply_to].append(id)
    return list(threads.items())
