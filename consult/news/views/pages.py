"""The list of news and each note's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, get_template_attribute, url_for
from markupsafe import Markup

from consult.kit.forms import asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import page
from consult.kit.visitor import Visitor, current_visitor
from consult.news import permissions, queries, rules

if TYPE_CHECKING:
    from consult.news.models import Note

bp = Blueprint("news", __name__)
ON_A_MEMBERS_PAGE = 5


@bp.get("/news")
@enter(everyone)
def news() -> Response:
    """All news, by the day they happened."""
    rows, number, pages = queries.published(asked_page())
    return page(
        "news/news.html",
        rows=rows,
        number=number,
        pages=pages,
        may_write=permissions.write_news(current_visitor()),
        page_url=lambda number: url_for("news.news", page=number),
    )


@bp.get("/news/<note>")
@enter(permissions.read_note, note=queries.note)
def note(note: Note) -> Response:
    """One note; where it was withdrawn the reason stands in its place."""
    line = queries.line(note.id)
    may_write = permissions.write_news(current_visitor())
    status = 410 if line.state == rules.WITHDRAWN and not may_write else 200
    return page("news/note.html", status=status, note=line, may_write=may_write)


def organisation_panel(person: Visitor | None, organisation_id: int) -> Markup | None:
    """What there is to read about a member, on its own page."""
    rows = queries.about(organisation_id, ON_A_MEMBERS_PAGE)
    panel = get_template_attribute("news/organisation_panel.html", "panel")
    drawn: Markup = panel(rows)
    return drawn if rows else None
