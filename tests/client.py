"""A client whose every page is checked as it comes: one h1, a title, valid HTML, labels, no inline script or style."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import PASSWORD, email

_LABELLED = {"input", "select", "textarea"}
_UNLABELLED_KINDS = {"hidden", "submit", "button"}
# html5lib's tokenizer reports these for what the living standard allows
_ALLOWED_ERRORS = {"unexpected-null-character-placeholder"}


def problems(page: str) -> list[str]:
    """What is wrong with a page, as sentences; nothing when all is well."""
    return read(page)[1]


def read(page: str) -> tuple[Any, list[str]]:
    """A page as a tree, and what is wrong with it."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(page)
    found = [
        f"HTML: {code} {data} at {where}"
        for where, code, data in parser.errors
        if code not in _ALLOWED_ERRORS
    ]
    elements = list(tree.iter())
    by_tag: dict[str, list[Any]] = {}
    for element in elements:
        if isinstance(element.tag, str):
            by_tag.setdefault(element.tag, []).append(element)
    if len(by_tag.get("h1", [])) != 1:
        found.append(f"{len(by_tag.get('h1', []))} h1 instead of one")
    titles = by_tag.get("title", [])
    if not titles or not (titles[0].text or "").split("·")[0].strip():
        found.append("no title")
    if not tree.get("lang"):
        found.append("no language on the html element")
    ids = [element.get("id") for element in elements if element.get("id")]
    found += [f"id {id!r} twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
    found += _unlabelled(by_tag)
    found += [
        f"form {form.get('action')!r} without csrf token"
        for form in by_tag.get("form", [])
        if _unguarded(form)
    ]
    for element in elements:
        found += [
            f"inline {name} on {element.tag}"
            for name in dict(element.attrib)
            if name == "style" or name.startswith("on")
        ]
    found += ["inline script" for script in by_tag.get("script", []) if not script.get("src")]
    found += ["inline style element" for _style in by_tag.get("style", [])]
    if re.search(r"(?<!\w)(None|Undefined|LazyString)(?!\w)", " ".join(_texts(tree))):
        found.append("a Python value shows through")
    return tree, found


def _texts(tree: Any) -> list[str]:
    return [
        text
        for element in tree.iter()
        if isinstance(element.tag, str)
        for text in (element.text, element.tail)
        if text
    ]


def _unlabelled(by_tag: dict[str, list[Any]]) -> list[str]:
    labelled = {label.get("for") for label in by_tag.get("label", [])}
    wrapped = {child for label in by_tag.get("label", []) for child in label.iter()}
    found = []
    for tag in _LABELLED:
        for element in by_tag.get(tag, []):
            hidden = element.get("type") in _UNLABELLED_KINDS
            named = element.get("id") in labelled or element.get("aria-label") or element in wrapped
            if not hidden and not named:
                found.append(f"{tag} {element.get('name')!r} without a label")
    return found


def _unguarded(form: Any) -> bool:
    if (form.get("method") or "get").lower() != "post":
        return False
    return not any(child.get("name") == "csrf_token" for child in form.iter("input"))


class Client(FlaskClient):
    """A browser without a screen: follows the forms of our own pages."""

    tree: Any = None
    """The page that was checked last."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask and read the whole answer, so that what the server does after answering is done."""
        kwargs["buffered"] = True
        return super().open(*args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Get a page and check it."""
        answer = super().get(*args, **kwargs)
        self._check(answer)
        return answer

    def _check(self, answer: TestResponse) -> None:
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 307, 308}:
            self.tree, wrong = read(answer.get_data(as_text=True))
            assert not wrong, f"{answer.request.path}: " + "; ".join(wrong)

    def token(self) -> str:
        """A CSRF token of this client's session."""
        page = super().get("/sign-in").get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        return found[1]

    def send(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Post a form with its token; what comes back is checked like every page."""
        answer = self.post(path, data={"csrf_token": self.token(), **(data or {})}, **more)
        self._check(answer)
        return answer

    def sign_in(self, name: str) -> Client:
        """Sign in as one of the cast."""
        answer = self.send("/sign-in", {"email": email(name), "password": PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self


def client(app: Flask) -> Client:
    """A visitor who has not signed in."""
    app.test_client_class = Client
    found = app.test_client()
    assert isinstance(found, Client)
    return found
