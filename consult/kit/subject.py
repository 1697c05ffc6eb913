"""Subjects: anything a journal, a notice or a search may point at, known by its kind and id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel.speaklater import LazyString

from consult.kit.room import announce
from consult.kit.visitor import Visitor

AUDIENCES = ("public", "members", "office", "secretariat")
"""Who may find a subject, from everyone to the fewest; whoever belongs to a later one belongs to those before it."""


@dataclass(frozen=True)
class Words:
    """What a search may find of a subject. `audience` is one of AUDIENCES; it only sorts out early:

    `may_see` is asked again for what is shown.
    """

    title: str
    text: str
    language: str
    audience: str
    at: datetime
    within: tuple[tuple[str, int], ...] = ()
    """Where it belongs, as subjects, the widest first: such as (("pillar", 2), ("proposal", 21), ("organisation", 5)).

    A search shows them as the way to a result and narrows by them; only those that the reader may see are shown.
    """


@dataclass(frozen=True)
class SubjectKind:
    """One kind of subject. `may_see` is asked again at the moment of showing."""

    kind: str
    label: LazyString
    title: Callable[[int], str | None]
    url: Callable[[int], str]
    may_see: Callable[[Visitor | None, int], bool]
    look: Callable[[Visitor | None, Sequence[int]], dict[int, tuple[str, str]]] | None = None
    """(title, url) of those of many that exist and that the person may see, in a fixed number of statements."""
    words: Callable[[Sequence[int]], dict[int, Words]] | None = None
    """What the search may find; an id that is missing in the answer is not to be found (any more)."""
    every: Callable[[], Iterable[int]] | None = None
    """All ids, for building the index anew."""
    followable: bool = False


@dataclass(frozen=True)
class Touched:
    """What a search finds of these subjects has changed, in this transaction."""

    kind: str
    ids: tuple[int, ...]


def touch(kind: str, *ids: int) -> None:
    """Say that subjects were written, changed, hidden or opened to others: to be called by the act itself."""
    announce(Touched(kind, ids))


@dataclass(frozen=True)
class Shown:
    """A subject as a page may show it."""

    label: str
    title: str
    url: str


def kinds() -> dict[str, SubjectKind]:
    """The subject kinds of all rooms by their name."""
    found: dict[str, SubjectKind] = current_app.extensions["consult.subjects"]
    return found


def shown(person: Visitor | None, kind: str, id: int) -> Shown | None:
    """The subject, if it still exists and this person may see it now."""
    subject = kinds().get(kind)
    if subject is None or not subject.may_see(person, id):
        return None
    title = subject.title(id)
    return None if title is None else Shown(str(subject.label), title, subject.url(id))


def all_shown(person: Visitor | None, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Shown]:
    """The same for many at once: a fixed number of statements for every kind that brings `look`."""
    by_kind: dict[str, set[int]] = {}
    for kind, id in wanted:
        by_kind.setdefault(kind, set()).add(id)
    found: dict[tuple[str, int], Shown] = {}
    for kind, ids in by_kind.items():
        subject = kinds().get(kind)
        if subject is None:
            continue
        if subject.look is None:
            singly = {id: shown(person, kind, id) for id in sorted(ids)}
            found |= {(kind, id): one for id, one in singly.items() if one is not None}
            continue
        for id, (title, url) in subject.look(person, sorted(ids)).items():
            found[kind, id] = Shown(str(subject.label), title, url)
    return found
