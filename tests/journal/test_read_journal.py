"""The page of the journal: acts of office with who, what, when and why, for members and office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from consult.journal.actions import record
from consult.kit.db import transaction
from tests.cast import START, Stage
from tests.client import Client
from tests.deliberation.speaking import visitor

Clients = Callable[[str], Client]


def note(app: Flask, stage: Stage, verb: str, subject: tuple[str, int], **more: object) -> None:
    """An act of the secretary, by default one that members may read."""
    with app.app_context(), transaction(writing=True):
        record(visitor(stage, "secretary"), verb, subject, START, **{"sensitive": True, **more})  # type: ignore[arg-type]


def test_members_and_office_read_it(stage: Stage, client_of: Clients) -> None:
    for name, status in (
        ("observer", 200),
        ("secretary", 200),
        ("board", 200),
        ("stranger", 403),
        ("nobody", 401),
    ):
        assert client_of(name).get("/journal").status_code == status, name


def test_an_act_says_who_what_when_and_why(app: Flask, stage: Stage, client_of: Clients) -> None:
    note(app, stage, "round-extended", ("round", stage.round), reason="Holidays <b>and</b> strikes.")
    page = client_of("delegate").get("/journal").get_data(as_text=True)
    assert "Deadline of a round moved to later" in page
    assert f'<a href="/rounds/{stage.round}"><bdi>First reading</bdi></a>' in page
    assert page.index("Secretariat") < page.index("Sofie Maes")
    assert "Holidays &lt;b&gt;and&lt;/b&gt; strikes." in page
    assert 'datetime="2026-11-23T09:00:00Z"' in page


def test_what_does_not_bear_on_decisions_is_not_shown(app: Flask, stage: Stage, client_of: Clients) -> None:
    note(
        app, stage, "round-extended", ("round", stage.round), sensitive=False, reason="A note for the office."
    )
    assert "A note for the office." not in client_of("delegate").get("/journal").get_data(as_text=True)


def test_an_unknown_verb_or_subject_does_not_break_the_page(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    note(app, stage, "something-nobody-foresaw", ("mystery", 1), reason="First.")
    note(app, stage, "round-opened", ("round", 99999), reason="Second.")
    page = client_of("delegate").get("/journal").get_data(as_text=True)
    assert "An act of office" in page
    assert "First." in page
    assert "Second." in page
    assert "something-nobody-foresaw" not in page
    assert "/rounds/99999" not in page


def test_a_subject_that_the_reader_may_not_see_is_not_named(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    note(app, stage, "proposal-moved", ("proposal", stage.proposals["draft"]), reason="Still in writing.")
    draft = f'/proposals/{stage.proposals["draft"]}"'
    assert draft in client_of("secretary").get("/journal").get_data(as_text=True)
    assert draft not in client_of("delegate").get("/journal").get_data(as_text=True)


def test_the_list_is_narrowed_to_one_kind(app: Flask, stage: Stage, client_of: Clients) -> None:
    note(app, stage, "round-opened", ("round", stage.round), reason="About a round.")
    note(
        app,
        stage,
        "organisation-edited",
        ("organisation", stage.organisations["cwcf"]),
        reason="About a member.",
    )
    reader = client_of("delegate")
    page = reader.get("/journal?kind=round").get_data(as_text=True)
    assert "About a round." in page
    assert "About a member." not in page
    for odd in ("kind=nothing", "kind=%00", "kind='--", "page=0", "page=9999", "page=x&kind=round"):
        assert reader.get(f"/journal?{odd}").status_code == 200


def test_the_newest_stand_first_and_pages_follow(app: Flask, stage: Stage, client_of: Clients) -> None:
    with app.app_context(), transaction(writing=True):
        for n in range(30):
            at = START + timedelta(minutes=n)
            about = ("round", stage.round)
            record(visitor(stage, "secretary"), "round-opened", about, at, reason=f"Act {n}.", sensitive=True)
    reader = client_of("delegate")
    first, second = (reader.get(f"/journal?page={n}").get_data(as_text=True) for n in (1, 2))
    assert first.index("Act 29.") < first.index("Act 5.")
    assert "Act 4." not in first
    assert "Act 4." in second
