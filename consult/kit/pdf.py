"""Pages as PDF: put into words here, set in type by the press (kit/press.py) in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

import structlog
from flask import Response, current_app, render_template
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.db import db, is_writing
from consult.kit.files import shipped
from consult.kit.moments import federation_time
from consult.kit.pages import page
from consult.kit.visitor import current_visitor
from consult.settings import Settings

PRESS = Path(__file__).with_name("press.py")
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
LONGEST = 1_500_000
"""Characters of HTML; some 300 pages of tables."""
AT_ONCE, PATIENCE, SECONDS = 4, 25, 60
"""How many may wait in one server process for its press, how long, and how long a document may take."""
_NO_LIBRARIES = 3
_WHOLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that are no letter with an accent."""
_places = BoundedSemaphore(AT_ONCE)
_press = Lock()
log = structlog.get_logger(__name__)


class _NotPressed(Exception):
    """There is no document; carries the page that says why and what to do."""

    def __init__(self, status: int, title: str, text: str, again: int = 0) -> None:
        super().__init__(title)
        self.status, self.title, self.text, self.again = status, title, text, again


def pdf_page(template: str, /, name: str, *, at: datetime | None = None, **context: Any) -> Response:
    """A PDF to save, named `name`.pdf, of a template that extends parts/paper.html; `at` is what it is as of.

    Where it cannot be made, a page says why and what to do instead. Only reading views may answer with it.
    """
    if is_writing():
        raise RuntimeError("A document is made outside of any writing transaction.")
    asked_by = current_visitor()
    at = at or now()
    words = render_template(template, at=at, as_of=federation_time(at), asked_by=asked_by, **context)
    db.session.rollback()  # all is read: the press must not keep the database waiting
    try:
        made = _made(words)
    except _NotPressed as no:
        answer = page("errors/problem.html", status=no.status, title=no.title, text=no.text, fields=[])
        if no.again:
            answer.headers["Retry-After"] = str(no.again)
        return answer
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe_name(name)}.pdf"'
    return answer


def safe_name(name: str) -> str:
    """A name every file system takes: small letters without accents, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_WHOLE)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "document"


def sheets() -> list[str]:
    """The stylesheets of a document: those of the pages but for their fonts in pieces, then that of paper."""
    lines = (shipped("static") / "css" / "order.txt").read_text("utf-8").splitlines()
    ours = [line.strip() for line in lines if line.strip() and not line.startswith(("#", "vendor/"))]
    return [*(f"css/{line}" for line in ours), "paper/paper.css"]


def _made(words: str) -> bytes:
    if len(words) > LONGEST:
        raise _NotPressed(
            409,
            _("This is too long for one PDF"),
            _("Choose a shorter period or fewer parts, or take the CSV file: it holds everything."),
        )
    settings: Settings = current_app.extensions["consult.settings"]
    job = json.dumps({"html": words, "sheets": sheets(), "address": settings.public_url})
    with _turn():
        return _pressed(job)


@contextmanager
def _turn() -> Iterator[None]:
    """One document at a time in a server process, and few who wait: the others are told to come again."""
    busy = _NotPressed(
        503,
        _("Many are having PDFs made at this moment"),
        _("Wait half a minute and ask for it again; or print the page from your browser, which looks alike."),
        again=30,
    )
    if not _places.acquire(blocking=False):
        raise busy
    try:
        if not _press.acquire(timeout=PATIENCE):
            raise busy
        try:
            yield
        finally:
            _press.release()
    finally:
        _places.release()


def _pressed(job: str) -> bytes:
    command = [sys.executable, "-s", "-P", str(PRESS), str(shipped("static"))]
    surroundings = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "HOME": tempfile.gettempdir(),
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own program with fixed arguments
            command, input=job.encode(), capture_output=True, timeout=SECONDS, env=surroundings, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        log.error("press_failed", kind=type(error).__name__)
        raise _failed() from error
    if done.returncode == _NO_LIBRARIES:
        log.error("press_without_libraries", said=done.stderr.decode(errors="replace")[:300])
        raise _NotPressed(
            503,
            _("This server cannot make PDFs yet"),
            _(
                "It lacks the library Pango. Whoever runs it can add it: apt-get install %(packages)s. Until then, "
                "print the page from your browser, which looks alike.",
                packages=PACKAGES,
            ),
        )
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        log.error("press_failed", status=done.returncode, said=done.stderr.decode(errors="replace")[-2000:])
        raise _failed()
    return done.stdout


def _failed() -> _NotPressed:
    return _NotPressed(
        503,
        _("The PDF could not be made"),
        _("The error was noted. Until it is mended, print the page from your browser or take the CSV file."),
        again=60,
    )
