"""Pages of signing in and out, of the language, and of help at the door."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, redirect, request, session
from flask_babel import gettext as _
from flask_login import logout_user

from consult.accounts import permissions
from consult.accounts.actions.people import change_language
from consult.accounts.actions.sessions import end_session
from consult.accounts.forms import SignInForm
from consult.accounts.signing import own_path, sign_in
from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.forms import asked
from consult.kit.guard import enter, everyone
from consult.kit.languages import COOKIE, LANGUAGES
from consult.kit.markup import clean
from consult.kit.pages import go, landing_of, page, say
from consult.kit.visitor import Visitor, current_visitor

bp = Blueprint("accounts", __name__)
_YEAR = 31_536_000


def me() -> Visitor:
    """The person who asks, on pages for those who signed in."""
    person = current_visitor()
    if person is None:
        raise LookupError("The guard lets only signed-in people come here.")
    return person


@bp.get("/sign-in")
@enter(everyone)
def sign_in_form() -> Response:
    """The form to sign in."""
    return page("accounts/sign_in.html", form=SignInForm(next=asked("next", 500)))


@bp.post("/sign-in")
@enter(everyone, own=True)
def sign_in_now() -> Response:
    """Sign in, then go on to where the person wanted to be, with what they had typed."""
    form = SignInForm()
    if not form.posted():
        return page("accounts/sign_in.html", 422, form=form)
    outcome = sign_in(form.email.data or "", form.password.data or "").outcome
    if outcome == "throttled":
        form.blame("email", _("Too many tries. Wait a quarter of an hour, then try again."))
        return page("accounts/sign_in.html", 429, form=form)
    if outcome == "wrong":
        form.blame(
            "password", _("This address and password do not belong together. Check both and try again.")
        )
        return page("accounts/sign_in.html", 422, form=form)
    target = own_path(form.next.data or "/")
    fields = _kept(form.kept.data or "")
    if fields:
        return page("accounts/resume.html", action=target, fields=fields)
    if target == "/":
        with transaction(writing=False):
            target = landing_of(current_visitor())
    return redirect(target, 303)  # type: ignore[return-value]  # werkzeug's class is Flask's


def _kept(text: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(text)
        return [(clean(str(name))[:100], clean(str(value))) for name, value in found][:200]
    except (ValueError, TypeError, RecursionError):
        return []


@bp.get("/sign-in/help")
@enter(everyone)
def sign_in_help() -> Response:
    """What to do when signing in does not work, in plain words."""
    return page("accounts/sign_in_help.html")


@bp.post("/sign-out")
@enter(permissions.change_own_profile)
def sign_out() -> Response:
    """End the session on the server and forget the cookie."""
    end_session(me(), now())
    logout_user()
    session.clear()
    say(_("You are signed out."))
    return go("public.home")


@bp.post("/language")
@enter(everyone)
def language() -> Response:
    """Choose the language of the pages."""
    code = request.form.get("language", "")
    answer = redirect(own_path(request.form.get("next", "/")), 303)
    if code in LANGUAGES:
        person = current_visitor()
        if person is not None:
            change_language(person, code)
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, code, max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer  # type: ignore[return-value]  # werkzeug's class is Flask's
