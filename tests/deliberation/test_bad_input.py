"""Every form of the room survives whatever is typed into it, and keeps it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.deliberation.models import Comment, Round
from consult.kit.db import db
from tests.cast import START, Stage
from tests.client import Client
from tests.deliberation.speaking import say

Clients = Callable[[str], Client]
MEGABYTE = "x" * 1_000_000
ODD = {
    "nul and control characters": "a\x00b\x01\x1b[31mc",
    "right to left": "\u202eمرحبا\u202c",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)><b>bold</b>",
    "template": "{{7*7}}{% for x in y %}${7*7}",
    "markdown link": "[press](javascript:alert(1))",
    "quotes": "'\"`;--",
}


def typed(**more: str) -> dict[str, str]:
    return {"act": "post", "stands_for": "organisation", "text": "Fine.", "language": "en", **more}


@pytest.fixture
def path(stage: Stage) -> str:
    return f"/proposals/{stage.proposals['consultation']}/discussion/coceta"


def test_odd_text_is_shown_as_text(path: str, client_of: Clients) -> None:
    lead = client_of("delegate")
    for text in ODD.values():
        answer = lead.send(path, typed(text=text, wording=text))
        assert answer.status_code == 303
        page = lead.get(answer.location).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript:' not in page
        assert not {"\x00", "\x01", "\u202e"} & set(page)
    assert "{% for x in y %}" in page


@pytest.mark.parametrize(
    "field",
    ["text", "wording", "paragraph", "language", "stands_for", "reply_to", "act", "stance", "kind", "seen"],
)
def test_no_field_breaks_the_form(path: str, client_of: Clients, field: str) -> None:
    lead = client_of("delegate")
    for value in ("", MEGABYTE, *ODD.values()):
        answer = lead.send(path, {**typed(text="Kept in spite of it."), field: value})
        assert answer.status_code in {303, 409, 422}
        if answer.status_code != 303 and field != "text":
            assert "Kept in spite of it." in answer.get_data(as_text=True)


def test_a_megabyte_is_too_long_and_nothing_is_saved(app: Flask, path: str, client_of: Clients) -> None:
    answer = client_of("delegate").send(path, typed(text=MEGABYTE))
    assert answer.status_code == 422
    assert "too long" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count(Comment.id))) == 0


def test_odd_addresses_show_the_discussion(path: str, client_of: Clients) -> None:
    lead = client_of("delegate")
    for query in (
        "page=0",
        "page=-1",
        "page=99999",
        "page=x",
        "page=%00",
        "reply=x",
        "reply=999",
        "paragraph=7",
    ):
        assert lead.get(f"{path}?{query}").status_code == 200
        assert lead.get(f"{path.rpartition('/')[0]}?{query}").status_code == 200


def test_an_empty_form_says_what_is_missing(path: str, client_of: Clients) -> None:
    answer = client_of("delegate").send(path, {})
    assert answer.status_code == 422
    assert "Please fill this in." in answer.get_data(as_text=True)


def test_a_draft_survives_the_same(app: Flask, stage: Stage, path: str, client_of: Clients) -> None:
    drafter = client_of("drafter")
    assert drafter.send(path, typed(act="draft", text="A draft.")).status_code == 303
    with app.app_context():
        id = db.session.scalar(select(Comment.id))
    for text in ["", MEGABYTE]:
        assert drafter.send(f"/for/coceta/drafts/{id}", typed(act="save", text=text)).status_code == 422
    for text in ODD.values():
        assert drafter.send(f"/for/coceta/drafts/{id}", typed(act="save", text=text)).status_code == 303
        assert drafter.get("/for/coceta/drafts").status_code == 200
        assert drafter.get(f"/for/coceta/drafts/{id}").status_code == 200


ODD_MOMENTS = ("", MEGABYTE, "0001-01-01T00:00", "9999-12-31T23:59", "2027-02-30T10:00", *ODD.values())
GOOD_ROUND = {"title": "Second reading", "opens_at": "2027-03-01T09:00", "closes_at": "2027-03-31T18:00"}


@pytest.mark.parametrize("field", ["strategy", "title", "text", "pillars", "opens_at", "closes_at"])
def test_the_form_of_a_round_survives(stage: Stage, client_of: Clients, field: str) -> None:
    secretary = client_of("secretary")
    good = {"strategy": str(stage.strategy), **GOOD_ROUND}
    for value in ("99999", *ODD_MOMENTS):
        answer = secretary.send("/secretariat/rounds", {**good, field: value})
        # a title and a text may be anything; the first round that was taken shuts out the others
        assert answer.status_code == 422 or (field in {"title", "text"} and answer.status_code == 303)


def test_the_form_of_a_deadline_survives(app: Flask, stage: Stage, client_of: Clients) -> None:
    secretary = client_of("secretary")
    path = f"/secretariat/rounds/{stage.round}/deadline"
    for value in ODD_MOMENTS:
        assert secretary.send(path, {"closes_at": value, "reason": "Holidays."}).status_code == 422
    for day, value in enumerate(ODD.values(), start=1):
        later = {"closes_at": f"2027-01-{day:02}T18:00", "reason": value}
        assert secretary.send(path, later).status_code == 303
    with app.app_context():
        round = db.session.get(Round, stage.round)
        assert round is not None
        assert round.closes_at > START


def test_comments_with_odd_text_do_not_break_other_pages(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    for text in ODD.values():
        say(app, stage, "delegate", text, START, ("pillar", stage.pillar))
    lead = client_of("neighbour")
    for path in ("/pillars/sustainability", f"/rounds/{stage.round}", "/network/coceta", "/journal"):
        assert lead.get(path).status_code == 200


def test_the_forms_of_moderation_survive(app: Flask, stage: Stage, client_of: Clients) -> None:
    id = say(app, stage, "neighbour", "Said.", START, ("pillar", stage.pillar))
    secretary, author = client_of("secretary"), client_of("neighbour")
    acts = {"hide": {"hide-rule": "other"}, "decide": {"decide-decision": "keep"}, "show": {}}
    for value in ("", MEGABYTE, *ODD.values()):
        for act, good in acts.items():
            for field in (*good, f"{act}-reason"):
                given = {**good, f"{act}-reason": "Because.", field: value}
                answer = secretary.send(f"/secretariat/comments/{id}/{act}", given)
                assert answer.status_code in {303, 409, 422}
        assert author.send(f"/comments/{id}/appeal", {"appeal-text": value}).status_code in {303, 409, 422}
        page = client_of("delegate").get(f"/comments/{id}/moderation").get_data(as_text=True)
        assert "<script>alert" not in page
    assert client_of("delegate").get("/pillars/sustainability/discussion").status_code == 200
    assert client_of("delegate").get("/journal").status_code == 200
