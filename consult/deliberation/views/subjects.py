"""Rounds, comments and hidden ones as subjects of journal, notices and search; and who speaks in the journal."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.deliberation import permissions
from consult.deliberation.queries import comments, rounds, subjects
from consult.deliberation.talk import DRAFT, Named
from consult.kit.subject import SubjectKind, Words
from consult.kit.visitor import Visitor
from consult.strategy.rules import printed_number

Looked = dict[int, tuple[str, str]]


def _round_title(id: int) -> str | None:
    round = rounds.round(id)
    return None if round is None else round.title


def _round_url(id: int) -> str:
    return url_for("deliberation.round", round=id)


def _look_at_rounds(person: Visitor | None, ids: Sequence[int]) -> Looked:
    if not permissions.read_discussion(person):
        return {}
    return {round.id: (round.title, _round_url(round.id)) for round in subjects.rounds(ids)}


def _words_of_rounds(ids: Sequence[int]) -> dict[int, Words]:
    return {
        round.id: Words(round.title, round.text, "en", "members", round.opens_at)
        for round in subjects.rounds(ids)
    }


def _number(named: Named) -> str:
    """The printed number of what a comment is on."""
    return printed_number(named.pillar, named.proposal) if named.proposal else str(named.pillar)


def _title(named: Named) -> str:
    return str(_("Comment from %(name)s on %(number)s", name=named.organisation, number=_number(named)))


def _comment_title(id: int) -> str | None:
    found = subjects.named([id])
    return _title(found[id]) if id in found else None


def _comment_url(id: int) -> str:
    return url_for("deliberation.comment", comment=id)


def _may_see_comment(person: Visitor | None, id: int) -> bool:
    found = comments.any_comment(id)
    return found is not None and found.state != DRAFT and permissions.read_discussion(person)


def _look_at_comments(person: Visitor | None, ids: Sequence[int]) -> Looked:
    if not permissions.read_discussion(person):
        return {}
    return {id: (_title(named), _comment_url(id)) for id, named in subjects.named(ids).items()}


def _words_of_comments(ids: Sequence[int]) -> dict[int, Words]:
    return {
        id: Words(
            named.organisation,
            "\n\n".join(part for part in (named.text, named.wording) if part),
            named.language,
            "members",
            named.at,
            named.within,
        )
        for id, named in subjects.named(ids).items()
        if not named.hidden
    }


def _hiding_url(comment_id: int) -> str:
    return url_for("deliberation.moderation", comment=comment_id)


def _look_at_hidings(person: Visitor | None, ids: Sequence[int]) -> Looked:
    found = subjects.hidings(ids)
    member = permissions.read_discussion(person)
    me = person.id if person is not None else 0
    return {
        id: (_("Hidden comment from %(name)s", name=one.organisation), _hiding_url(one.comment_id))
        for id, one in found.items()
        if member or me in one.authors
    }


def _hiding_title(id: int) -> str | None:
    found = subjects.hidings([id])
    return _("Hidden comment from %(name)s", name=found[id].organisation) if id in found else None


def _hiding_address(id: int) -> str:
    found = subjects.hidings([id])
    return _hiding_url(found[id].comment_id) if id in found else url_for("deliberation.rounds")


def _may_see(person: Visitor | None, id: int) -> bool:
    return permissions.read_discussion(person)


def _may_see_hiding(person: Visitor | None, id: int) -> bool:
    return id in _look_at_hidings(person, [id])


SUBJECTS = (
    SubjectKind(
        "round", _l("Round"), _round_title, _round_url, _may_see,
        look=_look_at_rounds, words=_words_of_rounds, every=subjects.every_round,
    ),
    SubjectKind(
        "comment", _l("Comment"), _comment_title, _comment_url, _may_see_comment,
        look=_look_at_comments, words=_words_of_comments, every=subjects.every_comment,
    ),
    SubjectKind(
        "comment-hiding", _l("Hidden comment"), _hiding_title, _hiding_address, _may_see_hiding,
        look=_look_at_hidings,
    ),
)  # fmt: skip
