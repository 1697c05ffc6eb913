"""Only a lead or voter of an organisation that is on the roll votes, and only for that organisation."""

from __future__ import annotations

import pytest

from consult.kit.db import db, transaction
from consult.network.models import Mandate
from consult.voting.actions.rolls import freeze_due_rolls
from tests.voting.asking import Asking, place, text


@pytest.mark.parametrize(
    ("name", "organisation", "sentence"),
    [
        ("associate", "coboce", "Associate member: it speaks and proposes, but does not vote."),
        ("drafter", "coceta", "with your role (Drafter) you do not cast its vote"),
        ("alternate", "coceta", "with your role (Alternate) you do not cast its vote"),
        ("observer", "coceta", "with your role (Observer) you do not cast its vote"),
    ],
)
def test_those_who_belong_but_do_not_vote_are_told_why(
    asking: Asking, name: str, organisation: str, sentence: str
) -> None:
    id = asking.opened()
    page = asking.client_of(name).get(place(id, organisation))
    assert page.status_code == 403
    assert sentence in text(page)
    assert asking.cast_refused(id, name, organisation) == 403
    with asking.app.app_context(), transaction(writing=True):
        freeze_due_rolls(asking.clock.now())
    assert asking.client_of(name).get(place(id, organisation)).status_code == 403
    assert asking.cast_refused(id, name, organisation) == 403
    assert asking.casts(id) == []


def test_a_drafter_reads_the_ballot_without_being_sent_where_they_cannot_go(asking: Asking) -> None:
    id = asking.opened()
    page = asking.client_of("drafter").get(f"/ballots/{id}")
    assert "not cast yet." in text(page)
    assert place(id, "coceta") not in page.get_data(as_text=True)
    receipt = asking.cast(id, "coceta", "yes").location
    page = asking.client_of("drafter").get(f"/ballots/{id}")
    assert f'href="{receipt}"' in page.get_data(as_text=True)
    assert asking.client_of("drafter").get(receipt).status_code == 200


@pytest.mark.parametrize("name", ["secretary", "teller", "board", "stranger", "neighbour", "associate"])
def test_nobody_votes_for_an_organisation_that_is_not_theirs(asking: Asking, name: str) -> None:
    id = asking.opened()
    assert asking.client_of(name).get(place(id, "coceta")).status_code == 403
    assert asking.cast_refused(id, name) == 403
    assert asking.casts(id) == []


def test_without_signing_in_one_is_asked_to_and_what_was_typed_is_kept(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("nobody")
    assert browser.get(place(id, "coceta")).status_code == 401
    fields = {"step": "confirm", "choice": "yes", "seen": "", "explanation": "Long thought about."}
    answer = browser.send(place(id, "coceta"), fields)
    assert answer.status_code == 401
    assert "Long thought about." in answer.get_data(as_text=True)
    assert asking.casts(id) == []


@pytest.mark.parametrize(
    "address", ["/ballots/999/vote/coceta", "/ballots/1/vote/nobody", "/ballots/99999999999/vote/coceta"]
)
def test_what_is_not_there_is_not_found(asking: Asking, address: str) -> None:
    asking.opened()
    assert asking.client_of("delegate").get(address).status_code == 404


def test_a_voter_with_two_organisations_votes_for_each(asking: Asking) -> None:
    id = asking.opened()
    with asking.app.app_context(), transaction(writing=True):
        db.session.add(
            Mandate(
                organisation_id=asking.stage.organisations["cwcf"],
                person_id=asking.stage.people["delegate"],
                role="voter",
                from_at=asking.clock.now(),
            )
        )
    assert asking.cast(id, "coceta", "yes", "delegate").status_code == 303
    assert asking.cast(id, "cwcf", "no", "delegate").status_code == 303
    assert asking.casts(id) == [("yes", True), ("no", True)]
    said = text(asking.client_of("delegate").get("/for"))
    assert "For whom do you speak?" in said
    assert "Canadian Worker Cooperatives Federation" in said
