"""Casting an organisation's vote: form, review, confirmation, receipt; and what is said when it cannot be cast."""

from __future__ import annotations

from flask import Response, request
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page, sentence
from consult.kit.refusal import Refused
from consult.network.permissions import mandate_for
from consult.network.standing import HeldMandate
from consult.strategy.queries import passages
from consult.voting import permissions
from consult.voting.actions.casting import Overtaken, Vote, cast_vote
from consult.voting.forms import VoteForm
from consult.voting.phases import State, state
from consult.voting.queries import ballots, blocks, casts, rolls
from consult.voting.queries.ballots import Paper, rule_of
from consult.voting.queries.casts import CastRow
from consult.voting.queries.voices import Voice, voice
from consult.voting.roll import Entry
from consult.voting.views.ballots import bp, me
from consult.voting.views.showing import about
from consult.voting.views.words import reason_word, votes_text

PLACE = "/ballots/<int:ballot>/vote/<organisation>"
PAPER = "voting/vote.html"


@bp.get(PLACE)
@enter(permissions.speak_for, ballot=ballots.paper, organisation=voice)
def vote(ballot: Paper, organisation: Voice) -> Response:
    """The paper of one organisation, with what it has cast so far."""
    entry = rolls.entry_of(ballot.ballot, organisation.organisation_id)
    mandate = permissions.cast_vote(me(), organisation.organisation_id)
    if mandate is None or entry is None or not entry.votes:
        return _not_yours(ballot, organisation, entry)
    history = casts.history(ballot.ballot.id, organisation.organisation_id)
    live = next((cast for cast in history if cast.live), None)
    if state(ballot.ballot, now()) is not State.OPEN:
        return _not_open(ballot, organisation, history, status=200)
    form = VoteForm(formdata=None, language=str(get_locale()), seen=live.id if live else "")
    if live is not None:
        form.choice.data, form.explanation.data = live.choice, live.explanation
    return _paper(ballot, organisation, entry, form, history=history)


@bp.post(PLACE)
@enter(permissions.speak_for, ballot=ballots.paper_to_cast, organisation=voice)
def vote_now(ballot: Paper, organisation: Voice) -> Response:
    """A step of casting: `review` reads the vote back, `edit` returns to it, `confirm` casts it."""
    mandate = permissions.cast_vote(me(), organisation.organisation_id)
    if mandate is None:
        return _not_yours(ballot, organisation, rolls.entry_of(ballot.ballot, organisation.organisation_id))
    form = VoteForm()
    held = form.posted()
    rule = rule_of(ballot.ballot.rule_text)
    if (
        held
        and rule.negatives_need_reason
        and form.choice.data == "no"
        and not (form.explanation.data or "").strip()
    ):
        form.blame("explanation", _("Under this rule a no is counted only with its reason."))
        held = False
    step = request.form.get("step", "review")
    if held and step == "confirm":
        return _cast(ballot, organisation, mandate, form)
    entry = rolls.entry_of(ballot.ballot, organisation.organisation_id)
    if entry is None or not entry.votes:
        return _not_yours(ballot, organisation, entry)
    if state(ballot.ballot, now()) is not State.OPEN:
        return _not_open(ballot, organisation, _history(ballot, organisation), status=409, form=form)
    if held and step != "edit":
        return _page(ballot, organisation, "voting/review.html", entry, form=form)
    history = _history(ballot, organisation)
    return _paper(ballot, organisation, entry, form, history=history, status=200 if held else 422)


def _history(paper: Paper, organisation: Voice) -> list[CastRow]:
    return casts.history(paper.ballot.id, organisation.organisation_id)


def _cast(paper: Paper, organisation: Voice, mandate: HeldMandate, form: VoteForm) -> Response:
    given = Vote(
        choice=form.choice.data,
        explanation=form.explanation.data or "",
        language=_language(form),
        seen=form.seen_id(),
    )
    try:
        code = cast_vote(me(), mandate, paper, given, now)
    except Overtaken as overtaken:
        live = overtaken.live
        if live is not None and (live.person_id, live.choice, live.explanation) == (
            me().id,
            given.choice,
            given.explanation,
        ):
            code = live.receipt  # the same form sent again: it is in the record already
        else:
            return _overtaken(paper, organisation, form, live)
    except Refused as refused:
        return _refused(paper, organisation, form, refused)
    return go("voting.receipt", ballot=paper.ballot.id, organisation=organisation.slug, code=code)


