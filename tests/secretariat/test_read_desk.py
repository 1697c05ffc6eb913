"""The desk shows what is open, late, missing or about to close, and each line ends in what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest
from flask import Flask

from consult.accounts.models import Session
from consult.deliberation.models import Round
from consult.kit.db import db, transaction
from consult.network.models import Mandate, Membership
from consult.strategy.actions.proposals import move
from consult.strategy.actions.versions import publish, save_draft
from consult.strategy.models import Proposal
from tests.board.assembly import Assembly, shares
from tests.board.reading import lists
from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock

DAY = timedelta(days=1)
DESK = "/secretariat"


def rows(client: Client) -> list[str]:
    """The lines of the desk as text, blanks folded."""
    answer = client.get(DESK)
    assert answer.status_code == 200
    return lists(answer, "desk-row")


def row(client: Client, beginning: str) -> str:
    found = [line for line in rows(client) if line.startswith(beginning)]
    assert len(found) == 1, found
    return found[0]


def signed_in(people: Iterable[int]) -> None:
    """They have been here before."""
    db.session.add_all(
        Session(person_id=id, token_sha256=f"{id:064}", started_at=START - DAY, seen_at=START - DAY)
        for id in people
    )


def test_only_the_secretariat_reads_it(client_of: Callable[[str], Client]) -> None:
    for name in ("teller", "board", "delegate", "associate", "drafter", "stranger"):
        assert client_of(name).get(DESK).status_code == 403, name
    assert client_of("nobody").get(DESK).status_code == 401
    assert 'href="/secretariat"' in client_of("secretary").get("/").get_data(as_text=True)
    assert 'href="/secretariat"' not in client_of("board").get("/").get_data(as_text=True)


def test_every_desk_is_linked_and_opens(client_of: Callable[[str], Client]) -> None:
    secretary = client_of("secretary")
    page = secretary.get(DESK).get_data(as_text=True)
    for path in ("strategy", "rounds", "network", "people", "network/bodies", "rights"):
        assert f'href="/secretariat/{path}"' in page
        assert secretary.get(f"/secretariat/{path}").status_code == 200
    for path in ("/ballots", "/secretariat/approvals", "/journal"):
        assert f'href="{path}"' in page
        assert secretary.get(path).status_code == 200


def test_an_open_ballot_names_who_has_not_voted(
    assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    ballot = assembly.open(shares(yes=1, no=1))
    secretary = client_of("secretary")
    line = row(secretary, "2.11")
    assert "closes in 10 days" in line
    assert "2 of 3 have voted" in line
    assert "1 organisation has not voted Asia 1 JWCU" in line
    assert line.endswith("See who is missing")
    assert f'href="/secretariat/ballots/{ballot}"' in secretary.get(DESK).get_data(as_text=True)
    assert secretary.get(f"/secretariat/ballots/{ballot}").status_code == 200


def test_a_ballot_without_a_vote_and_one_that_closes_soon(
    assembly: Assembly, clock: FixedClock, client_of: Callable[[str], Client]
) -> None:
    assembly.open()
    assert "Open closes in 10 days" in row(client_of("secretary"), "2.11")
    assert "Nobody has voted yet." in row(client_of("secretary"), "2.11")
    clock.advance(3 * DAY)
    assert "Closes soon closes in 7 days" in row(client_of("secretary"), "2.11")
    clock.advance(7 * DAY)
    assert not [line for line in rows(client_of("secretary")) if line.startswith("2.11")]


def test_a_prepared_ballot_waits_for_the_key_until_it_lapses(
    assembly: Assembly, clock: FixedClock, client_of: Callable[[str], Client]
) -> None:
    assembly.prepare(START + 2 * DAY, START + 20 * DAY)
    line = row(client_of("secretary"), "2.11")
    assert "Waits for a teller’s key lapses in 2 days" in line
    assert line.endswith("Remind a teller")
    clock.advance(2 * DAY)
    assert row(client_of("secretary"), "2.11").endswith("Prepare a ballot"), "it lapsed, so nobody is asked"


def test_a_scheduled_ballot_says_when_it_opens(
    assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    assembly.put(START + 4 * DAY, START + 20 * DAY)
    assert "Scheduled opens in 4 days" in row(client_of("secretary"), "2.11")


def test_a_final_text_waits_for_a_ballot_only_while_it_has_none(
    assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    assembly.closed(shares(yes=3))
    secretary = client_of("secretary")
    assert not [line for line in rows(secretary) if line.startswith("2.11")]
    assert row(secretary, "2.4").endswith("Prepare a ballot")
    path = f"/secretariat/ballots/new?proposal={assembly.stage.proposals['final']}"
    assert f'href="{path}"' in secretary.get(DESK).get_data(as_text=True)
    assert secretary.get(path).status_code == 200


def test_texts_in_revision_are_told_with_their_next_step(
    app: Flask, stage: Stage, clock: FixedClock, client_of: Callable[[str], Client]
) -> None:
    written = {"title": "Work group 2", "text": "A new text.", "language": "en", "note": "After the round."}
    assert not [line for line in rows(client_of("secretary")) if line.startswith("2.2")]
    with app.app_context(), transaction(writing=True):
        proposal = db.session.get_one(Proposal, stage.proposals["consultation"])
        move(None, proposal, "revision", "", START)
    assert row(client_of("secretary"), "2.2").endswith("since November 23, 2026 Write version 2")
    with app.app_context(), transaction(writing=True):
        proposal = db.session.get_one(Proposal, stage.proposals["consultation"])
        save_draft(None, proposal, **written, at=START + DAY)
    assert row(client_of("secretary"), "2.2").endswith("Finish version 2")
    with app.app_context(), transaction(writing=True):
        proposal = db.session.get_one(Proposal, stage.proposals["consultation"])
        publish(None, proposal, **written, at=START + 2 * DAY)
    assert row(client_of("secretary"), "2.2").endswith("Move it on")
    clock.advance(3 * DAY)
    assert row(client_of("secretary"), "2.1 Work group 1").endswith("Publish it")


@pytest.mark.parametrize("step", ["Publish it", "Write version 2", "Prepare a ballot"])
def test_each_step_leads_to_its_page(
    client_of: Callable[[str], Client], assembly: Assembly, step: str
) -> None:
    secretary = client_of("secretary")
    page = secretary.get(DESK).get_data(as_text=True)
    url = page[: page.index(f">{step}<")].rpartition('href="')[2].rstrip('"')
    assert secretary.get(url.replace("&amp;", "&")).status_code == 200


def test_rounds_open_closing_and_missing(
    app: Flask, stage: Stage, clock: FixedClock, client_of: Callable[[str], Client]
) -> None:
    assert "Open closes in 20 days" in row(client_of("secretary"), "First reading")
    clock.advance(13 * DAY)
    assert "Closes soon closes in 7 days" in row(client_of("secretary"), "First reading")
    clock.advance(7 * DAY)
    missing = row(client_of("secretary"), "Platform 2017-2021")
    assert "No round texts are in consultation" in missing
    assert missing.endswith("Open a round")
    with app.app_context(), transaction(writing=True):
        opens_at = clock.now() + DAY
        db.session.add(
            Round(
                strategy_id=stage.strategy,
                title="Second reading",
                opens_at=opens_at,
                closes_at=opens_at + DAY,
            )
        )
    assert "To come opens in" in row(client_of("secretary"), "Second reading")
    assert not [line for line in rows(client_of("secretary")) if line.startswith("Platform")]


def test_members_without_a_lead_with_ending_mandates_and_suspended(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    with app.app_context(), transaction(writing=True):
        db.session.get_one(Mandate, stage.mandates["neighbour"]).until_at = START - DAY
        db.session.get_one(Mandate, stage.mandates["delegate"]).until_at = START - DAY
        db.session.get_one(Mandate, stage.mandates["faraway"]).until_at = START + 12 * DAY
        suspended = Membership(
            organisation_id=stage.organisations["coboce"],
            from_on=date(2026, 11, 1),
            category="associate",
            standing="suspended",
            recorded_at=START,
        )
        db.session.add(suspended)
    secretary = client_of("secretary")
    assert "No mandate nobody speaks for it" in row(secretary, "CWCF")
    assert "No lead it has no contact point" in row(secretary, "COCETA")
    assert "Mandates end the last one on December 5, 2026" in row(secretary, "JWCU")
    assert row(secretary, "CWCF").endswith("Give a mandate")
    assert row(secretary, "COBOCE").endswith("Look at its status")
    page = secretary.get(DESK).get_data(as_text=True)
    for path in (
        "/secretariat/network/organisations/cwcf/mandates/new",
        "/secretariat/network/organisations/coboce",
    ):
        assert f'href="{path}"' in page
        assert secretary.get(path).status_code == 200


def test_an_empty_desk_says_so_kindly(app: Flask, stage: Stage, client_of: Callable[[str], Client]) -> None:
    with app.app_context(), transaction(writing=True):
        for table in ("round", "passage", "paragraph", "version", "proposal", "pillar", "strategy"):
            db.session.execute(db.metadata.tables[table].delete())
        signed_in(list(stage.people.values()))
    answer = client_of("secretary").get(DESK)
    assert not lists(answer, "desk-row")
    page = answer.get_data(as_text=True)
    for said in (
        "No ballot is open",
        "No round is open",
        "No text waits for you",
        "Every organisation has a lead",
    ):
        assert said in page
