"""Pages of signing in and out, of the language, and of one's own profile."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, redirect, request, session
from flask_babel import gettext as _
from flask_login import logout_user

from consult.accounts import actions, passwords, permissions, queries, rules
from consult.accounts.forms import PasswordForm, ProfileForm, SignInForm
from consult.accounts.signing import own_path, sign_in
from consult.accounts.weak_passwords import WEAK
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


@bp.post("/sign-out")
@enter(permissions.change_own_profile)
def sign_out() -> Response:
    """End the session on the server and forget the cookie."""
    actions.end_session(_me(), now())
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
            actions.change_language(person, code)
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, code, max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer  # type: ignore[return-value]  # werkzeug's class is Flask's


@bp.get("/me")
@enter(permissions.change_own_profile)
def profile() -> Response:
    """One's own profile."""
    return _profile(ProfileForm(obj=_me()), PasswordForm())


@bp.post("/me")
@enter(permissions.change_own_profile)
def change_profile() -> Response:
    """Change name, language or time zone."""
    form = ProfileForm()
    if not form.posted():
        return _profile(form, PasswordForm(formdata=None), 422)
    actions.change_profile(_me(), form.name.data or "", form.language.data, form.time_zone.data, now())
    say(_("Your profile is saved."))
    return go("accounts.profile")


@bp.post("/me/password")
@enter(permissions.change_own_profile, own=True)
def change_password() -> Response:
    """Change the password; other browsers are signed out."""
    me = _me()
    form = PasswordForm()
    held = form.posted()
    if held:
        with transaction(writing=False):
            kept = queries.password_hash(me.id)
        held = _check(form, kept, me)
    if not held:
        with transaction(writing=False):
            return _profile(ProfileForm(formdata=None, obj=me), form, 422)
    fresh = passwords.hashed(form.new_password.data or "")
    with transaction(writing=True):
        actions.change_password(me, fresh, now())
    say(_("Your password is changed. Other browsers you had signed in with are signed out."))
    return go("accounts.profile")


def _check(form: PasswordForm, kept: str | None, me: Visitor) -> bool:
    if not passwords.matches(kept, form.password.data or ""):
        form.blame("password", _("This is not your present password."))
        return False
    if form.new_password.data != form.repeat_password.data:
        form.blame("repeat_password", _("The two do not match."))
        return False
    fault = rules.password_fault(form.new_password.data or "", me.email, me.name, WEAK)
    texts = {
        "password-short": _("At least %(num)d characters, please.", num=rules.LEAST_LETTERS),
        "password-long": _("At most %(max)d characters, please.", max=rules.MOST_LETTERS),
        "password-weak": _("This password is too easy to guess. Choose another one."),
    }
    if fault is not None:
        form.blame("new_password", texts[fault])
    return fault is None


def _profile(form: ProfileForm, password_form: PasswordForm, status: int = 200) -> Response:
    sessions = queries.sessions_of(_me().id, now())
    return page("accounts/profile.html", status, form=form, password_form=password_form, sessions=sessions)


@bp.post("/me/other-sessions")
@enter(permissions.change_own_profile)
def end_other_sessions() -> Response:
    """Sign out everywhere else."""
    actions.end_other_sessions(_me(), now())
    say(_("Other browsers are signed out."))
    return go("accounts.profile")


def _me() -> Visitor:
    person = current_visitor()
    if person is None:
        raise LookupError("The guard lets only signed-in people come here.")
    return person
