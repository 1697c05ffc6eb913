"""Puts the application together: settings, extensions, rooms, guard."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from consult.demo.room import room as demo_room
from consult.kit import db, errors, files, guard, headers, jobs, languages, logs, pages
from consult.kit.clock import Clock, SystemClock
from consult.rooms import ROOMS
from consult.settings import Settings, from_environment, with_secret

MEGABYTE = 1024 * 1024
LARGEST_ID = 2**31 - 1


class _Id(IntegerConverter):
    """Numbers in URLs: those a database column can hold."""

    def to_python(self, value: str) -> int:
        # looked at before it is read: thousands of digits are no number for Python either
        if len(value) > len(str(LARGEST_ID)) or int(value) > LARGEST_ID:
            raise ValidationError
        return int(super().to_python(value))


class _Word(UnicodeConverter):
    """Words in URLs: no unseen characters, which a database may refuse."""

    def to_python(self, value: str) -> str:
        if not value.isprintable():
            raise ValidationError
        return super().to_python(value)


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The application. Tests bring their own settings and clock."""
    logs.init()
    settings = with_secret(settings or from_environment())
    app = Flask("consult", template_folder=str(files.shipped("templates")), static_folder=None)
    rooms = (*ROOMS, demo_room) if settings.demo else ROOMS
    app.extensions.update(
        {
            "consult.settings": settings,
            "consult.clock": clock or SystemClock(),
            "consult.rooms": rooms,
            "consult.subjects": {subject.kind: subject for room in rooms for subject in room.subjects},
        }
    )
    _configure(app, settings)
    languages.init_app(app)
    db.init_app(app, settings.database)
    CSRFProtect(app)
    LoginManager(app).session_protection = None
    guard.init_app(app)
    pages.init_app(app, settings)
    headers.init_app(app, settings)
    jobs.init_app(app)
    errors.init_app(app)
    files.init_app(app)
    for room in rooms:
        for blueprint in room.blueprints:
            app.register_blueprint(blueprint)
        for command in room.commands:
            app.cli.add_command(command)
        if room.prepare is not None:
            room.prepare(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.url_map.converters.update(int=_Id, default=_Word, string=_Word)
    app.url_map.strict_slashes = False
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-consult" if settings.https else "consult",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=8 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=4 * MEGABYTE,
        MAX_FORM_PARTS=1000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.https,
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # as Flask says
