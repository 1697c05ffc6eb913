"""The home page and the few pages about the site itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app

from consult.kit.clock import now
from consult.kit.guard import enter, everyone
from consult.kit.pages import page
from consult.public import queries
from consult.public.forms import SampleBallotForm, SampleForm

bp = Blueprint("public", __name__)


@dataclass(frozen=True)
class SampleTimes:
    """The times of a ballot that exists on the page of components only."""

    opens_at: datetime
    closes_at: datetime


@bp.get("/")
@enter(everyone)
def home() -> Response:
    """What is being decided now, the strategy in numbered lines, the network in one picture."""
    return page("public/home.html", now=queries.present(), network=queries.network_counts())


@bp.get("/about")
@enter(everyone)
def about() -> Response:
    """What this site is, what it promises, and under which licences."""
    vendored = current_app.extensions["consult.assets"]["vendor/vendor.json"].content
    shipped = [
        (f"{one['name']} {one['version']}", one["licence"]) for one in json.loads(vendored)["packages"]
    ]
    return page("public/about.html", shipped=shipped)


@bp.get("/help")
@enter(everyone)
def help() -> Response:
    """How to take part, in plain words, with a glossary."""
    return page("public/help.html")


@bp.get("/help/components")
@enter(everyone)
def components() -> Response:
    """Every component of our pages with sample data, for those who write pages."""
    form, at = SampleForm(), now()
    form.validate()
    times = SampleTimes(at - timedelta(days=4), at + timedelta(days=3, hours=5))
    return page("help/components.html", form=form, vote=SampleBallotForm(), now=at, times=times)
