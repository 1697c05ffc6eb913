"""Every route says who may enter, and every form-taking route is closed to those it is not for."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from consult.app import create_app
from consult.kit.guard import SAFE, Entry, everyone
from consult.settings import Settings

# what anyone may do without signing in; anything else that takes a POST names a right
PUBLIC_POSTS = {"accounts.sign_in_now", "accounts.language"}
PUBLIC_POSTS |= {"demo.become", "demo.others_vote", "demo.start_over"}
PUBLIC_POSTS |= {"accounts.ask_reset", "accounts.ask_invitation"}
PUBLIC_POSTS |= {
    "accounts.accept_invitation",
    "accounts.set_new_password",
}  # the token of the letter is the right
PUBLIC_POSTS |= {"notices.end_letters", "notices.take_back"}  # the word in the letter is the right


def _app(tmp_path: Path) -> Flask:
    return create_app(Settings(data=tmp_path, database_url="sqlite://", secret_key="x" * 40, demo=True))


def test_every_route_declares_its_right(tmp_path: Path) -> None:
    app = _app(tmp_path)
    open_views = [name for name, view in app.view_functions.items() if not hasattr(view, "__consult_entry__")]
    assert open_views == []
    assert len(app.view_functions) > 20


def test_every_route_that_takes_a_form_names_a_right(tmp_path: Path) -> None:
    app = _app(tmp_path)
    found = set()
    for rule in app.url_map.iter_rules():
        entry: Entry = app.view_functions[rule.endpoint].__consult_entry__  # type: ignore[attr-defined]
        if (rule.methods or set()) - SAFE and entry.permission is everyone:
            found.add(rule.endpoint)
    assert found <= PUBLIC_POSTS


def test_every_value_of_an_address_is_loaded_and_checked(tmp_path: Path) -> None:
    app = _app(tmp_path)
    unchecked = []
    for rule in app.url_map.iter_rules():
        entry: Entry = app.view_functions[rule.endpoint].__consult_entry__  # type: ignore[attr-defined]
        loose = rule.arguments - set(entry.loaders)
        if loose and rule.endpoint != "files.static_file":
            unchecked.append(f"{rule.endpoint}: {sorted(loose)}")
    assert unchecked == []


def test_addresses_are_in_kebab_case_without_trailing_strokes(tmp_path: Path) -> None:
    app = _app(tmp_path)
    for rule in app.url_map.iter_rules():
        fixed = "".join(part for part in rule.rule.split("/") if not part.startswith("<"))
        assert fixed == fixed.lower(), rule.rule
        assert "_" not in fixed, rule.rule
        assert rule.rule == "/" or not rule.rule.endswith("/"), rule.rule
