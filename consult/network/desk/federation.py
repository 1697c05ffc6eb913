"""The desk's page for the federation itself: its name, contact, logo, colour, time zone and languages."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from consult.kit import federation
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.logo import Logo, logo_of
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network import permissions
from consult.network.actions import federation as acts
from consult.network.forms.federation import ACCENTS, FederationForm

bp = Blueprint("network_federation", __name__)
_LOGO = ("logo-too-heavy", "logo-too-large", "logo-unknown", "logo-broken")


@bp.route("/secretariat/federation", methods=["GET", "POST"])
@enter(permissions.keep_network)
def settings() -> Response:
    """What pages, letters and files say of the federation."""
    known = federation.current()
    given = {name: getattr(known, name) for name in acts.EDITABLE}
    form = FederationForm(
        data=given | {"languages": list(known.languages), "seen": acts.federation_mark(known)}
    )
    status, wrong_logo = 200, ""
    if form.posted():
        try:
            changed = acts.save_federation(
                current_visitor(), form.values(), now(),
                logo=_sent_logo(), drop_logo=bool(form.no_logo.data), seen=form.seen.data or None,
            )  # fmt: skip
        except Refused as refused:
            status = 422
            if refused.code in _LOGO:
                wrong_logo = sentence(refused)
            else:
                status = 409
                form.form_errors.append(sentence(refused))
                labels = [str(form[name].label.text) for name in acts.fields_changed(known, form.values())]
                if labels:
                    form.form_errors.append(
                        _("Now different from what you typed: %(fields)s.", fields=", ".join(labels))
                    )
                form.seen.raw_data = None
                form.seen.data = acts.federation_mark(known)
        else:
            say(
                _("Saved. Every page shows it now.")
                if changed
                else _("Nothing was different, so nothing was changed.")
            )
            return go("network_federation.settings")
    status = 422 if form.errors and status == 200 else status
    return page(
        "network/desk/federation.html",
        status=status,
        form=form,
        wrong_logo=wrong_logo,
        logo_lost=status != 200 and _chosen(),
        accents=list(ACCENTS),
    )


def _chosen() -> bool:
    sent = request.files.get("logo")
    return sent is not None and bool(sent.filename)


def _sent_logo() -> Logo | None:
    return logo_of(request.files["logo"].read()) if _chosen() else None
