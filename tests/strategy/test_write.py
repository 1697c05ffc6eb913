"""The desk's writing page: preview, save, publish; two who write at once; a submit sent twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from consult.strategy import queries
from tests.cast import Stage
from tests.client import Client
from tests.strategy.writing import DESK, published

WORDS = {
    "title": "Work group",
    "text": "One thought.\n\nAnother thought.",
    "language": "en",
    "note": "Shorter.",
}


def page_of(stage: Stage, state: str = "revision") -> str:
    return f"{DESK}/proposals/{stage.proposals[state]}/write"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None
    return found[1]


def numbers(app: Flask, stage: Stage, state: str = "revision") -> list[int]:
    with app.app_context():
        return [line.number for line in queries.versions(stage.proposals[state])]


def test_a_preview_shows_the_text_with_addresses_and_saves_nothing(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    secretary = client_of("secretary")
    answer = secretary.send(
        page_of(stage), WORDS | {"act": "preview", "text": "One **bold** thought.\n\nTwo."}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<strong>bold</strong>" in page
    assert "2.3 §2" in page
    assert "One **bold** thought." in page
    assert numbers(app, stage) == [1]
    with app.app_context():
        assert queries.draft(stage.proposals["revision"]) is None


def test_a_draft_is_saved_edited_and_published(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    secretary = client_of("secretary")
    assert secretary.send(page_of(stage), WORDS | {"act": "save"}).status_code == 303
    assert "Another thought." in secretary.get(page_of(stage)).get_data(as_text=True)
    assert (
        secretary.send(page_of(stage), WORDS | {"act": "save", "text": "Shorter still."}).status_code == 303
    )
    assert (
        secretary.send(page_of(stage), WORDS | {"act": "publish", "text": "Shorter still."}).status_code
        == 303
    )
    assert numbers(app, stage) == [2, 1]


def test_a_note_is_needed_to_publish_and_what_was_typed_stays(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    answer = client_of("secretary").send(page_of(stage), WORDS | {"act": "publish", "note": ""})
    assert answer.status_code == 422
    assert "Another thought." in answer.get_data(as_text=True)
    assert "Say in a sentence what changed" in answer.get_data(as_text=True)
    assert numbers(app, stage) == [1]


def test_who_publishes_second_is_told_and_keeps_what_was_typed(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    secretary = client_of("secretary")
    seen = hidden(secretary.get(page_of(stage)).get_data(as_text=True), "seen")
    published(app, stage, stage.proposals["revision"], "A colleague was faster.")
    answer = secretary.send(page_of(stage), WORDS | {"act": "publish", "seen": seen})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Version 2 was published while you were writing." in page
    assert "Another thought." in page
    assert numbers(app, stage) == [2, 1]
    again = secretary.send(page_of(stage), WORDS | {"act": "publish", "seen": hidden(page, "seen")})
    assert again.status_code == 303
    assert numbers(app, stage) == [3, 2, 1]


def test_who_saves_over_a_colleagues_draft_is_told_first(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    secretary = client_of("secretary")
    seen = hidden(secretary.get(page_of(stage)).get_data(as_text=True), "seen")
    assert secretary.send(page_of(stage), WORDS | {"act": "save"}).status_code == 303
    answer = secretary.send(page_of(stage), WORDS | {"act": "save", "text": "Mine.", "seen": seen})
    assert answer.status_code == 409
    assert "Somebody else saved this draft" in answer.get_data(as_text=True)
    assert "Mine." in answer.get_data(as_text=True)


def test_a_publish_sent_twice_is_one_version(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    secretary = client_of("secretary")
    page = secretary.get(page_of(stage)).get_data(as_text=True)
    form = WORDS | {"act": "publish", "once": hidden(page, "once"), "seen": hidden(page, "seen")}
    first, second = secretary.send(page_of(stage), form), secretary.send(page_of(stage), form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert numbers(app, stage) == [2, 1]


def test_of_two_who_publish_at_the_same_moment_one_is_told(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    writers = [client_of("secretary"), client_of("secretary")]
    forms = []
    for number, writer in enumerate(writers):
        seen = hidden(writer.get(page_of(stage)).get_data(as_text=True), "seen")
        forms.append(
            WORDS
            | {"act": "publish", "seen": seen, "text": f"Thought {number}.", "csrf_token": writer.token()}
        )
    start = Barrier(2)

    def send(writer: Client, form: dict[str, str]) -> int:
        start.wait()
        return writer.post(page_of(stage), data=form).status_code

    with ThreadPoolExecutor(2) as together:
        assert sorted(together.map(send, writers, forms)) == [303, 409]
    assert numbers(app, stage) == [2, 1]


def test_a_final_text_has_no_writing_page(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    secretary = client_of("secretary")
    assert secretary.get(page_of(stage, "final")).status_code == 409
    assert secretary.send(page_of(stage, "final"), WORDS | {"act": "publish"}).status_code == 409
    assert numbers(app, stage, "final") == [1]


def test_a_new_proposal_is_begun_written_and_published(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    secretary = client_of("secretary")
    begun = {"pillar": "national-structures", "title": "A fund for the young", "addressee": "the Board"}
    answer = secretary.send(f"{DESK}/strategies/platform/new-proposal", begun)
    assert answer.status_code == 303
    page = secretary.get(answer.location).get_data(as_text=True)
    assert "A fund for the young" in page
    form = {
        "title": "A fund for the young",
        "text": "To set up a fund.",
        "language": "en",
        "note": "New.",
        "act": "publish",
    }
    assert secretary.send(answer.location, form).status_code == 303
    visitor = client_of("nobody").get("/pillars/national-structures").get_data(as_text=True)
    assert "A fund for the young" in visitor
    assert "1.1" in visitor
