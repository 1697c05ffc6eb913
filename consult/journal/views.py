"""The page of the journal: acts of office that members and office may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from consult.journal import permissions, queries
from consult.journal.questions import Actor, actors, verb_words
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter
from consult.kit.pages import page
from consult.kit.subject import Shown, all_shown, kinds
from consult.kit.visitor import current_visitor

bp = Blueprint("journal", __name__)
PER_PAGE = 25


@dataclass(frozen=True)
class Act:
    """One act as the page says it."""

    at: datetime
    words: str
    actor: Actor | None
    subject: Shown | None
    reason: str


@bp.get("/journal")
@enter(permissions.read_journal)
def journal() -> Response:
    """Acts of office, newest first."""
    kind = asked("kind", 40)
    found = queries.sensitive(kind, asked_page(), PER_PAGE)
    people = _people({entry.actor_id for entry in found.entries if entry.actor_id is not None})
    words = _words()
    subjects = all_shown(
        current_visitor(), {(entry.subject_kind, entry.subject_id) for entry in found.entries}
    )
    acts = []
    for entry in found.entries:
        actor = people.get(entry.actor_id) if entry.actor_id is not None else None
        said = words.get(entry.verb) or _("An act of office")
        about = subjects.get((entry.subject_kind, entry.subject_id))
        acts.append(Act(entry.at, said, actor, about, entry.reason))
    return page(
        "journal/journal.html",
        acts=acts,
        kind=kind,
        kinds=_kinds(),
        number=found.number,
        pages=found.pages,
        page_url=lambda number: _page_url(kind, number),
    )


def _page_url(kind: str, number: int) -> str:
    return url_for("journal.journal", page=number, kind=kind or None)


def _people(ids: set[int]) -> dict[int, Actor]:
    found: dict[int, Actor] = {}
    for answer in actors.ask(ids) if ids else ():
        found.update(answer)
    return found


def _words() -> dict[str, str]:
    return {verb: str(said) for answer in verb_words.ask() for verb, said in answer.items()}


def _kinds() -> list[tuple[str, str]]:
    known = kinds()
    found = [(code, str(known[code].label) if code in known else code) for code in queries.sensitive_kinds()]
    return sorted(found, key=lambda pair: pair[1])