def _language(form: VoteForm) -> str:
    given = str(form.language.data or "")
    return given if given.isascii() and given.isalpha() and len(given) == 2 else str(get_locale())


def _overtaken(paper: Paper, organisation: Voice, form: VoteForm, live: CastRow | None) -> Response:
    """Another cast is live: who voted, when and what, and the way to change it openly."""
    return _page(
        paper,
        organisation,
        "voting/overtaken.html",
        rolls.entry_of(paper.ballot, organisation.organisation_id),
        409,
        form=form,
        live=live,
        final=rule_of(paper.ballot.rule_text).revote == "final",
    )


def _refused(paper: Paper, organisation: Voice, form: VoteForm, refused: Refused) -> Response:
    if refused.code in {"ballot-closed", "ballot-not-open-yet"}:
        return _not_open(paper, organisation, _history(paper, organisation), status=409, form=form)
    if refused.code in {"not-on-roll", "vote-not-yours", "mandate-passed-over"}:
        return _not_yours(
            paper, organisation, rolls.entry_of(paper.ballot, organisation.organisation_id), sentence(refused)
        )
    return _overtaken(
        paper, organisation, form, next((c for c in _history(paper, organisation) if c.live), None)
    )


def _paper(
    paper: Paper,
    organisation: Voice,
    entry: Entry,
    form: VoteForm,
    *,
    history: list[CastRow],
    status: int = 200,
) -> Response:
    rule = rule_of(paper.ballot.rule_text)
    final = rule.revote == "final" and any(cast.live for cast in history)
    return _page(
        paper,
        organisation,
        PAPER,
        entry,
        status,
        form=form,
        history=history,
        live=next((cast for cast in history if cast.live), None),
        final=final,
        passages=passages(paper.version.id),
    )


def _page(
    paper: Paper, organisation: Voice, template: str, entry: Entry | None, status: int = 200, **more: object
) -> Response:
    frame = about(paper, now())
    return page(
        template,
        status,
        organisation=organisation,
        entry=entry,
        weight_text=votes_text(entry.weight) if entry else "",
        texts=blocks.texts_of(paper.ballot, frame["parts"]) if template == PAPER else [],
        **frame,
        **more,
    )


def _not_yours(paper: Paper, organisation: Voice, entry: Entry | None, why: str = "") -> Response:
    """403 with its reason: the organisation does not vote, or this mandate does not."""
    mandate = mandate_for(me(), organisation.organisation_id)
    reason = reason_word(entry.reason) if entry and not entry.votes else ""
    return _page(
        paper, organisation, "voting/not_yours.html", entry, 403,
        why=why, reason=reason, off_roll=entry is None, role=mandate.role if mandate else "",
    )  # fmt: skip


def _not_open(
    paper: Paper, organisation: Voice, history: list[CastRow], *, status: int, form: VoteForm | None = None
) -> Response:
    """Before opening or after closing: nothing was recorded, and what was cast in time stands."""
    entry = rolls.entry_of(paper.ballot, organisation.organisation_id)
    return _page(
        paper, organisation, "voting/not_open.html", entry, status, history=history, form=form,
        live=next((cast for cast in history if cast.live), None),
    )  # fmt: skip


@bp.get(PLACE + "/receipt/<code>")
@enter(permissions.speak_for, ballot=ballots.paper, organisation=voice, code=casts.receipt)
def receipt(ballot: Paper, organisation: Voice, code: CastRow) -> Response:
    """What was cast, when, with which weight and by whom: for the organisation's own people."""
    entry = rolls.entry_of(ballot.ballot, organisation.organisation_id)
    may_vote = permissions.cast_vote(me(), organisation.organisation_id) is not None
    return _page(ballot, organisation, "voting/receipt.html", entry, cast=code, may_vote=may_vote)
