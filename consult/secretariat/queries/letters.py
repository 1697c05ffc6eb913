"""The letters that wait, went, were not needed or came back, with whom they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, func, or_, select

from consult.accounts.models import Person
from consult.kit.db import db
from consult.kit.outbox import DROPPED, FAILED, SENDING, SENT, WAITING, Letter

SHOWN_STATES = {WAITING: (WAITING, SENDING), SENT: (SENT,), FAILED: (FAILED,), DROPPED: (DROPPED,)}
"""The states as people tell them apart; one that is being sent waits."""


@dataclass(frozen=True)
class Found:
    """One page of letters with the names they are for."""

    rows: Sequence[Row[Letter, str]]
    number: int
    pages: int
    counts: dict[str, int]
    """By shown state, of all that the words of the search find."""


def letters(shown: str, words: str, number: int, per_page: int) -> Found:
    """Letters in one of the shown states, or all; `words` are looked for in names and addresses. Newest first."""
    named = [_named(words)] if words else []
    states = select(Letter.state, func.count()).group_by(Letter.state)
    if words:
        states = states.join(Person, Person.id == Letter.person_id).where(*named)
    by_state = {state: count for state, count in db.session.execute(states)}
    counts = {name: sum(by_state.get(state, 0) for state in group) for name, group in SHOWN_STATES.items()}
    wanted = counts[shown] if shown in counts else sum(counts.values())
    pages = max(1, -(-wanted // per_page))
    number = min(max(number, 1), pages)
    query = select(Letter, Person.name).join(Person, Person.id == Letter.person_id).where(*named)
    if shown in SHOWN_STATES:
        query = query.where(Letter.state.in_(SHOWN_STATES[shown]))
    page = query.order_by(Letter.id.desc()).limit(per_page).offset((number - 1) * per_page)
    return Found(db.session.execute(page).all(), number, pages, counts)


def _named(words: str) -> ColumnElement[bool]:
    literal = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    small, capital = f"%{literal.lower()}%", f"%{literal.title()}%"
    columns = (Person.name, Person.email, Letter.address)
    # SQLite knows no small letter for É: names are also looked for as they are usually written
    return or_(
        *(func.lower(column).like(small, escape="\\") for column in columns),
        Person.name.like(capital, escape="\\"),
    )


def letter(id: int) -> Letter | None:
    return db.session.get(Letter, id)


def name_of(person_id: int) -> tuple[str, str]:
    """The name and present address of whom a letter is for."""
    row = db.session.execute(select(Person.name, Person.email).where(Person.id == person_id)).first()
    return (row[0], row[1]) if row is not None else ("", "")


def letter_title(id: int) -> str | None:
    """To whom a letter goes, in words."""
    row = select(Person.name).join(Letter, Letter.person_id == Person.id).where(Letter.id == id)
    return db.session.scalar(row)
