"""The desk's pages for news: the list, writing, publishing, taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.forms import asked_page
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network.queries.standing import today
from consult.news import actions, permissions, queries
from consult.news.forms import NoteForm, WithdrawForm

if TYPE_CHECKING:
    from consult.news.models import Note

bp = Blueprint("news_desk", __name__, url_prefix="/secretariat/news")


@bp.get("")
@enter(permissions.write_news)
def notes() -> Response:
    """Every note: drafts, published ones, and those taken back."""
    rows, number, pages = queries.at_desk(asked_page())
    return page(
        "news/desk/notes.html",
        rows=rows,
        number=number,
        pages=pages,
        page_url=lambda number: url_for("news_desk.notes", page=number),
    )


def _offer(form: NoteForm) -> None:
    form.offer([(str(id), name) for id, name in queries.organisations()])


@bp.route("/new", methods=["GET", "POST"])
@enter(permissions.write_news)
def write() -> Response:
    """Write a note; only the secretariat reads it until it is published."""
    form = NoteForm(data={"language": str(get_locale()), "happened_on": today()})
    _offer(form)
    if form.posted():
        row = actions.write_note(current_visitor(), form.values(), now())
        say(_("Kept. Nobody else can read it yet: look at it once more and publish it."))
        return go("news.note", note=row.slug)
    return page("news/desk/write.html", status=422 if form.errors else 200, form=form, note=None)


@bp.route("/<note>/edit", methods=["GET", "POST"])
@enter(permissions.write_news, note=queries.note)
def edit(note: Note) -> Response:
    """Change a note's words."""
    form = NoteForm(
        data={
            **{name: getattr(note, name) for name in ("title", "text", "language", "happened_on", "source")},
            "organisation": str(note.organisation_id or ""),
            "seen": actions.note_mark(note),
        }
    )
    _offer(form)
    status = 200
    if form.posted():
        try:
            changed = actions.edit_note(current_visitor(), note, form.values(), now(), form.seen.data or None)
        except Refused as refused:
            form.form_errors.append(sentence(refused))
            form.seen.data = actions.note_mark(note)
            form.seen.raw_data = None
            status = 409
        else:
            say(_("Saved.") if changed else _("Nothing was different, so nothing was changed."))
            return go("news.note", note=note.slug)
    status = 422 if form.errors and status == 200 else status
    return page("news/desk/write.html", status=status, form=form, note=queries.line(note.id))


@bp.post("/<note>/publish")
@enter(permissions.write_news, note=queries.note)
def publish(note: Note) -> Response:
    """Let everyone read it."""
    actions.publish_note(current_visitor(), note, now())
    say(_("Published. It stands in the list, in the feed and on the page of the member it is about."))
    return go("news.note", note=note.slug)


@bp.route("/<note>/withdraw", methods=["GET", "POST"])
@enter(permissions.write_news, note=queries.note)
def withdraw(note: Note) -> Response:
    """Take a note back, with the reason."""
    form = WithdrawForm()
    if form.posted():
        try:
            actions.withdraw_note(current_visitor(), note, form.reason.data or "", now())
        except Refused as refused:
            form.blame("reason", sentence(refused))
        else:
            say(_("Taken back. Its address says so, with your reason."))
            return go("news.note", note=note.slug)
    status = 422 if form.errors else 200
    return page("news/desk/withdraw.html", status=status, form=form, note=queries.line(note.id))
