"""The home page and the few pages about the site itself."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app

from consult.kit.guard import enter, everyone
from consult.kit.pages import page
from consult.public import queries

bp = Blueprint("public", __name__)


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
    shipped = [(f"{one['name']} {one['version']}", one["licence"]) for one in json.loads(vendored)["packages"]]
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
    return page("help/components.html")
