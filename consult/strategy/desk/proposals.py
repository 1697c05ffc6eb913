"""The desk's page of one proposal: write and publish, number, address, move from state to state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.forms import asked
from consult.kit.guard import enter
from consult.kit.markup import blocks
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.strategy import events, paragraphs, permissions, queries, rules, wording
from consult.strategy.actions import proposals as acts
from consult.strategy.actions import versions as version_acts
from consult.strategy.desk.overview import desk as desk
from consult.strategy.forms import STEPS, AddresseeForm, NumberForm, ReasonForm, StepForm, WriteForm
from consult.strategy.views.comparison import BESIDE

if TYPE_CHECKING:
    from consult.strategy.lines import PassageRow
    from consult.strategy.models import Proposal

# the refusals that belong beside a field of the writing form
_FIELDS = {
    "title-empty": "title",
    "text-empty": "text",
    "text-unchanged": "text",
    "too-many-paragraphs": "text",
    "note-missing": "note",
}


@desk.get("/proposals/<int:proposal>")
@enter(permissions.edit_strategy, proposal=queries.proposal)
def proposal(proposal: Proposal) -> Response:
    """Where the proposal stands, and every step it can take."""
    return _shown(proposal)


def _shown(
    proposal: Proposal,
    status: int = 200,
    *,
    number: NumberForm | None = None,
    addressee: AddresseeForm | None = None,
    step: tuple[str, StepForm] | None = None,
) -> Response:
    """The page with its forms, one of them perhaps as it was sent."""
    steps = []
    for transition in rules.steps_from(proposal.state):
        words = STEPS.get((transition.was, transition.now))
        if words is not None and transition.by == "move":
            sent = step[1] if step is not None and step[0] == transition.now else None
            kind = ReasonForm if transition.needs_reason else StepForm
            steps.append((transition, *words, sent or kind(formdata=None, prefix=transition.now)))
    return page(
        "strategy/desk/proposal.html",
        status=status,
        proposal=proposal,
        pillar=proposal.pillar,
        number=queries.printed_number(proposal),
        version=queries.published_version(proposal.id),
        draft=queries.draft(proposal.id),
        may_write=rules.may_publish(proposal.state),
        steps=steps,
        number_form=number or _number_form(proposal, sent=False),
        addressee_form=addressee or AddresseeForm(formdata=None, data={"addressee": proposal.addressee}),
    )


def _number_form(proposal: Proposal, *, sent: bool) -> NumberForm:
    data = {"pillar": proposal.pillar.slug, "number": proposal.number}
    form = NumberForm(data=data) if sent else NumberForm(formdata=None, data=data)
    pillars = queries.pillars(proposal.pillar.strategy_id)
    form.pillar.choices = [(pillar.slug, f"{pillar.position} {pillar.title}") for pillar in pillars]
    return form


@desk.route("/proposals/<int:proposal>/write", methods=["GET", "POST"])
@enter(permissions.edit_strategy, proposal=queries.proposal)
def write(proposal: Proposal) -> Response:
    """Write the next version: save it as a draft, look at it, publish it."""
    if not rules.may_publish(proposal.state):
        raise Refused("text-frozen")
    form = _write_form(proposal)
    act = request.form.get("act", "")
    status = 422 if request.method == "POST" else 200
    if form.posted():
        status = 200
        try:
            if act in {"publish", "save"}:
                return _written(proposal, form, act)
        except Refused as refused:
            status = _blame(proposal, form, refused)
    preview = None
    if act == "preview" and status == 200:
        given = len(blocks(form.text.data or ""))
        if given > paragraphs.MOST:
            status = _blame(proposal, form, Refused("too-many-paragraphs", most=paragraphs.MOST, given=given))
        else:
            preview = queries.preview(proposal, form.text.data or "")
    newest = queries.published_version(proposal.id)
    before = queries.passages(newest.id) if newest and preview else []
    return page(
        "strategy/desk/write.html",
        status=status,
        proposal=proposal,
        pillar=proposal.pillar,
        number=queries.printed_number(proposal),
        form=form,
        newest=newest,
        draft=queries.draft(proposal.id),
        preview=preview,
        changes=_changes(before, preview) if preview and newest else [],
    )


def _write_form(proposal: Proposal) -> WriteForm:
    """The form with the draft in work, or else the newest version, in it."""
    source = queries.draft(proposal.id) or queries.published_version(proposal.id)
    language = source.language if source else proposal.pillar.language
    form = WriteForm(
        data={
            "title": source.title if source else "",
            "text": source.text if source else "",
            "language": language,
            "note": source.note if source and source.published_at is None else "",
            "seen": version_acts.editing_mark(proposal),
        }
    )
    form.offer(language)
    return form


def _written(proposal: Proposal, form: WriteForm, act: str) -> Response:
    """Save or publish what the form holds."""
    verb = version_acts.publish if act == "publish" else version_acts.save_draft
    version = verb(
        current_visitor(),
        proposal,
        title=form.title.data or "",
        text=form.text.data or "",
        language=form.language.data,
        note=form.note.data or "",
        at=now(),
        seen=form.seen.data,
    )
    if act == "save":
        say(_("The draft is saved. Only the secretariat sees it."))
        return go("strategy_desk.write", proposal=proposal.id)
    say(_("Version %(number)s is published: everyone can read it now.", number=version.number))
    return go("strategy_desk.proposal", proposal=proposal.id)


def _blame(proposal: Proposal, form: WriteForm, refused: Refused) -> int:
    """Put the refusal where it can be mended; what was typed stays."""
    if refused.code in _FIELDS:
        form.blame(_FIELDS[refused.code], sentence(refused))
        return 422
    form.form_errors.append(sentence(refused))
    # the writer has been told: sending it again is meant
    form.seen.data = version_acts.editing_mark(proposal)
    return 409


def _changes(before: list[PassageRow], after: list[PassageRow]) -> list[wording.Change]:
    known = [paragraphs.Known(row.paragraph_id, row.text) for row in before]
    ids = paragraphs.matched(known, [row.text for row in after])
    new = [(row.paragraph_id if id is None else id, row.text) for id, row in zip(ids, after, strict=True)]
    return wording.compared([(row.id, row.text) for row in known], new)


@desk.get("/proposals/<int:proposal>/changes")
@enter(permissions.edit_strategy, proposal=queries.proposal)
def changes(proposal: Proposal) -> Response:
    """What the saved draft changes against the newest published version."""
    newest, draft = queries.published_version(proposal.id), queries.draft(proposal.id)
    if newest is None or draft is None:
        return go("strategy_desk.proposal", proposal=proposal.id)
    before, after = queries.passages(newest.id), queries.preview(proposal, draft.text)
    found = _changes(before, after)
    return page(
        "strategy/desk/changes.html",
        proposal=proposal,
        pillar=proposal.pillar,
        number=queries.printed_number(proposal),
        older=newest,
        newer=draft,
        title_pieces=wording.worded(newest.title, draft.title),
        changes=found,
        summary=wording.summary(found),
        beside=asked("layout") == BESIDE,
    )


@desk.post("/proposals/<int:proposal>/discard")
@enter(permissions.edit_strategy, proposal=queries.proposal)
def discard(proposal: Proposal) -> Response:
    """Throw the draft away."""
    version_acts.discard_draft(current_visitor(), proposal, now())
    say(_("The draft is thrown away. The published versions are as they were."))
    return go("strategy_desk.proposal", proposal=proposal.id)


def _known_state(word: str) -> str | None:
    return word if word in rules.STATES else None


@desk.post("/proposals/<int:proposal>/move/<to>")
@enter(permissions.edit_strategy, proposal=queries.proposal, to=_known_state)
def move(proposal: Proposal, to: str) -> Response:
    """Take one step of the table of states."""
    step = rules.step(proposal.state, to)
    form = ReasonForm(prefix=to) if step is not None and step.needs_reason else StepForm(prefix=to)
    if not form.posted():
        return _shown(proposal, 422, step=(to, form))
    reason = form.reason.data or "" if isinstance(form, ReasonForm) else ""
    try:
        acts.move(current_visitor(), proposal, to, reason, now())
    except Refused as refused:
        if step is None:
            raise
        form.form_errors.append(sentence(refused))
        return _shown(proposal, 409, step=(to, form))
    say(_("The proposal is now: %(state)s.", state=events.state_label(to)))
    return go("strategy_desk.proposal", proposal=proposal.id)


@desk.post("/proposals/<int:proposal>/number")
@enter(permissions.edit_strategy, proposal=queries.proposal)
def renumber(proposal: Proposal) -> Response:
    """Give the proposal another printed number; its address stays."""
    form = _number_form(proposal, sent=True)
    pillar = queries.pillar(form.pillar.data or "") if form.posted() else None
    if pillar is None:
        return _shown(proposal, 422, number=form)
    was = queries.printed_number(proposal)
    try:
        acts.renumber(
            current_visitor(), proposal, pillar, form.number.data or 0, now(), shift=bool(form.shift.data)
        )
    except Refused as refused:
        form.blame("number", sentence(refused))
        return _shown(proposal, 409, number=form)
    say(
        _(
            "%(was)s is now %(now)s. Its address stays the same.",
            was=was,
            now=queries.printed_number(proposal),
        )
    )
    return go("strategy_desk.proposal", proposal=proposal.id)


@desk.post("/proposals/<int:proposal>/addressee")
@enter(permissions.edit_strategy, proposal=queries.proposal)
def address(proposal: Proposal) -> Response:
    """Say to whom the proposal is addressed."""
    form = AddresseeForm()
    if not form.posted():
        return _shown(proposal, 422, addressee=form)
    acts.address_to(current_visitor(), proposal, form.addressee.data or "", now())
    say(_("The addressee is saved."))
    return go("strategy_desk.proposal", proposal=proposal.id)
