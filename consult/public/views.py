"""The home page and the few pages about the site itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.accounts.queries import in_first_session
from consult.kit.clock import now
from consult.kit.federation import current as current_federation
from consult.kit.guard import enter, everyone
from consult.kit.pages import first_page_of, go, page
from consult.kit.visitor import Visitor, current_visitor
from consult.news.queries import latest
from consult.public import guides, permissions, queries
from consult.public.forms import SampleBallotForm, SampleForm

bp = Blueprint("public", __name__)
NEWS_SHOWN = 3


@dataclass(frozen=True)
class SampleTimes:
    """The times of a ballot that exists on the page of components only."""

    opens_at: datetime
    closes_at: datetime


@bp.get("/")
@enter(everyone)
def home() -> Response:
    """What is being decided now, the strategy in numbered lines, the network in one picture."""
    return page(
        "public/home.html",
        now=queries.present(),
        network=queries.network_counts(),
        news=latest(NEWS_SHOWN),
    )


@bp.get("/about")
@enter(everyone)
def about() -> Response:
    """What this site is, what it promises, and under which licences."""
    vendored = current_app.extensions["consult.assets"]["vendor/vendor.json"].content
    shipped = [
        (f"{one['name']} {one['version']}", one["licence"]) for one in json.loads(vendored)["packages"]
    ]
    return page("public/about.html", shipped=shipped)


def _filler() -> Callable[[str], str]:
    """Puts the federation's own words and this site's address into a text."""
    federation = current_federation()
    asked = {"email": federation.email, "phone": federation.phone, "address": federation.address}
    contact = "; ".join(said.strip().replace("\n", ", ") for said in asked.values() if said.strip())
    words = {
        "federation": federation.long_name or federation.name,
        "contact": _("Ask the secretariat: %(contact)s.", contact=contact)
        if contact
        else _("Ask the secretariat."),
    }
    return lambda text: guides.filled(text, words, request.script_root)


@bp.get("/help")
@enter(everyone)
def help() -> Response:
    """Every guide, by whom it is for."""
    return page("public/help.html", contents=guides.contents(str(get_locale())), fill=_filler())


def _guide(slug: str) -> guides.Guide | None:
    return guides.guide(slug, str(get_locale())) if slug in guides.SLUGS else None


@bp.get("/help/<guide>")
@enter(everyone, guide=_guide)
def guide(guide: guides.Guide) -> Response:
    """One guide, with what else there is for the same readers."""
    others = next(
        found
        for _audience, found in guides.contents(str(get_locale()))
        if guide.slug in {g.slug for g in found}
    )
    others = [other for other in others if other.slug != guide.slug]
    return page("public/guide.html", guide=guide, others=others, fill=_filler())


@bp.get("/privacy")
@enter(everyone)
def privacy() -> Response:
    """What is kept about people; its address stays short because letters and forms name it."""
    return go("public.guide", guide="privacy")


@bp.get("/accessibility")
@enter(everyone)
def accessibility() -> Response:
    """What we promise to readers with disabilities."""
    return go("public.guide", guide="accessibility")


def shown_around(person: Visitor | None) -> str | None:
    """The tour, for whoever signs in for the first time."""
    return url_for("public.tour", step=1) if person is not None and in_first_session(person.id) else None


def _step(step: int) -> int | None:
    return step if 1 <= step <= guides.STEPS else None


@bp.get("/tour/<int:step>")
@enter(everyone, step=_step)
def tour(step: int) -> Response:
    """The tour in five steps, as it concerns this person."""
    person = current_visitor()
    shown = guides.guide(permissions.tour_of(person), str(get_locale()))
    return page("public/tour.html", tour=shown, step=step, onward=first_page_of(person), fill=_filler())


@bp.get("/help/components")
@enter(everyone)
def components() -> Response:
    """Every component of our pages with sample data, for those who write pages."""
    form, at = SampleForm(), now()
    form.validate()
    times = SampleTimes(at - timedelta(days=4), at + timedelta(days=3, hours=5))
    return page("help/components.html", form=form, vote=SampleBallotForm(), now=at, times=times)
