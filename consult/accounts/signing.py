"""Signing in as the guard sees it: throttle, check outside of any writing transaction, begin a session."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request, session
from flask_login import login_user

from consult.accounts import passwords, queries
from consult.accounts.actions.passwords import set_password
from consult.accounts.actions.sessions import begin_session, keyed, note_attempt, note_seen
from consult.accounts.rules import SEEN_EVERY, too_many_tries
from consult.kit import once
from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.visitor import Visitor

_OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~%?=&+:,;@!'()*-]*")


def own_path(given: str) -> str:
    """An address of ours to go on to, or the home page: never another host."""
    return given if _OWN_PATH.fullmatch(given) and "//" not in given else "/"


@dataclass(frozen=True)
class SignIn:
    """How a try ended: `welcome`, `wrong` or `throttled`."""

    outcome: str


def sign_in(email: str, password: str) -> SignIn:
    """Check address and password and, when right, begin a session.

    Reads first, then verifies the slow hash with no transaction open, then writes the try and the session.
    """
    account = keyed("account:" + email.strip().lower())
    address = keyed("address:" + (request.remote_addr or ""))
    with transaction(writing=False):
        throttled = too_many_tries(*queries.failed_tries(account, address, now()))
        person = queries.person_by_email(email)
        known = (person.id, queries.password_hash(person.id)) if person else (None, None)
    if throttled:
        return SignIn("throttled")
    right = passwords.matches(known[1], password)
    renewed = passwords.hashed(password) if right and known[1] and passwords.outdated(known[1]) else None
    with transaction(writing=True):
        note_attempt(account, address, right, now())
        if not right or known[0] is None:
            return SignIn("wrong")
        if renewed:
            set_password(known[0], renewed, now())
        token = begin_session(known[0], request.user_agent.string, now())
        once.forget(now() - once.KEPT_FOR)
    welcome(token)
    return SignIn("welcome")


def ask_again(person: Visitor, password: str) -> SignIn:
    """The same for somebody signed in who must show that it is them; tries count together with those to sign in."""
    account = keyed("account:" + person.email)
    address = keyed("address:" + (request.remote_addr or ""))
    with transaction(writing=False):
        throttled = too_many_tries(*queries.failed_tries(account, address, now()))
        kept = queries.password_hash(person.id)
    if throttled:
        return SignIn("throttled")
    right = passwords.matches(kept, password)
    with transaction(writing=True):
        note_attempt(account, address, right, now())
    return SignIn("welcome" if right else "wrong")


def welcome(token: str) -> None:
    """Put a fresh session into the cookie: nothing of the visitor's earlier one stays."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    with transaction(writing=False):
        found = queries.open_session(token, now())
    if found is not None:
        login_user(found.visitor)


def _load(token: str) -> Visitor | None:
    found = queries.open_session(token, now())
    if found is None:
        return None
    if now() - found.seen_at >= SEEN_EVERY:
        g.consult_seen = found.visitor.session_id
    return found.visitor


def _note_seen(answer: Response) -> Response:
    session_id = g.pop("consult_seen", None)
    if session_id is not None:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
        at = now()

        def note() -> None:
            with app.app_context(), transaction(writing=True):
                note_seen(session_id, at)

        answer.call_on_close(note)
    return answer


def prepare(app: Flask) -> None:
    """Let Flask-Login ask the server for the session of a cookie."""
    app.login_manager.user_loader(_load)  # type: ignore[attr-defined]  # set by Flask-Login
    app.after_request(_note_seen)
