"""The home page and the few pages about the site itself."""

from __future__ import annotations

from flask import Blueprint, Response

from consult.kit.guard import enter, everyone
from consult.kit.pages import page

bp = Blueprint("public", __name__)


@bp.get("/")
@enter(everyone)
def home() -> Response:
    """What is being decided now."""
    return page("public/home.html")
