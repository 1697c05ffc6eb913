"""Editing a comment: for a quarter of an hour, by who speaks for the organisation, with the earlier wording kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.deliberation.models import Comment, CommentWording
from consult.journal.models import Entry
from consult.kit.db import db
from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import say

Clients = Callable[[str], Client]
INSTANT, QUARTER = timedelta(microseconds=1), timedelta(minutes=15)


@pytest.fixture
def target(stage: Stage) -> tuple[str, int]:
    return "proposal", stage.proposals["consultation"]


def typed(**more: str) -> dict[str, str]:
    return {"text": "Two days.", "language": "en", "kind": "general", "stance": "oppose", **more}


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]* value="([^"]+)"', page)
    assert found is not None
    return found[1]


def words(app: Flask, id: int) -> tuple[str, str]:
    with app.app_context():
        row = db.session.get(Comment, id)
        assert row is not None
        return row.text, row.stance


def test_what_it_said_before_stays_to_be_read(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], clock: FixedClock
) -> None:
    id = say(app, stage, "delegate", "One day.", START, target, stance="support")
    clock.advance(timedelta(minutes=10))
    lead = client_of("delegate")
    discussion = lead.get(f"/proposals/{target[1]}/discussion").get_data(as_text=True)
    assert f"/comments/{id}/edit" in discussion
    form = lead.get(f"/comments/{id}/edit").get_data(as_text=True)
    assert "One day." in form
    answer = lead.send(f"/comments/{id}/edit", typed(seen=seen(form)))
    assert answer.location.endswith(f"#c{id}")
    assert words(app, id) == ("Two days.", "oppose")
    neighbour = client_of("neighbour")
    page = neighbour.get(f"/proposals/{target[1]}/discussion").get_data(as_text=True)
    assert "edited" in page
    assert "One day." not in page
    history = neighbour.get(f"/comments/{id}/wordings").get_data(as_text=True)
    assert history.index("Two days.") < history.index("One day.")
    assert "Support" in history
    assert client_of("stranger").get(f"/comments/{id}/wordings").status_code == 403
    with app.app_context():
        assert db.session.scalars(select(CommentWording.text)).all() == ["One day."]
        assert "comment-edited" in db.session.scalars(select(Entry.verb)).all()


@pytest.mark.parametrize(("after", "status"), [(QUARTER - INSTANT, 303), (QUARTER, 409)])
def test_after_the_quarter_it_is_refused_and_the_text_kept(
    app: Flask,
    stage: Stage,
    client_of: Clients,
    target: tuple[str, int],
    clock: FixedClock,
    after: timedelta,
    status: int,
) -> None:
    id = say(app, stage, "delegate", "One day.", START, target)
    lead = client_of("delegate")
    clock.set(START + after)
    answer = lead.send(f"/comments/{id}/edit", typed(text="Said too late?"))
    assert answer.status_code == status
    assert words(app, id)[0] == ("Said too late?" if status == 303 else "One day.")
    if status == 409:
        page = answer.get_data(as_text=True)
        assert "Said too late?" in page
        assert "15 minutes" in page
        assert lead.get(f"/comments/{id}/edit").status_code == 409


def test_only_who_wrote_or_posted_it_with_a_mandate_to_speak(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int]
) -> None:
    id = say(app, stage, "delegate", "One day.", START, target)
    for name in ("second", "drafter", "neighbour", "secretary", "board", "stranger"):
        person = client_of(name)
        assert person.get(f"/comments/{id}/edit").status_code == 403, name
        assert person.send(f"/comments/{id}/edit", typed()).status_code == 403, name
    assert words(app, id)[0] == "One day."


def test_what_was_answered_stays_as_it_was_read(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int]
) -> None:
    id = say(app, stage, "delegate", "One day.", START, target)
    say(app, stage, "neighbour", "Why one?", START, target, reply_to_id=id)
    answer = client_of("delegate").send(f"/comments/{id}/edit", typed(text="Two weeks."))
    assert answer.status_code == 409
    assert "Two weeks." in answer.get_data(as_text=True)
    assert words(app, id)[0] == "One day."


def test_of_two_who_edit_the_second_sees_what_the_first_wrote(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int]
) -> None:
    id = say(app, stage, "delegate", "One day.", START, target)
    lead = client_of("delegate")
    first = seen(lead.get(f"/comments/{id}/edit").get_data(as_text=True))
    assert lead.send(f"/comments/{id}/edit", typed(text="From the phone.", seen=first)).status_code == 303
    answer = lead.send(f"/comments/{id}/edit", typed(text="From the desk.", seen=first))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "From the desk." in page
    assert "From the phone." in page
    assert lead.send(f"/comments/{id}/edit", typed(text="From the desk.", seen=seen(page))).status_code == 303
    assert words(app, id)[0] == "From the desk."


def test_sending_the_same_words_changes_nothing(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int]
) -> None:
    id = say(app, stage, "delegate", "One day.", START, target)
    answer = client_of("delegate").send(f"/comments/{id}/edit", typed(text="One day.", stance=""))
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.scalars(select(CommentWording)).all() == []
        row = db.session.get(Comment, id)
        assert row is not None
        assert row.edited_at is None
