"""Rounds and comments as subjects that a journal or a search may point at, and who speaks in the journal."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.deliberation import permissions
from consult.deliberation.queries import comments, rounds
from consult.journal.questions import Actor
from consult.kit.subject import SubjectKind
from consult.kit.visitor import Visitor
from consult.network.queries.organisations import organisation_by_id


def _round_title(id: int) -> str | None:
    round = rounds.round(id)
    return None if round is None else round.title


def _round_url(id: int) -> str:
    return url_for("deliberation.round", round=id)


def _comment_title(id: int) -> str | None:
    comment = comments.comment(id)
    organisation = organisation_by_id(comment.organisation_id) if comment is not None else None
    return None if organisation is None else str(_("Comment from %(name)s", name=organisation.short_name))


def _comment_url(id: int) -> str:
    return url_for("deliberation.comment", comment=id)


def _may_see(person: Visitor | None, id: int) -> bool:
    return permissions.read_discussion(person)


def actors(ids: set[int]) -> dict[int, Actor]:
    """Whoever acted: the office or organisation first, then the name."""
    return {id: Actor(standing, name) for id, (standing, name) in comments.speakers(ids).items()}


SUBJECTS = (
    SubjectKind("round", _l("Round"), _round_title, _round_url, _may_see),
    SubjectKind("comment", _l("Comment"), _comment_title, _comment_url, _may_see),
)
