"""Whatever is typed or sent, the pages of texts answer with a sentence, and keep what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from consult.strategy import queries
from tests.cast import Stage
from tests.client import Client
from tests.strategy.writing import DESK

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
LINK = "[link](javascript:alert(1)) ![image](x)"
TEMPLATE = "{{7*7}} {% raw %} ${7*7} %s %(x)s %%"
ODD = [
    "",
    " \n\t ",
    f"a\x00\x01b\u202ec\ufeff مرحبا 👩‍👩‍👧 e\u0301 {HOSTILE} {LINK} {TEMPLATE} ' OR 1=1 --",
    "x" * 1_000_000,
]
FORMS = {
    "write": ("/proposals/{id}/write", ["title", "text", "note", "language", "seen", "act", "once"]),
    "pillar": ("/pillars/sustainability", ["title", "objective", "lede", "hue", "position", "seen"]),
    "new": ("/strategies/platform/new-proposal", ["pillar", "title", "addressee"]),
    "number": ("/proposals/{id}/number", ["pillar", "number", "shift"]),
    "addressee": ("/proposals/{id}/addressee", ["addressee"]),
    "step": ("/proposals/{id}/move/withdrawn", ["withdrawn-reason"]),
}
PLAIN = {
    "title": "Work group",
    "text": "One thought.",
    "note": "Why.",
    "language": "en",
    "act": "preview",
    "objective": "Act.",
    "lede": "",
    "hue": "pillar-moss",
    "position": "2",
    "pillar": "sustainability",
    "number": "40",
    "addressee": "the Board",
}


@pytest.mark.parametrize("form", FORMS)
def test_odd_input_never_breaks_a_form(stage: Stage, client_of: Callable[[str], Client], form: str) -> None:
    client = client_of("secretary")
    place, fields = FORMS[form]
    path = DESK + place.format(id=stage.proposals["revision"])
    for field in fields:
        for odd in ODD:
            answer = client.send(path, PLAIN | {field: odd})
            assert answer.status_code in {200, 303, 409, 422}, (field, odd[:60], answer.status_code)


@pytest.mark.parametrize("act", ["publish", "save", "preview"])
def test_hostile_text_is_kept_and_shown_harmless(
    stage: Stage, client_of: Callable[[str], Client], act: str
) -> None:
    client, id = client_of("secretary"), stage.proposals["revision"]
    hostile = f"{HOSTILE}\n\n{LINK}\n\n{TEMPLATE}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode"
    answer = client.send(
        f"{DESK}/proposals/{id}/write", PLAIN | {"text": hostile, "title": HOSTILE[:60], "act": act}
    )
    assert answer.status_code in {200, 303}
    for path in (f"{DESK}/proposals/{id}/write", f"/proposals/{id}", f"/proposals/{id}/versions"):
        page = client.get(path).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page
        assert "49 " not in page


def test_too_long_a_text_is_kept_in_the_form(stage: Stage, client_of: Callable[[str], Client]) -> None:
    path = f"{DESK}/proposals/{stage.proposals['revision']}/write"
    answer = client_of("secretary").send(path, PLAIN | {"text": "long " * 5000, "act": "publish"})
    assert answer.status_code == 422
    assert "This text is too long" in answer.get_data(as_text=True)
    assert "long long long" in answer.get_data(as_text=True)


def test_a_text_of_too_many_paragraphs_is_refused_in_the_preview_too(
    stage: Stage, client_of: Callable[[str], Client]
) -> None:
    path = f"{DESK}/proposals/{stage.proposals['revision']}/write"
    answer = client_of("secretary").send(path, PLAIN | {"text": "a\n\n" * 6000, "act": "preview"})
    assert answer.status_code == 422
    assert "paragraphs; at most" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/proposals/0",
        "/proposals/99999999999999999999",
        "/proposals/1x",
        "/proposals/{id}/versions/0",
        "/proposals/{id}/compare/1/99999999999",
        "/pillars/%00",
        "/pillars/'",
        "/strategies/%F0%9F%98%80",
        "/strategies/..%2f",
    ],
)
def test_an_address_that_names_nothing_is_not_found(
    stage: Stage, client_of: Callable[[str], Client], path: str
) -> None:
    found = client_of("nobody").get(path.format(id=stage.proposals["revision"]))
    assert found.status_code == 404


def test_the_pillar_of_another_strategy_cannot_be_chosen(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    path = f"{DESK}/proposals/{stage.proposals['revision']}/number"
    answer = client_of("secretary").send(path, {"pillar": "finance", "number": "1"})
    assert answer.status_code == 422
    with app.app_context():
        proposal = queries.proposal(stage.proposals["revision"])
        assert proposal is not None
        assert queries.printed_number(proposal) == "2.3"
