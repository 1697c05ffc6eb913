"""Mandates at the desk and on their own page: given, ended, with their signed document, and verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, abort, current_app, request, url_for
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.forms import asked
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor, current_visitor
from consult.network import documents, permissions, rules
from consult.network.actions import people as acts
from consult.network.desk.people import bp
from consult.network.forms.people import EndForm, MandateForm, PersonForm
from consult.network.forms.words import ROLE_HELP
from consult.network.queries import organisations as known
from consult.network.queries import people as held
from consult.settings import Settings

if TYPE_CHECKING:
    from consult.network.models import Mandate, Organisation

# which field a refusal is about
_FIELDS = {
    "person-nameless": "name",
    "person-disabled": "email",
    "address-taken": "email",
    "invite-disabled": "email",
    "mandate-held": "role",
    "document-large": "signatory",
    "document-odd": "signatory",
    "seat-held": "office",
    "office-unknown": "office",
}


def blame(form: PersonForm, refused: Refused) -> None:
    """Put a refusal beside its field."""
    upside_down = "until_at" if isinstance(form, MandateForm) else "until_on"
    form.blame(_FIELDS.get(refused.code, upside_down), sentence(refused))


def _folder() -> Path:
    settings: Settings = current_app.extensions["consult.settings"]
    return settings.data / "documents"


def sent_document() -> tuple[str, str]:
    """(fingerprint, name) of a document sent with a form, kept by now; empty when there is none.

    What it is says its content alone; its name is kept to be shown, never to be believed.
    """
    sent = request.files.get("document")
    content = sent.stream.read(documents.LARGEST + 1) if sent is not None else b""
    if sent is None or not content:
        return "", ""
    if len(content) > documents.LARGEST:
        raise Refused("document-large")
    if documents.kind_of(content) is None:
        raise Refused("document-odd")
    name = " ".join("".join(sign for sign in sent.filename or "" if sign.isprintable()).split())
    return documents.keep(_folder(), content), name[-200:]


@bp.route("/secretariat/network/organisations/<organisation>/mandates/new", methods=["GET", "POST"])
@enter(permissions.keep_network, organisation=known.organisation)
def give_mandate(organisation: Organisation) -> Response:
    """Enter an organisation's word for a person, and write to them."""
    form = MandateForm()
    if form.posted():
        try:
            name = _give(form, organisation)
        except Refused as refused:
            blame(form, refused)
        else:
            say(_("%(person)s now has a mandate of %(name)s.", person=name, name=organisation.short_name))
            return go("network_desk.organisation", organisation=organisation.slug)
    elif request.method == "GET":  # on the way from a mandate that ended: the same again
        form.email.data, form.name.data = asked("email", 254), asked("name")
        form.role.data = asked("role") if asked("role") in rules.ROLES else "voter"
    status = 422 if form.errors else 200
    return page(
        "network/desk/mandate.html", status=status, form=form, organisation=organisation, role_help=ROLE_HELP
    )


def _give(form: MandateForm, organisation: Organisation) -> str:
    at = now()
    fingerprint, document_name = sent_document()
    person = acts.person_for(*form.person(), at)
    mandate = acts.give_mandate(
        current_visitor(),
        organisation,
        person,
        form.role.data,
        form.from_at.data or at,
        form.until_at.data,
        at,
        document_sha256=fingerprint,
        document_name=document_name,
        signatory=form.signatory.data or "",
        scope=form.scope.data or "",
        note=form.note.data or "",
    )
    if form.letter.data:
        acts.tell_given(current_visitor(), mandate, person, at)
    return person.name


@bp.route("/secretariat/network/mandates/<int:mandate>/end", methods=["GET", "POST"])
@enter(permissions.keep_network, mandate=held.mandate)
def end_mandate(mandate: Mandate) -> Response:
    """Take an organisation's word back, at once, with the reason."""
    form = EndForm()
    organisation = known.organisation_by_id(mandate.organisation_id)
    if form.posted():
        try:
            acts.end_mandate(current_visitor(), mandate, form.reason.data or "", now())
        except Refused as refused:
            form.blame("reason", sentence(refused))
        else:
            acts.tell_ended(mandate, now())
            say(_("The mandate has ended."))
            return go("network_desk.organisation", organisation=organisation.slug if organisation else "")
    return page(
        "network/desk/end_mandate.html",
        status=422 if form.errors else 200,
        form=form,
        mandate=mandate,
        back=url_for("network_desk.organisation", organisation=organisation.slug if organisation else ""),
        organisation=organisation,
        title=held.mandate_title(mandate.id),
    )


@bp.get("/mandates/<int:mandate>")
@enter(permissions.read_mandate, mandate=held.mandate)
def mandate(mandate: Mandate) -> Response:
    """A mandate: who, for whom, since when, by whose word and document, and why."""
    return _mandate(mandate)


def _mandate(mandate: Mandate, status: int = 200, fault: str = "") -> Response:
    visitor = current_visitor()
    return page(
        "network/desk/mandate_page.html",
        status,
        told=held.told_once(mandate.id),
        holds=rules.term_holds(mandate.from_at, mandate.until_at, now()),
        at=now(),
        may_keep=permissions.keep_document(visitor, mandate),
        may_verify=permissions.keep_network(visitor),
        fault=fault,
    )


def _me() -> Visitor:
    visitor = current_visitor()
    if visitor is None:
        raise LookupError("The guard lets only signed-in people come here.")
    return visitor


@bp.post("/mandates/<int:mandate>/document")
@enter(permissions.keep_document, mandate=held.mandate)
def keep_document(mandate: Mandate) -> Response:
    """Put the signed document to a mandate."""
    signatory = " ".join(request.form.get("signatory", "").replace("\x00", "").split())[:200]
    try:
        fingerprint, name = sent_document()
    except Refused as refused:
        return _mandate(mandate, 422, sentence(refused))
    if not fingerprint:
        return _mandate(mandate, 422, _("Choose the file first."))
    verified = permissions.keep_network(current_visitor())
    acts.keep_document(_me(), mandate, fingerprint, name, signatory, now(), verified=verified)
    say(_("The document is kept with the mandate."))
    return go("network_people.mandate", mandate=mandate.id)


@bp.get("/mandates/<int:mandate>/document")
@enter(permissions.read_mandate, mandate=held.mandate)
def document(mandate: Mandate) -> Response:
    """The signed document as a file: to the organisation's own people and to office."""
    content = documents.read(_folder(), mandate.document_sha256)
    kind = documents.kind_of(content) if content is not None else None
    if content is None or kind is None:
        abort(404)
    answer = Response(content, mimetype=documents.KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="mandate-{mandate.id}.{kind}"'
    return answer


@bp.post("/mandates/<int:mandate>/verify")
@enter(permissions.keep_network, mandate=held.mandate)
def verify(mandate: Mandate) -> Response:
    """The secretariat has seen the organisation's word."""
    try:
        acts.verify_mandate(_me(), mandate, now())
    except Refused as refused:
        say(sentence(refused), "warning")
    else:
        say(_("The mandate is verified."))
    return go("network_people.mandate", mandate=mandate.id)
