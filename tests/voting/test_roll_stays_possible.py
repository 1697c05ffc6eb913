"""A change of the network may not make the roll of a ballot that is coming impossible: nobody could vote at all."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from consult.kit.db import db, transaction
from consult.network.models import Organisation
from tests.voting.asking import OPENS, Asking, text

NEW = "/secretariat/network/organisations/new"
AFRICAN = {
    "name": "Worker co-operatives of the south",
    "short_name": "WCS",
    "acronym": "",
    "name_as_printed": "",
    "country": "ZA",
    "country_as_printed": "",
    "region": "Africa",
    "region_body_id": "",
    "sub_region_body_id": "",
    "region_basis": "",
    "note": "",
    "source": "",
    "slug": "wcs",
    "category": "full",
    "from_on": "",
    "reason": "Decided by the board.",
}


def test_a_member_no_chamber_of_a_coming_ballot_holds_is_refused(asking: Asking) -> None:
    asking.scheduled("regions")
    answer = asking.client_of("secretary").send(NEW, AFRICAN)
    assert answer.status_code == 422
    assert "coming ballot" in text(answer)
    assert "Worker co-operatives of the south" in answer.get_data(as_text=True), "what was typed stays"
    asking.clock.set(OPENS + timedelta(hours=1))
    browser = asking.client_of("delegate")
    assert browser.get("/ballots").status_code == 200
    assert browser.get("/").status_code == 200


def test_the_same_member_is_welcome_when_no_such_ballot_is_coming(asking: Asking) -> None:
    asking.scheduled("ordinary")
    assert asking.client_of("secretary").send(NEW, AFRICAN).status_code == 303


def test_a_region_or_category_that_would_leave_a_voter_nowhere_is_refused(asking: Asking) -> None:
    assert asking.client_of("secretary").send(NEW, AFRICAN | {"category": "associate"}).status_code == 303
    ballot = asking.prepared("regions")
    secretary = asking.client_of("secretary")
    change = {"category": "full", "standing": "active", "from_on": "2026-11-30", "reason": "As decided."}
    place = "/secretariat/network/organisations/wcs"
    answer = secretary.send(f"{place}/status", change)
    assert answer.status_code == 422
    assert "coming ballot" in text(answer)
    # only after the record day: this ballot does not ask it
    assert secretary.send(f"{place}/status", change | {"from_on": "2027-02-01"}).status_code == 303
    edited = {name: value for name, value in AFRICAN.items() if name not in {"slug", "category", "from_on"}}
    edited |= {"name": "COCETA", "short_name": "COCETA", "country": "ES"}
    answer = secretary.send("/secretariat/network/organisations/coceta/edit", edited)
    assert answer.status_code == 422
    withdrawn = secretary.send(f"/secretariat/ballots/{ballot}/withdraw", {"reason": "Another rule."})
    assert withdrawn.status_code == 303
    assert secretary.send(f"{place}/status", change).status_code == 303


def test_a_ballot_whose_roll_has_become_impossible_is_taken_back_by_command(asking: Asking) -> None:
    ballot = asking.scheduled("regions")
    command = ["voting", "recover", str(ballot), "--reason", "Its rule has no place for Africa."]
    runner = asking.app.test_cli_runner()
    assert "can be made" in runner.invoke(args=command).output, "a ballot that can be held is left alone"
    with asking.app.app_context(), transaction(writing=True):  # past every check, as a restored copy might
        db.session.execute(update(Organisation).where(Organisation.slug == "jwcu").values(region="Africa"))
    asking.clock.set(OPENS + timedelta(hours=1))
    done = runner.invoke(args=command)
    assert done.exit_code == 0, done.output
    said = text(asking.client_of("nobody").get("/ballots"))
    assert "Do you adopt proposal 2.4?" not in said
    assert "Its rule has no place for Africa." in text(asking.client_of("delegate").get("/journal"))
