"""What every page knows: who reads it, in which language, the menus, and how times are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale

from consult.kit import federation, languages, markup, moments, once
from consult.kit.files import asset
from consult.kit.refusal import Refused
from consult.kit.room import MenuEntry, Question, rooms
from consult.kit.visitor import Visitor, current_visitor
from consult.settings import Settings

Row = TypeVar("Row")
PER_PAGE = 50


class Acting(NamedTuple):
    """An organisation the person may act for, as the header shows it."""

    organisation: str
    slug: str
    role: str


@dataclass(frozen=True)
class Link:
    """A line of a menu or a tab."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


acting_for: Question[list[Acting]] = Question("acting for")
# (person) -> the address where this person's work begins, if the room knows
first_page: Question[str | None] = Question("first page")


# (person) -> where somebody who signs in for the first time is shown around, if a room does that
first_visit: Question[str | None] = Question("first visit")


def landing_of(person: Visitor | None) -> str:
    """Where a person comes after signing in with nowhere in mind: the first time they are shown around."""
    return next((found for found in first_visit.ask(person) if found), None) or first_page_of(person)


def first_page_of(person: Visitor | None) -> str:
    """Where a person goes on to after signing in, when they had nowhere in mind."""
    return next((found for found in first_page.ask(person) if found), "/")


def page(template: str, /, status: int = 200, **context: Any) -> Response:
    """A page as an answer. 422 is for a form that has to be mended."""
    return Response(render_template(template, **context), status=status, mimetype="text/html")


def say(text: str, kind: str = "done") -> None:
    """A sentence for the next page the person sees: what happened and what comes next."""
    flash(text, kind)


def go(endpoint: str, anchor: str | None = None, **values: Any) -> Response:
    """On to another page after an act."""
    return redirect(url_for(endpoint, _anchor=anchor, **values), 303)  # type: ignore[return-value]


def sentence(refused: Refused) -> str:
    """The refusal in the reader's language."""
    for room in rooms():
        found = room.refusals.get(refused.code)
        if found is not None:
            return str(found) % refused.values if refused.values else str(found)
    raise LookupError(f"No room has a sentence for the refusal {refused.code!r}.")


def menu(place: str) -> list[Link]:
    """The entries of one menu that this person may use; the one that leads nearest to this page is current."""
    person = current_visitor()
    entries: Iterator[MenuEntry] = (entry for room in rooms() for entry in room.menu if entry.place == place)
    links = [
        Link(str(entry.label), url_for(entry.endpoint))
        for entry in sorted(entries, key=lambda entry: entry.rank)
        if entry.shown(person)
    ]
    near = [link.url for link in links if request.path == link.url or request.path.startswith(link.url + "/")]
    nearest = max(near, key=len, default=None)
    return [replace(link, current=link.url == nearest) for link in links]


def here() -> str:
    """The address to come back to from this page, for the choice of language."""
    if request.method in {"GET", "HEAD"}:
        return markup.clean(request.full_path.rstrip("?"))
    routes = current_app.url_map.bind("")
    return markup.clean(request.path) if routes.test(request.path, "GET") else "/"


def _acting(person: Visitor | None) -> list[Acting]:
    if person is None:
        return []
    return [acting for answer in acting_for.ask(person) for acting in answer]


def paged(rows: list[Row], number: int, per_page: int = PER_PAGE) -> tuple[list[Row], int, int]:
    """One page of a list: its rows, the page's number (held within bounds) and how many pages there are."""
    pages = max(1, -(-len(rows) // per_page))
    number = min(max(number, 1), pages)
    return rows[(number - 1) * per_page : number * per_page], number, pages


def init_app(app: Flask, settings: Settings) -> None:
    """Give templates their context and filters."""

    @app.context_processor
    def context() -> dict[str, Any]:
        person = current_visitor()
        return {
            "federation": federation.current(),
            "person": person,
            "acting": _acting(person),
            "languages": list(languages.offered().items()),
            "language": str(get_locale()),
            "menu": menu("main"),
            "office_menu": menu("office"),
            "footer_menu": menu("footer"),
            "here": here(),
            "flashes": get_flashed_messages(with_categories=True),
            "demo": settings.demo,
        }

    app.jinja_env.globals.update(asset=asset, once_key=once.new_key, pillar=None)
    app.jinja_env.filters.update(
        moment=moments.moment,
        moment_iso=moments.moment_iso,
        brussels=moments.federation_moment,
        day=moments.day,
        ago=moments.ago,
        span=moments.span,
        markup=markup.html,
        excerpt=markup.excerpt,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
