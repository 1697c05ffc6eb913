"""What a room brings to the house: pages, menu entries, subjects, commands, refusals, and answers to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import click
from flask import Blueprint, Flask, current_app
from flask_babel.speaklater import LazyString

from consult.kit.visitor import Visitor

if TYPE_CHECKING:
    from consult.kit.subject import SubjectKind


@dataclass(frozen=True)
class MenuEntry:
    """A line of a menu. `place` is `main`, `office` or `footer`; `rank` orders it."""

    label: LazyString
    endpoint: str
    rank: int
    place: str = "main"
    shown: Callable[[Visitor | None], bool] = lambda person: True


Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """Something an earlier room wants to know from whichever room can tell."""

    name: str

    def ask(self, *asked: object) -> Iterator[Answer]:
        """The answers of all rooms, in the order of the house."""
        for room in rooms():
            answer = room.answers.get(self)
            if answer is not None:
                yield answer(*asked)


@dataclass(frozen=True)
class Room:
    """One room of the house."""

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    subjects: tuple[SubjectKind, ...] = ()
    commands: tuple[click.Group, ...] = ()
    prepare: Callable[[Flask], None] | None = None
    refusals: Mapping[str, LazyString] = field(default_factory=dict)
    listens: Mapping[type, Callable[[Any], None]] = field(default_factory=dict)
    answers: Mapping[Question[Any], Callable[..., Any]] = field(default_factory=dict)
    letters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """The writers of its letters by their kind, such as `voting/opened`; see kit.outbox.Writer."""
    jobs: tuple[Callable[[datetime], None], ...] = ()
    """What is to be looked after every minute, each given the present moment; safe to run twice; see kit.jobs."""


def rooms() -> tuple[Room, ...]:
    """The rooms of the running application, in their order."""
    found: tuple[Room, ...] = current_app.extensions["consult.rooms"]
    return found


def announce(event: object) -> None:
    """Tell every room that listens, in their order and in the same transaction, that something happened."""
    for room in rooms():
        hear = room.listens.get(type(event))
        if hear is not None:
            hear(event)
