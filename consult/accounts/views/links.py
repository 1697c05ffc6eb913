"""Pages that letters lead to: the invitation, and the new password of somebody who forgot the old one.

The token stands in the letter's address only: it is put into the browser's signed cookie at once and taken out of the
address, so that no other page, history or log learns it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from flask import Response, redirect, request, session
from flask_babel import gettext as _

from consult.accounts import passwords, queries
from consult.accounts.actions import invitations
from consult.accounts.actions import passwords as keeping
from consult.accounts.actions.sessions import begin_session, keyed, note_attempt
from consult.accounts.events import posts_of
from consult.accounts.forms import EmailForm, InvitationForm, NewPasswordForm
from consult.accounts.rules import RESETS_BY_ACCOUNT, RESETS_BY_ADDRESS, link_holds
from consult.accounts.signing import welcome
from consult.accounts.views.door import bp
from consult.accounts.weak_passwords import WEAK
from consult.kit import jobs
from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.guard import enter, everyone
from consult.kit.languages import COOKIE, in_language
from consult.kit.pages import go, landing_of, page, say
from consult.kit.visitor import current_visitor

if TYPE_CHECKING:
    from consult.accounts.models import Invitation, PasswordReset, Person

_INVITED, _RESET = "invitation", "reset"
_LONGEST = 100


def as_written(token: str) -> str | None:
    """The token of an address as it was written; whether it is good is for the page to say, to all alike."""
    return token[:_LONGEST] or None


def _keep(kind: str, token: str) -> None:
    session[kind] = token


def _kept(kind: str) -> str:
    return str(session.get(kind, ""))


def _owner(found: Invitation | PasswordReset | None) -> Person | None:
    """Whose good link this is."""
    if found is None or not link_holds(now(), found.expires_at, found.used_at, found.revoked_at):
        return None
    person = queries.person(found.person_id) if found.person_id is not None else None
    return person if person is not None and person.disabled_at is None else None


def _in_language_of(person: Person | None) -> AbstractContextManager[None]:
    """A page for somebody who has not signed in yet: in the language they were entered with, unless they chose."""
    if person is None or current_visitor() is not None or COOKIE in request.cookies:
        return nullcontext()
    return in_language(person.language)


@bp.get("/invitation/<token>")
@enter(everyone, own=True, token=as_written)
def open_invitation(token: str) -> Response:
    """The address in the letter: go on to the page without the token in its address."""
    _keep(_INVITED, token)
    return go("accounts.invitation")


@bp.get("/invitation")
@enter(everyone)
def invitation() -> Response:
    """Who is invited, for whom and by whom, and the form that makes the account theirs."""
    found = queries.invitation(_kept(_INVITED))
    person = _owner(found)
    if found is None or person is None:
        return _invitation_gone()
    with _in_language_of(person):
        form = InvitationForm(formdata=None, language=person.language, time_zone=person.time_zone)
        return _invitation(found, person, form)


def _invitation(found: Invitation, person: Person, form: InvitationForm, status: int = 200) -> Response:
    inviter = queries.names([found.made_by_id]) if found.made_by_id is not None else {}
    return page(
        "accounts/invitation.html",
        status,
        form=form,
        invited=person,
        posts=[post for answer in posts_of.ask(person.id) for post in answer],
        inviter=next(iter(inviter.values()), ""),
        expires_at=found.expires_at,
    )


def _invitation_gone() -> Response:
    return page("accounts/invitation_gone.html", 410, may_ask=bool(_kept(_INVITED)))


@bp.post("/invitation")
@enter(everyone, own=True)
def accept_invitation() -> Response:
    """Set the password, sign in, and go on to what waits for this person."""
    token = _kept(_INVITED)
    form = InvitationForm()
    with transaction(writing=False):
        found = queries.invitation(token)
        person = _owner(found)
        if found is None or person is None:
            return _invitation_gone()
        with _in_language_of(person):
            if not (form.posted() and form.password_holds(person.email, person.name, WEAK)):
                return _invitation(found, person, form, 422)
    fresh = passwords.hashed(form.new_password.data or "")
    with transaction(writing=True):
        id = invitations.accept_invitation(token, fresh, form.language.data, form.time_zone.data, now())
        begun = begin_session(id, request.user_agent.string, now()) if id is not None else None
    if begun is None:
        return _in_reading(_invitation_gone)
    welcome(begun)
    with transaction(writing=False):
        say(_("Welcome, %(name)s. Your password is set and you are signed in.", name=person.name))
        return redirect(landing_of(current_visitor()), 303)  # type: ignore[return-value]  # werkzeug's class


def _in_reading(answer: Callable[[], Response]) -> Response:
    with transaction(writing=False):
        return answer()


@bp.post("/invitation/again")
@enter(everyone)
def ask_invitation() -> Response:
    """A fresh invitation for one that has run out, to the same address. The answer is the same whatever it was."""
    invitations.invite_afresh(_kept(_INVITED), now())
    session.pop(_INVITED, None)
    say(_("If that invitation had only run out, a fresh one is on its way to the same address."))
    return go("accounts.sign_in_help")


@bp.get("/sign-in/forgotten")
@enter(everyone)
def forgotten() -> Response:
    """Somebody has forgotten their password."""
    return page("accounts/forgotten.html", form=EmailForm())


@bp.post("/sign-in/forgotten")
@enter(everyone, own=True)
def ask_reset() -> Response:
    """Have a link sent; the same answer and the same work whether the address is known or not."""
    form = EmailForm()
    if not form.posted():
        return _in_reading(lambda: page("accounts/forgotten.html", 422, form=form))
    email = (form.email.data or "").strip().lower()
    account, address = keyed("reset:" + email), keyed("reset-from:" + (request.remote_addr or ""))
    with transaction(writing=True):
        at = now()
        by_account, by_address = queries.failed_tries(account, address, at)
        if by_address >= RESETS_BY_ADDRESS:
            form.blame("email", _("Too many tries. Wait a quarter of an hour, then try again."))
            return page("accounts/forgotten.html", 429, form=form)
        note_attempt(account, address, False, at)
        person_id = queries.resettable(email)
        keeping.ask_reset(person_id if by_account < RESETS_BY_ACCOUNT else None, at)
    jobs.nudge()  # whoever asks, known or not
    return go("accounts.reset_asked")


@bp.get("/sign-in/forgotten/sent")
@enter(everyone)
def reset_asked() -> Response:
    """What comes next, and what to do when no letter comes."""
    return page("accounts/reset_asked.html")


@bp.get("/sign-in/new-password/<token>")
@enter(everyone, own=True, token=as_written)
def open_reset(token: str) -> Response:
    """The address in the letter: go on to the page without the token in its address."""
    _keep(_RESET, token)
    return go("accounts.new_password")


@bp.get("/sign-in/new-password")
@enter(everyone)
def new_password() -> Response:
    """The form for a new password."""
    person = _owner(queries.reset(_kept(_RESET)))
    if person is None:
        return page("accounts/reset_gone.html", 410)
    with _in_language_of(person):
        return page("accounts/new_password.html", form=NewPasswordForm(formdata=None), email=person.email)


@bp.post("/sign-in/new-password")
@enter(everyone, own=True)
def set_new_password() -> Response:
    """Set it; whoever was signed in with the old one is signed out, here and everywhere."""
    token = _kept(_RESET)
    form = NewPasswordForm()
    with transaction(writing=False):
        person = _owner(queries.reset(token))
        if person is None:
            return page("accounts/reset_gone.html", 410)
        with _in_language_of(person):
            if not (form.posted() and form.password_holds(person.email, person.name, WEAK)):
                return page("accounts/new_password.html", 422, form=form, email=person.email)
    fresh = passwords.hashed(form.new_password.data or "")
    with transaction(writing=True):
        done = keeping.use_reset(token, fresh, now())
    if done is None:
        return _in_reading(lambda: page("accounts/reset_gone.html", 410))
    session.clear()
    say(_("Your new password is set. Sign in with it; every browser that was signed in is signed out."))
    return go("accounts.sign_in_form")
