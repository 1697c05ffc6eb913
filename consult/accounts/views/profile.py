"""One's own profile: name and language, password, address, and the browsers one is signed in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Response
from flask_babel import gettext as _

from consult.accounts import passwords, permissions, queries
from consult.accounts.actions import addresses, people, sessions
from consult.accounts.actions import passwords as keeping
from consult.accounts.agents import browser_of
from consult.accounts.forms import AddressForm, PasswordForm, ProfileForm
from consult.accounts.rules import link_holds
from consult.accounts.signing import ask_again
from consult.accounts.views.door import bp, me
from consult.accounts.weak_passwords import WEAK
from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor

if TYPE_CHECKING:
    from consult.accounts.models import Session


@dataclass(frozen=True)
class Browser:
    """A place where one is signed in, in words."""

    id: int
    words: str
    started_at: datetime
    seen_at: datetime
    this: bool


def browser_words(agent: str) -> str:
    """A browser as its owner knows it: `Firefox on Windows`."""
    browser, system = browser_of(agent)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("A browser we do not know"))


def _browser(row: Session) -> Browser:
    return Browser(row.id, browser_words(row.agent), row.started_at, row.seen_at, row.id == me().session_id)


@bp.get("/me")
@enter(permissions.change_own_profile)
def profile() -> Response:
    """One's own profile."""
    return _profile(ProfileForm(obj=me()), PasswordForm())


@bp.post("/me")
@enter(permissions.change_own_profile)
def change_profile() -> Response:
    """Change name, language or time zone."""
    form = ProfileForm()
    if not form.posted():
        return _profile(form, PasswordForm(formdata=None), 422)
    people.change_profile(me(), form.name.data or "", form.language.data, form.time_zone.data, now())
    say(_("Your profile is saved."))
    return go("accounts.profile")


@bp.post("/me/password")
@enter(permissions.change_own_profile, own=True)
def change_password() -> Response:
    """Change the password; other browsers are signed out."""
    person = me()
    form = PasswordForm()
    held = form.posted() and _is_present(form) and form.password_holds(person.email, person.name, WEAK)
    if not held:
        with transaction(writing=False):
            return _profile(ProfileForm(formdata=None, obj=person), form, 422)
    fresh = passwords.hashed(form.new_password.data or "")
    with transaction(writing=True):
        keeping.change_password(person, fresh, now())
    say(_("Your password is changed. Other browsers you had signed in with are signed out."))
    return go("accounts.profile")


def _is_present(form: PasswordForm | AddressForm) -> bool:
    outcome = ask_again(me(), form.password.data or "").outcome
    if outcome == "throttled":
        form.blame("password", _("Too many tries. Wait a quarter of an hour, then try again."))
    elif outcome == "wrong":
        form.blame("password", _("This is not your present password."))
    return outcome == "welcome"


def _profile(form: ProfileForm, password_form: PasswordForm, status: int = 200) -> Response:
    rows = queries.sessions_of(me().id, now())
    browsers = sorted((_browser(row) for row in rows), key=lambda browser: not browser.this)
    return page("accounts/profile.html", status, form=form, password_form=password_form, browsers=browsers)


@bp.post("/me/other-sessions")
@enter(permissions.change_own_profile)
def end_other_sessions() -> Response:
    """Sign out everywhere else."""
    sessions.end_other_sessions(me(), now())
    say(_("Other browsers are signed out."))
    return go("accounts.profile", anchor="browsers")


def own_session(session: int) -> Session | None:
    """A session of the person who asks; those of others are not there."""
    person = current_visitor()
    return queries.own_session(session, person.id) if person is not None else None


@bp.post("/me/sessions/<int:session>/end")
@enter(permissions.change_own_profile, session=own_session)
def end_session(session: Session) -> Response:
    """Sign out one other browser."""
    if session.id == me().session_id:
        say(_("This is the browser you are using now: sign out at the top of the page."), "warning")
    else:
        sessions.end_one_session(me(), session, now())
        say(_("%(browser)s is signed out.", browser=browser_words(session.agent)))
    return go("accounts.profile", anchor="browsers")


@bp.get("/me/address")
@enter(permissions.change_own_profile)
def address() -> Response:
    """The form to change one's own address."""
    return _address(AddressForm())


def _address(form: AddressForm, status: int = 200) -> Response:
    return page("accounts/address.html", status, form=form, waiting=queries.waiting_address(me().id, now()))


@bp.post("/me/address")
@enter(permissions.change_own_profile, own=True)
def change_address() -> Response:
    """Ask for another address: a letter goes there, and it counts once its link was followed."""
    person = me()
    form = AddressForm()
    held = form.posted() and _is_present(form)
    if not held:
        with transaction(writing=False):
            return _address(form, 422)
    try:
        with transaction(writing=True):
            addresses.ask_address(person, form.email.data or "", now())
    except Refused as refused:
        form.blame("email", sentence(refused))
        with transaction(writing=False):
            return _address(form, 422)
    say(_("We have written to the new address. Open the link in that letter within a day."))
    return go("accounts.profile")


def as_written(token: str) -> str | None:
    """The token of an address as it was written; whether it is good is for the page to say."""
    return token[:100] or None


@bp.get("/me/address/<token>")
@enter(permissions.change_own_profile, token=as_written)
def confirm_address(token: str) -> Response:
    """The page a letter to the new address leads to: the address counts after one more click."""
    found = queries.address_change(token)
    held = (
        found is not None
        and found.person_id == me().id
        and link_holds(now(), found.expires_at, found.used_at, found.revoked_at)
    )
    if found is None or not held:
        return page("accounts/address_gone.html", 410)
    return page("accounts/address_confirm.html", email=found.email, token=token)


@bp.post("/me/address/<token>")
@enter(permissions.change_own_profile, token=as_written)
def confirm_address_now(token: str) -> Response:
    """Take the new address."""
    try:
        email = addresses.confirm_address(me(), token, now())
    except Refused as refused:
        if refused.code != "address-link-gone":
            return page("accounts/address_gone.html", 409, why=sentence(refused))
        return page("accounts/address_gone.html", 410)
    say(_("Your e-mail address is %(email)s from now on. Use it when you sign in.", email=email))
    return go("accounts.profile")
