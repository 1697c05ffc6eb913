"""Subjects: anything a journal, a notice or a search may point at, known by its kind and id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from flask_babel.speaklater import LazyString

from consult.kit.visitor import Visitor


@dataclass(frozen=True)
class SubjectKind:
    """One kind of subject. `may_see` is asked again at the moment of showing."""

    kind: str
    label: LazyString
    title: Callable[[int], str | None]
    url: Callable[[int], str]
    may_see: Callable[[Visitor | None, int], bool]


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
