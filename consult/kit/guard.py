"""The way into every page: load the row (404), check the right (403), run in one transaction, commit once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, make_response, request

from consult.kit import once
from consult.kit.db import transaction
from consult.kit.refusal import Denied
from consult.kit.visitor import Visitor, current_visitor

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Entry:
    """How a route is guarded: its right, how its rows are loaded, and who begins its transaction."""

    permission: Callable[..., bool]
    loaders: dict[str, Callable[..., Any]]
    own: bool


class _Unsaved(Exception):
    """Carries an answer of 400 or more out of the transaction, which is then rolled back."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def everyone(person: Visitor | None, *rows: object) -> bool:
    """Public: no right is needed."""
    return True


def signed_in(person: Visitor | None, *rows: object) -> bool:
    """Anyone who has signed in."""
    return person is not None


def enter(
    permission: Callable[..., bool], *, own: bool = False, **loaders: Callable[..., Any]
) -> Callable[[View], View]:
    """Guard a view.

    Each loader turns the URL's value of the same name into a row (None is 404); a loader may take further
    parameters named like rows loaded before it, or `values` left over of the URL. The permission is asked with
    the person and the rows in order. With `own` the view begins its own transactions with kit.db.transaction.
    """
    wanted = {name: list(inspect.signature(loader).parameters)[1:] for name, loader in loaders.items()}

    def guarded(view: View) -> View:
        def answer(values: dict[str, Any]) -> Response:
            rows: dict[str, Any] = {}
            for name, loader in loaders.items():
                known = {other: rows[other] for other in wanted[name] if other in rows}
                rows[name] = loader(values.pop(name), **known)
                if rows[name] is None:
                    abort(404)
            if permission is not everyone and not permission(current_visitor(), *rows.values()):
                raise Denied
            return make_response(view(**rows, **values))

        @wraps(view)
        def entered(**values: Any) -> Response:
            try:
                return answer(values) if own else _in_transaction(lambda: answer(values))
            except _Unsaved as unsaved:
                return unsaved.answer
            finally:
                _run_afterwards()

        entered.__consult_entry__ = Entry(permission, dict(loaders), own)  # type: ignore[attr-defined]
        return entered  # type: ignore[return-value]

    return guarded


def _in_transaction(answer: Callable[[], Response]) -> Response:
    writing = request.method not in SAFE
    with transaction(writing=writing):
        given = once.replay() if writing else None
        if given is None:
            given = answer()
            if given.status_code >= 400:
                raise _Unsaved(given)
            if writing:
                once.remember(given)
        return given


def afterwards(act: Callable[[], None]) -> None:
    """Run an act in a writing transaction of its own after this request's, whether that held or not."""
    if "consult_afterwards" not in g:
        g.consult_afterwards = []
    g.consult_afterwards.append(act)


def _run_afterwards() -> None:
    for act in g.pop("consult_afterwards", []):
        with transaction(writing=True):
            act()


def _refuse_unguarded() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and not hasattr(view, "__consult_entry__"):
        abort(403)


def init_app(app: Flask) -> None:
    """Close every route that does not say who may enter."""
    app.before_request(_refuse_unguarded)
