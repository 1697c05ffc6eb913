"""Posting a comment: for the organisation or personally, while the discussion is open, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.deliberation.actions.comments import post_comment
from consult.deliberation.models import Comment, Round
from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.kit.refusal import Refused
from consult.network.models import Mandate
from consult.strategy.models import Passage, Proposal
from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import held, say, visitor

Clients = Callable[[str], Client]
INSTANT = timedelta(microseconds=1)


def typed(**more: str) -> dict[str, str]:
    """The form of a comment, filled in."""
    return {"act": "post", "stands_for": "organisation", "text": "We agree.", "language": "en", **more}


def path(stage: Stage, organisation: str = "coceta", state: str = "consultation") -> str:
    return f"/proposals/{stage.proposals[state]}/discussion/{organisation}"


def comments(app: Flask) -> list[Comment]:
    with app.app_context():
        return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def test_a_lead_speaks_for_the_organisation(app: Flask, stage: Stage, client_of: Clients) -> None:
    lead = client_of("delegate")
    answer = lead.send(path(stage), typed(text="We need *a date*.", language="es"))
    assert answer.status_code == 303
    (comment,) = comments(app)
    assert (comment.state, comment.stands_for, comment.language) == ("posted", "organisation", "es")
    assert comment.organisation_id == stage.organisations["coceta"]
    assert answer.location.endswith(f"#c{comment.id}")
    page = lead.get(answer.location).get_data(as_text=True)
    assert "We need <em>a date</em>." in page
    assert 'lang="es"' in page
    below = page[page.index(f'id="c{comment.id}"') :]
    assert below.index("COCETA") < below.index("Dolores García")
    with app.app_context():
        assert (
            db.session.scalar(select(Entry.verb).where(Entry.subject_kind == "comment")) == "comment-posted"
        )


def test_a_voter_speaks_personally_and_it_says_so(app: Flask, stage: Stage, client_of: Clients) -> None:
    answer = client_of("second").send(path(stage), typed(stands_for="person"))
    assert comments(app)[0].stands_for == "person"
    assert "personal view" in client_of("neighbour").get(answer.location).get_data(as_text=True)


def test_an_associate_comments_and_suggests_wording(app: Flask, stage: Stage, client_of: Clients) -> None:
    associate = client_of("associate")
    answer = associate.send(path(stage, "coboce"), typed(wording="To organise two work groups."))
    assert answer.status_code == 303
    assert comments(app)[0].wording == "To organise two work groups."
    page = associate.get(answer.location).get_data(as_text=True)
    assert page.index("Suggested wording") < page.index("To organise two work groups.")


@pytest.mark.parametrize("name", ["alternate", "drafter"])
def test_who_only_drafts_cannot_post_and_keeps_the_text(
    app: Flask, stage: Stage, client_of: Clients, name: str
) -> None:
    answer = client_of(name).send(path(stage), typed(text="Long in the writing."))
    assert answer.status_code == 403
    assert "Long in the writing." in answer.get_data(as_text=True)
    assert comments(app) == []


def test_nobody_speaks_for_an_organisation_that_is_not_theirs(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    for name in ("observer", "neighbour", "secretary", "teller", "board", "stranger"):
        person = client_of(name)
        assert person.send(path(stage), typed()).status_code == 403, name
        assert person.get(path(stage)).status_code == 403, name
    assert comments(app) == []


def test_an_unknown_organisation_or_proposal_is_not_there(stage: Stage, client_of: Clients) -> None:
    lead = client_of("delegate")
    assert lead.send(path(stage, "nobody-knows"), typed()).status_code == 404
    assert lead.send("/proposals/99999/discussion/coceta", typed()).status_code == 404
    assert lead.send(path(stage, state="draft"), typed()).status_code == 404
    assert lead.send("/pillars/nowhere/discussion/coceta", typed()).status_code == 404


def test_who_acts_for_two_organisations_chooses_in_the_address(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    with app.app_context(), transaction(writing=True):
        second = {"organisation_id": stage.organisations["cwcf"], "person_id": stage.people["delegate"]}
        db.session.add(Mandate(**second, role="lead", from_at=START - timedelta(days=9)))
    both = client_of("delegate")
    page = both.get(path(stage).rpartition("/")[0]).get_data(as_text=True)
    assert "For whom do you write?" in page
    assert path(stage, "cwcf") in page
    assert "<textarea" not in page
    assert "<textarea" in both.get(path(stage, "cwcf")).get_data(as_text=True)
    both.send(path(stage, "cwcf"), typed())
    assert comments(app)[0].organisation_id == stage.organisations["cwcf"]


def test_a_mandate_withdrawn_in_mid_writing_refuses_and_keeps_the_text(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    lead = client_of("delegate")
    with app.app_context(), transaction(writing=True):
        mandate = db.session.get(Mandate, stage.mandates["delegate"])
        assert mandate is not None
        mandate.until_at = START
    answer = lead.send(path(stage), typed(text="Half a page of thought."))
    assert answer.status_code == 403
    assert "Half a page of thought." in answer.get_data(as_text=True)
    assert comments(app) == []


@pytest.mark.parametrize(("before", "status"), [(INSTANT, 303), (timedelta(0), 409), (-INSTANT, 409)])
def test_the_servers_clock_decides_at_the_deadline(
    app: Flask, stage: Stage, client_of: Clients, clock: FixedClock, before: timedelta, status: int
) -> None:
    with app.app_context():
        round = db.session.get(Round, stage.round)
        assert round is not None
        closes_at = round.closes_at
    # signed in shortly before, so that the session is alive at the deadline
    clock.set(closes_at - timedelta(hours=1))
    lead = client_of("delegate")
    clock.set(closes_at - before)
    answer = lead.send(path(stage), typed(text="Just in time?"))
    assert answer.status_code == status
    assert len(comments(app)) == (status == 303)
    if status == 409:
        assert "Just in time?" in answer.get_data(as_text=True)
        assert "Discussion closed" in answer.get_data(as_text=True)


@pytest.mark.parametrize("state", ["revision", "final"])
def test_a_text_that_is_not_in_consultation_takes_no_comments(
    app: Flask, stage: Stage, client_of: Clients, state: str
) -> None:
    lead = client_of("delegate")
    answer = lead.send(path(stage, state=state), typed(text="Too late."))
    assert answer.status_code == 409
    assert "Too late." in answer.get_data(as_text=True)
    page = lead.get(path(stage, state=state)).get_data(as_text=True)
    assert "<textarea" not in page
    assert "Discussion closed" in page
    assert comments(app) == []


def test_a_pillar_takes_comments_while_a_round_is_open(app: Flask, stage: Stage, client_of: Clients) -> None:
    answer = client_of("delegate").send("/pillars/national-structures/discussion/coceta", typed())
    assert answer.status_code == 303
    assert comments(app)[0].pillar_id == stage.empty_pillar
    page = client_of("neighbour").get("/pillars/national-structures").get_data(as_text=True)
    assert "We agree." in page


def test_a_comment_names_its_paragraph_and_its_version(app: Flask, stage: Stage, client_of: Clients) -> None:
    with app.app_context():
        passage = db.session.scalar(
            select(Passage.paragraph_id).where(
                Passage.version_id == stage.versions["consultation"], Passage.position == 2
            )
        )
    answer = client_of("delegate").send(path(stage), typed(paragraph=str(passage)))
    comment = comments(app)[0]
    assert (comment.paragraph_id, comment.version_id) == (passage, stage.versions["consultation"])
    page = client_of("delegate").get(answer.location).get_data(as_text=True)
    assert "on 2.2 §2" in page
    assert "on version 1" in page


def test_a_paragraph_of_another_proposal_is_refused(app: Flask, stage: Stage, client_of: Clients) -> None:
    with app.app_context():
        foreign = db.session.scalar(
            select(Passage.paragraph_id).where(Passage.version_id == stage.versions["final"])
        )
        me, mandate = visitor(stage, "delegate"), held(stage, "delegate")
        target = ("proposal", stage.proposals["consultation"])
        with transaction(writing=True), pytest.raises(Refused, match="paragraph-gone"):
            post_comment(me, mandate, target, "Here", START, paragraph_id=foreign)
    answer = client_of("delegate").send(path(stage), typed(text="Where?", paragraph=str(foreign)))
    assert answer.status_code == 422
    assert "Where?" in answer.get_data(as_text=True)


def test_a_reply_stands_in_the_thread_of_what_it_replies_to(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    target = ("proposal", stage.proposals["consultation"])
    first = say(app, stage, "neighbour", "Why two?", START, target)
    lead = client_of("delegate")
    form = lead.get(f"{path(stage)}?reply={first}").get_data(as_text=True)
    assert "Reply to CWCF" in form
    lead.send(path(stage), typed(text="Because.", reply_to=str(first)))
    reply = comments(app)[1]
    client_of("neighbour").send(path(stage, "cwcf"), typed(text="I see.", reply_to=str(reply.id)))
    assert [comment.reply_to_id for comment in comments(app)] == [None, first, first]


def test_a_reply_to_what_is_not_here_is_refused_with_the_text_kept(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    elsewhere = say(app, stage, "neighbour", "On the pillar.", START, ("pillar", stage.pillar))
    for id in (str(elsewhere), "99999", "not-a-number", "9" * 30):
        answer = client_of("delegate").send(path(stage), typed(text="My reply.", reply_to=id))
        assert answer.status_code == 409
        assert "My reply." in answer.get_data(as_text=True)
    assert len(comments(app)) == 1


def test_a_doubled_submit_is_one_comment_with_the_same_answer(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    lead = client_of("delegate")
    first = lead.send(path(stage), typed(once="a-key-of-this-form"))
    again = lead.send(path(stage), typed(once="a-key-of-this-form"))
    assert first.location == again.location
    assert len(comments(app)) == 1


def test_an_expired_session_keeps_the_text_through_signing_in(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    nobody = client_of("nobody")
    answer = nobody.send(path(stage), typed(text="Written over lunch."))
    assert answer.status_code == 401
    assert "Written over lunch." in answer.get_data(as_text=True)
    assert comments(app) == []


def test_past_moments_are_judged_by_the_round_of_their_time(app: Flask, stage: Stage) -> None:
    target = ("proposal", stage.proposals["consultation"])
    say(app, stage, "delegate", "Early.", START - timedelta(days=10), target)
    with pytest.raises(Refused, match="discussion-not-yet"):
        say(app, stage, "delegate", "Too early.", START - timedelta(days=10) - INSTANT, target)
    with pytest.raises(Refused, match="discussion-closed"):
        say(app, stage, "delegate", "Too late.", START + timedelta(days=20), target)
    with app.app_context(), transaction(writing=True):
        proposal = db.session.get(Proposal, stage.proposals["consultation"])
        assert proposal is not None
        proposal.state = "revision"
    with pytest.raises(Refused, match="discussion-resting"):
        say(app, stage, "delegate", "In between.", START, target)


def test_a_stance_is_a_choice_and_never_a_default(app: Flask, stage: Stage, client_of: Clients) -> None:
    lead = client_of("delegate")
    form = lead.get(path(stage)).get_data(as_text=True)
    assert not [radio for radio in re.findall(r'<input[^>]*name="stance"[^>]*>', form) if "checked" in radio]
    for stance in ("support", "support-with-change", "oppose", "neutral", ""):
        answer = lead.send(path(stage), typed(stance=stance, kind="editorial", text=f"Said {stance}."))
        assert answer.status_code == 303
    lead.send(path(stage), typed(text="Said without."))
    said = [(comment.stance, comment.kind) for comment in comments(app)]
    assert said[-2:] == [("", "editorial"), ("", "general")]
    assert [stance for stance, _kind in said[:4]] == ["support", "support-with-change", "oppose", "neutral"]
    page = lead.get(answer.location).get_data(as_text=True)
    shown = page[page.index(f'id="c{comments(app)[1].id}"') :]
    assert shown.index("Support with a change") < shown.index("Said support-with-change.")


def test_a_question_has_no_stance_and_the_text_is_kept(app: Flask, stage: Stage, client_of: Clients) -> None:
    lead = client_of("delegate")
    for odd in ({"kind": "question", "stance": "neutral"}, {"stance": "loud"}, {"kind": "shout"}):
        answer = lead.send(path(stage), typed(text="Why two?", **odd))
        assert answer.status_code == 422
        assert "Why two?" in answer.get_data(as_text=True)
    assert comments(app) == []
