"""Drafts: written for the organisation, seen by it alone, posted once by its lead or voter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.deliberation.actions.drafts import discard_draft, post_draft, save_draft
from consult.deliberation.models import Comment
from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.kit.refusal import Refused
from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import held, visitor

Clients = Callable[[str], Client]
AFTER = timedelta(days=20)


def typed(**more: str) -> dict[str, str]:
    return {"act": "draft", "text": "A first attempt.", "language": "en", **more}


def path(stage: Stage, organisation: str = "coceta") -> str:
    return f"/proposals/{stage.proposals['consultation']}/discussion/{organisation}"


def drafted(app: Flask, stage: Stage, name: str = "drafter", **more: str) -> int:
    """A draft of COCETA; its id."""
    with app.app_context(), transaction(writing=True):
        target = ("proposal", stage.proposals["consultation"])
        return save_draft(
            visitor(stage, name), held(stage, name), target, "A first attempt.", START, **more
        ).id  # type: ignore[arg-type]


def row(app: Flask, id: int) -> Comment | None:
    with app.app_context():
        return db.session.get(Comment, id)


def test_whoever_writes_for_an_organisation_may_draft(app: Flask, stage: Stage, client_of: Clients) -> None:
    for name in ("drafter", "alternate", "delegate", "second"):
        answer = client_of(name).send(path(stage), typed(stands_for="organisation", wording="In two years."))
        assert answer.location == "/for/coceta/drafts", name
    with app.app_context():
        drafts = db.session.scalars(select(Comment)).all()
        assert {(draft.state, draft.posted_at, draft.wording) for draft in drafts} == {
            ("draft", None, "In two years.")
        }
        assert len(drafts) == 4


def test_a_personal_draft_is_refused_because_colleagues_would_see_it(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    answer = client_of("second").send(path(stage), typed(stands_for="person", text="Between us."))
    assert answer.status_code == 422
    assert "Between us." in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(Comment)).all() == []


def test_a_draft_is_seen_by_its_organisation_alone(app: Flask, stage: Stage, client_of: Clients) -> None:
    id = drafted(app, stage)
    discussion = path(stage).rpartition("/")[0]
    for name in ("drafter", "alternate", "delegate", "second"):
        assert "A first attempt." in client_of(name).get("/for/coceta/drafts").get_data(as_text=True)
        assert "A first attempt." in client_of(name).get(discussion).get_data(as_text=True)
    for name in ("observer", "neighbour", "secretary", "board", "stranger"):
        person = client_of(name)
        assert person.get("/for/coceta/drafts").status_code == 403
        assert person.get(f"/for/coceta/drafts/{id}").status_code == 403
        assert "A first attempt." not in person.get(discussion).get_data(as_text=True)
    assert client_of("nobody").get("/for/coceta/drafts").status_code == 401
    for name in ("observer", "neighbour", "secretary"):
        assert client_of(name).get(f"/comments/{id}").status_code == 404, name
    assert client_of("delegate").get(f"/comments/{id}").location == f"/for/coceta/drafts#d{id}"


def test_a_draft_of_one_organisation_is_not_there_for_another(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    id = drafted(app, stage)
    neighbour = client_of("neighbour")
    assert neighbour.get(f"/for/cwcf/drafts/{id}").status_code == 404
    for act in ("", "/post", "/discard"):
        assert neighbour.send(f"/for/cwcf/drafts/{id}{act}", typed(act="post")).status_code == 404
        assert neighbour.send(f"/for/coceta/drafts/{id}{act}", typed(act="post")).status_code == 403
    kept = row(app, id)
    assert kept is not None
    assert kept.state == "draft"


@pytest.mark.parametrize("name", ["delegate", "second"])
def test_the_lead_or_a_voter_posts_it_as_the_organisations_word(
    app: Flask, stage: Stage, client_of: Clients, name: str
) -> None:
    id = drafted(app, stage)
    answer = client_of(name).send(f"/for/coceta/drafts/{id}/post")
    assert answer.location.endswith(f"#c{id}")
    posted = row(app, id)
    assert posted is not None
    assert (posted.state, posted.stands_for) == ("posted", "organisation")
    assert (posted.author_id, posted.posted_by_id) == (stage.people["drafter"], stage.people[name])
    assert posted.mandate_id == stage.mandates[name]
    assert "A first attempt." in client_of("neighbour").get(answer.location).get_data(as_text=True)


def test_the_lead_changes_it_and_posts_it_in_one_go(app: Flask, stage: Stage, client_of: Clients) -> None:
    id = drafted(app, stage)
    lead = client_of("delegate")
    assert "A first attempt." in lead.get(f"/for/coceta/drafts/{id}").get_data(as_text=True)
    answer = lead.send(f"/for/coceta/drafts/{id}", typed(act="post", text="The second attempt."))
    assert answer.status_code == 303
    posted = row(app, id)
    assert posted is not None
    assert (posted.state, posted.text) == ("posted", "The second attempt.")


def test_who_only_drafts_cannot_post_not_even_their_own(app: Flask, stage: Stage, client_of: Clients) -> None:
    id = drafted(app, stage)
    drafter = client_of("drafter")
    assert drafter.send(f"/for/coceta/drafts/{id}/post").status_code == 409
    assert drafter.send(f"/for/coceta/drafts/{id}", typed(act="post", text="Mine.")).status_code == 409
    kept = row(app, id)
    assert kept is not None
    assert (kept.state, kept.text) == ("draft", "A first attempt.")


def test_its_author_may_change_and_discard_it_and_another_drafter_may_not(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    id = drafted(app, stage)
    assert (
        client_of("alternate").send(f"/for/coceta/drafts/{id}", typed(act="save", text="Mine.")).status_code
        == 403
    )
    assert client_of("alternate").send(f"/for/coceta/drafts/{id}/discard").status_code == 403
    drafter = client_of("drafter")
    assert drafter.send(f"/for/coceta/drafts/{id}", typed(act="save", text="Better.")).status_code == 303
    changed = row(app, id)
    assert changed is not None
    assert changed.text == "Better."
    assert drafter.send(f"/for/coceta/drafts/{id}/discard").status_code == 303
    assert row(app, id) is None
    with app.app_context():
        verbs = db.session.scalars(
            select(Entry.verb).where(Entry.subject_kind == "comment").order_by(Entry.id)
        ).all()
    assert verbs == ["comment-drafted", "comment-draft-changed", "comment-draft-discarded"]


def test_what_was_posted_is_no_draft_any_more(app: Flask, stage: Stage, client_of: Clients) -> None:
    id = drafted(app, stage)
    lead = client_of("delegate")
    lead.send(f"/for/coceta/drafts/{id}/post")
    for act in ("", "/post", "/discard"):
        assert (
            lead.send(f"/for/coceta/drafts/{id}{act}", typed(act="save", text="Otherwise.")).status_code
            == 404
        )
    posted = row(app, id)
    assert posted is not None
    assert posted.text == "A first attempt."


def test_of_two_who_settle_it_at_once_the_second_finds_it_gone(app: Flask, stage: Stage) -> None:
    id = drafted(app, stage)
    with app.app_context(), transaction(writing=True):
        draft = db.session.get(Comment, id)
        assert draft is not None
        post_draft(visitor(stage, "delegate"), held(stage, "delegate"), draft, START)
        for settle in (post_draft, discard_draft):
            with pytest.raises(Refused, match="draft-gone"):
                settle(visitor(stage, "second"), held(stage, "second"), draft, START)


def test_of_two_who_change_it_the_second_sees_what_the_first_wrote(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    id = drafted(app, stage, stance="oppose")
    lead, drafter = client_of("delegate"), client_of("drafter")
    before = seen(lead.get(f"/for/coceta/drafts/{id}").get_data(as_text=True))
    assert seen(lead.get("/for/coceta/drafts").get_data(as_text=True)) == before
    mine = typed(act="save", text="By the drafter.", seen=before)
    assert drafter.send(f"/for/coceta/drafts/{id}", mine).status_code == 303
    for act, more in (("", {"text": "By the lead."}), ("/post", {})):
        answer = lead.send(f"/for/coceta/drafts/{id}{act}", typed(act="post", seen=before, **more))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "By the drafter." in page
        assert "What it says now" in page
        assert act or "By the lead." in page
    kept = row(app, id)
    assert kept is not None
    assert (kept.state, kept.text) == ("draft", "By the drafter.")
    again = typed(act="post", text="By the lead.", seen=seen(page))
    assert lead.send(f"/for/coceta/drafts/{id}", again).status_code == 303


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]* value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_closed_discussion_keeps_the_draft_private_and_takes_no_new_one(
    app: Flask, stage: Stage, client_of: Clients, clock: FixedClock
) -> None:
    id = drafted(app, stage)
    clock.set(START + AFTER)
    lead = client_of("delegate")
    page = lead.get(f"/for/coceta/drafts/{id}").get_data(as_text=True)
    assert "Discussion closed" in page
    assert 'value="post"' not in page
    assert lead.send(f"/for/coceta/drafts/{id}/post").status_code == 409
    late = lead.send(f"/for/coceta/drafts/{id}", typed(act="post", text="Late words."))
    assert late.status_code == 409
    assert "Late words." in late.get_data(as_text=True)
    kept = row(app, id)
    assert kept is not None
    assert kept.state == "draft"
    refused = lead.send(path(stage), typed(text="Another."))
    assert refused.status_code == 409
    assert "Another." in refused.get_data(as_text=True)
    assert lead.send(f"/for/coceta/drafts/{id}/discard").status_code == 303


def test_an_observer_reads_and_writes_nothing(stage: Stage, client_of: Clients) -> None:
    observer = client_of("observer")
    page = observer.get(path(stage).rpartition("/")[0]).get_data(as_text=True)
    assert "<textarea" not in page
    assert observer.send(path(stage), typed()).status_code == 403
