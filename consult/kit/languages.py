"""The languages of the interface, and how one is chosen for each reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from flask import Flask, has_request_context, request
from flask_babel import Babel, force_locale

from consult.kit import federation
from consult.kit.visitor import Visitor, current_visitor

LANGUAGES = {"en": "English", "es": "Español", "fr": "Français"}
COOKIE = "language"
_reader: ContextVar[Visitor | None] = ContextVar("consult_reader", default=None)


def offered() -> dict[str, str]:
    """The languages that this federation offers, by their own names."""
    chosen = federation.current().languages
    return {code: name for code, name in LANGUAGES.items() if code in chosen}


def chosen_language() -> str:
    """The reader's language: their own setting, then what this browser chose here, then what it asks for.

    One that the federation does not offer (any more) is passed over.
    """
    if not has_request_context():
        return federation.current().language
    there = offered()
    person = current_visitor()
    if person is not None and person.language in there:
        return person.language
    chosen = request.cookies.get(COOKIE, "")
    if chosen in there:
        return chosen
    asked = (code.split("-")[0].lower() for code in request.accept_languages.values())
    return next((code for code in asked if code in there), federation.current().language)


def chosen_zone() -> str:
    """The reader's time zone: their own setting, else the federation's."""
    person = _reader.get() or (current_visitor() if has_request_context() else None)
    return person.time_zone if person is not None and person.time_zone else federation.current().time_zone


def in_language(code: str) -> AbstractContextManager[None]:
    """Within it, texts are in this language: for mails and files meant for somebody else."""
    return force_locale(code if code in offered() else federation.current().language)


@contextmanager
def as_reader(person: Visitor) -> Iterator[None]:
    """Within it, texts and times are written as this person reads them: for their letters and files."""
    token = _reader.set(person)
    try:
        with in_language(person.language):
            yield
    finally:
        _reader.reset(token)


def zone_names() -> list[str]:
    """Time zones a person may choose, as Area/City."""
    return sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix"))
    )


def federation_zone() -> ZoneInfo:
    return ZoneInfo(federation.current().time_zone)


def init_app(app: Flask) -> None:
    """Bind Flask-Babel with our catalogues."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(Path(__file__).parent.parent / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = app.extensions["consult.settings"].language
    Babel(app, locale_selector=chosen_language, timezone_selector=chosen_zone)
