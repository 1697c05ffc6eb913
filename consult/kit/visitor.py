"""Who is asking: the signed-in person as every room may know them, read once a request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from flask_login import AnonymousUserMixin, current_user


@dataclass(frozen=True)
class Visitor:
    """A signed-in person. `session_id` is the row of their session on the server."""

    id: int
    name: str
    email: str
    language: str
    time_zone: str
    session_id: int
    token: str

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the signed cookie holds: the session's token, worthless once the server has ended it."""
        return self.token


def forget_visitor() -> None:
    """For the rest of this request nobody is known: a page for when nobody can be looked up."""
    g._login_user = AnonymousUserMixin()  # where Flask-Login keeps whom it has found


def current_visitor() -> Visitor | None:
    """The person who asks, or None when nobody is signed in."""
    return current_user._get_current_object() if current_user.is_authenticated else None
