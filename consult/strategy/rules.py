"""The law of a proposal: its states, who may move it where with what effect, and how printed numbers shift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DRAFT, CONSULTATION, REVISION, FINAL, WITHDRAWN = STATES = (
    "draft",
    "consultation",
    "revision",
    "final",
    "withdrawn",
)
HUES = (
    "pillar-ochre",
    "pillar-clay",
    "pillar-moss",
    "pillar-lagoon",
    "pillar-plum",
    "pillar-sky",
    "pillar-slate",
)
"""The palette of pillars, by the class each has in the style sheet."""
LARGEST_NUMBER = 999


@dataclass(frozen=True)
class Transition:
    """One step a proposal may take. `by` is `publish` when publishing its first version is what takes it.

    `unless_voted` marks the steps that a ballot on the proposal forbids; all of them are the secretariat's.
    """

    was: str
    now: str
    by: str = "move"
    needs_reason: bool = False
    needs_no_draft: bool = False
    unless_voted: bool = False


TRANSITIONS = (
    Transition(DRAFT, CONSULTATION, by="publish"),
    Transition(CONSULTATION, REVISION),
    Transition(REVISION, CONSULTATION),
    Transition(REVISION, FINAL, needs_no_draft=True),
    Transition(FINAL, REVISION, needs_reason=True, unless_voted=True),
    Transition(CONSULTATION, WITHDRAWN, needs_reason=True),
    Transition(REVISION, WITHDRAWN, needs_reason=True),
    Transition(FINAL, WITHDRAWN, needs_reason=True, unless_voted=True),
    Transition(WITHDRAWN, REVISION, needs_reason=True),
)


def step(was: str, now: str) -> Transition | None:
    """The step between two states that the secretariat may take with a button, or None."""
    return next((t for t in TRANSITIONS if (t.was, t.now, t.by) == (was, now, "move")), None)


def steps_from(state: str) -> list[Transition]:
    """The steps that lead out of a state, in the order of the table."""
    return [transition for transition in TRANSITIONS if transition.was == state]


def is_public(state: str) -> bool:
    """Whether members and public see the proposal: it leaves `draft` when its first version is published."""
    return state != DRAFT


def may_publish(state: str) -> bool:
    """Whether a new version may be published: not once the text is final or withdrawn."""
    return state in {DRAFT, CONSULTATION, REVISION}


def shifted(numbers: Mapping[int, int], moved: int, to: int) -> dict[int, int]:
    """Who gets which number when `moved` takes the number `to` in a numbered list, as {id: new number}.

    Only as many others move as must: on a clash they close up towards the place that `moved` left, or make room
    upwards. `moved` may be new to the list; those who keep their number are not in the answer.
    """
    taken = {number: id for id, number in numbers.items() if id != moved}
    left = numbers.get(moved)
    if left == to:
        return {}
    direction = -1 if left is not None and left < to else 1
    changed = {moved: to}
    number = to
    while number in taken:
        changed[taken[number]] = number + direction
        number += direction
    return changed


def printed_number(pillar: int, number: int) -> str:
    """A proposal's number as printed: 2.1 is the first proposal of the second pillar."""
    return f"{pillar}.{number}"


def address(printed: str, position: int) -> str:
    """The printed address of a paragraph: 2.1 §3."""
    return f"{printed} §{position}"
