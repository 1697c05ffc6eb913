"""When something cannot be done: one clear sentence, never a traceback, and nothing typed is lost."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from consult.kit import once
from consult.kit.db import db
from consult.kit.guard import SAFE
from consult.kit.markup import clean
from consult.kit.pages import page, sentence
from consult.kit.refusal import Denied, Refused
from consult.kit.visitor import current_visitor, forget_visitor

log = structlog.get_logger(__name__)
_NOT_KEPT = {"csrf_token", once.FIELD, "password", "new_password", "repeat_password", "kept", "next"}


def kept_fields() -> list[tuple[str, str]]:
    """What was typed into the form just sent, but for secrets and one-time marks."""
    return [(name, clean(value)) for name, value in request.form.items(multi=True) if name not in _NOT_KEPT]


def kept_json() -> str:
    """The same as text for a hidden field."""
    return json.dumps(kept_fields(), ensure_ascii=False)


def _denied(error: Denied) -> Response:
    if current_visitor() is not None:
        return _problem(
            403, _("This is not open to you"), _("Your mandate or seat does not give this right.")
        )
    if request.method in SAFE:
        where = request.full_path if request.query_string else request.path
        return page("accounts/sign_in_first.html", status=401, next=where, kept="", fields=[])
    fields = kept_fields()
    return page("accounts/sign_in_first.html", status=401, next=request.path, kept=kept_json(), fields=fields)


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _forged(error: CSRFError) -> Response:
    site = request.headers.get("Sec-Fetch-Site")
    origin = _netloc(request.headers.get("Origin") or request.referrer or "")
    if site not in {None, "same-origin"} or origin != request.host:
        return _problem(
            400, _("This form came from somewhere else"), _("Open the page here and send it again.")
        )
    return page("errors/again.html", status=400, action=request.path, fields=kept_fields())


def _refused(refused: Refused) -> Response:
    return _problem(409, _("That is not possible now"), sentence(refused))


def _problem(status: int, title: str, text: str) -> Response:
    fields = kept_fields() if request.method not in SAFE and status != 413 else []
    return page("errors/problem.html", status=status, title=title, text=text, fields=fields)


def _http(error: HTTPException) -> Response:
    texts = {
        400: (_("We could not read that"), _("Go back, check what you typed and send it again.")),
        404: (_("There is no such page"), _("The address may be mistyped, or what was here is not public.")),
        405: (_("This page does not take that"), _("Go back and use the buttons of the page.")),
        413: (_("That is too much at once"), _("Shorten the text or send it in parts. Nothing was saved.")),
        429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
    }
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]  # redirects of the router
    title, text = texts.get(status, (_("That did not work"), _("Go back and try again.")))
    answer = _problem(status, title, text)
    if status == 405:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ["GET"])
    return answer


def _where() -> str:
    """The path for the log, without the token that a letter's address carries: who reads logs opens no account."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(str(token), "...") if token else request.path


def _busy(error: OperationalError) -> Response:
    log.error("database_unavailable", path=_where(), kind=type(error.orig).__name__)
    answer = _whatever_happens(
        503,
        _l("The server is busy"),
        _l("Nothing was saved. Wait a moment and send it again: go back to keep your text."),
    )
    answer.headers["Retry-After"] = "5"
    return answer


def _broken(error: Exception) -> Response:
    log.exception("unexpected_error", path=_where(), method=request.method)
    return _whatever_happens(
        500,
        _l("Something broke on our side"),
        _l("Nothing was saved. The error was noted; please try again later."),
    )


def _whatever_happens(status: int, title: LazyString, text: LazyString) -> Response:
    """The same page even while the database is away: then as for somebody who is not signed in."""
    try:
        db.session.rollback()
        return _problem(status, str(title), str(text))
    except SQLAlchemyError:
        forget_visitor()
        return _problem(status, str(title), str(text))


def init_app(app: Flask) -> None:
    """Answer every kind of failure with a page."""
    app.register_error_handler(Denied, _denied)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _broken)
