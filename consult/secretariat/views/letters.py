"""The letters that Consult sends: which wait, went or came back and why, and whether sending works at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.journal.questions import actors
from consult.kit import jobs, pulse
from consult.kit.clock import now
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter
from consult.kit.languages import LANGUAGES
from consult.kit.outbox import SENDING, kind_words
from consult.kit.pages import Link, go, page, say
from consult.kit.visitor import current_visitor
from consult.secretariat import actions, permissions
from consult.secretariat.queries import letters as queries
from consult.settings import Settings, mail_server

if TYPE_CHECKING:
    from consult.kit.outbox import Letter

bp = Blueprint("secretariat_letters", __name__, url_prefix="/secretariat/letters")
PER_PAGE = 50
_REMARKS = {
    "away": _l("The mail server could not be reached, or did not let us in."),
    "refused": _l("The mail server refused it."),
    "broken-off": _l("The connection to the mail server broke off."),
    "bad-address": _l("No letter can be sent to this address."),
    "no-words": _l("It could not be put into words. That is a fault of Consult; the server’s log says more."),
    "not-needed": _l("It was not needed any more when its turn came."),
    "no-reader": _l("This person does not sign in any more."),
    "interrupted": _l("Sending was interrupted. It may have arrived, so it is not sent twice."),
    "held-back": _l("The secretariat held it back."),
}


@dataclass(frozen=True)
class Post:
    """How letters go, and whether they do."""

    server: str
    """Empty when there is none."""
    sender: str
    demo: bool
    last_run: datetime | None
    late: bool


@dataclass(frozen=True)
class Line:
    """A letter as the list shows it."""

    letter: Letter
    name: str
    standing: str
    kind: str
    remark: str


@bp.get("")
@enter(permissions.keep_letters)
def letters() -> Response:
    """All letters, or those in one state, newest first."""
    shown, words = asked("state", 10), asked("q")
    found = queries.letters(shown, words, asked_page(), PER_PAGE)
    standings = _standings({letter.person_id for letter, _name in found.rows})
    kinds = _kinds()
    lines = [
        Line(letter, name, standings.get(letter.person_id, ""), _kind(kinds, letter), _remark(letter)[0])
        for letter, name in found.rows
    ]
    return page(
        "secretariat/letters.html",
        lines=lines,
        words=words,
        shown=shown if shown in found.counts else "",
        tabs=_tabs(shown, words, found.counts),
        number=found.number,
        pages=found.pages,
        page_url=lambda number: _list_url(shown, words, number),
        post=_post(),
    )


@bp.get("/<int:letter>")
@enter(permissions.keep_letters, letter=queries.letter)
def letter(letter: Letter) -> Response:
    """One letter: where it stands and, once it is sent, what it said."""
    name, email = queries.name_of(letter.person_id)
    remark, said = _remark(letter)
    return page(
        "secretariat/letter.html",
        letter=letter,
        name=name,
        email=letter.address or email,
        standing=_standings({letter.person_id}).get(letter.person_id, ""),
        kind=_kind(_kinds(), letter),
        spoken=LANGUAGES.get(letter.language, ""),
        remark=remark,
        said=said,
        being_sent=letter.state == SENDING,
        post=_post(),
    )


@bp.post("/<int:letter>/send-again")
@enter(permissions.keep_letters, letter=queries.letter)
def send_again(letter: Letter) -> Response:
    """Try a failed letter once more."""
    actions.send_again(current_visitor(), letter, now())
    jobs.nudge()
    say(_("The letter waits again and goes with the next ones, within a minute."))
    return go("secretariat_letters.letter", letter=letter.id)


@bp.post("/<int:letter>/hold-back")
@enter(permissions.keep_letters, letter=queries.letter)
def hold_back(letter: Letter) -> Response:
    """Do not send a letter that waits."""
    actions.hold_back(current_visitor(), letter, now())
    say(_("The letter is not sent."))
    return go("secretariat_letters.letter", letter=letter.id)


def url(id: int) -> str:
    """Where a letter is read."""
    return url_for("secretariat_letters.letter", letter=id)


def _list_url(shown: str, words: str, number: int | None = None) -> str:
    return url_for("secretariat_letters.letters", state=shown or None, q=words or None, page=number)


def _tabs(shown: str, words: str, counts: dict[str, int]) -> list[Link]:
    labels = {
        "waiting": _("Waiting"),
        "sent": _("Sent"),
        "failed": _("Not delivered"),
        "dropped": _("Not sent"),
    }
    every = Link(_("All letters"), _list_url("", words), shown not in counts, sum(counts.values()))
    return [every] + [
        Link(label, _list_url(state, words), shown == state, counts[state]) for state, label in labels.items()
    ]


def _post() -> Post:
    settings: Settings = current_app.extensions["consult.settings"]
    server = mail_server(settings.mail_url).host if settings.mail_url else ""
    last = pulse.last_run()
    return Post(server, settings.mail_from, settings.demo, last, last is None or now() - last > pulse.LATE)


def _remark(letter: Letter) -> tuple[str, str]:
    """Why it waits on or was not sent, and what the mail server said."""
    code, _blank, said = letter.remark.partition(" ")
    return str(_REMARKS.get(code, "")), said if code in _REMARKS else letter.remark


def _kinds() -> dict[str, str]:
    return {kind: str(said) for answer in kind_words.ask() for kind, said in answer.items()}


def _kind(kinds: dict[str, str], letter: Letter) -> str:
    return kinds.get(letter.kind) or _("Letter")


def _standings(ids: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for answer in actors.ask(ids) if ids else ():
        found.update((id, actor.standing) for id, actor in answer.items())
    return found
