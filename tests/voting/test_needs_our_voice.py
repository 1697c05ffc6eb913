"""The delegate's first page, the lists of ballots, and the words on the pages of proposals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.strategy.events import may_leave_final, pillar_counts, proposal_steps, proposal_tabs
from tests.voting.asking import CLOSES, OPENS, Asking, place, text


def test_an_open_ballot_comes_first_then_it_may_be_changed(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    assert browser.get("/for").location == "/for/coceta"
    page = browser.get("/for/coceta")
    assert "To vote on" in text(page)
    assert f'href="{place(id, "coceta")}"' in page.get_data(as_text=True)
    asking.cast(id, "coceta", "yes")
    said = text(browser.get("/for/coceta"))
    assert "We have voted on everything that is open." in said
    assert "Yes , cast by Dolores García" in said or "Yes, cast by Dolores García" in said
    assert "See or change it" in said


def test_what_is_coming_and_what_was_decided_is_there_too(asking: Asking) -> None:
    id = asking.scheduled()
    said = text(asking.client_of("delegate").get("/for/coceta"))
    assert "Nothing to vote on now." in said
    assert "Coming" in said
    asking.clock.set(OPENS + timedelta(hours=1))
    asking.cast(id, "coceta", "yes")
    asking.close()
    said = text(asking.client_of("delegate").get("/for/coceta"))
    assert "Decided lately" in said
    assert "No decision: 1 of 3" in said


def test_an_open_round_is_shown_with_its_deadline(asking: Asking) -> None:
    assert "First reading" in text(asking.client_of("delegate").get("/for/coceta"))


def test_an_associate_and_a_drafter_see_what_they_can_do(asking: Asking) -> None:
    id = asking.opened()
    associate = asking.client_of("associate").get("/for/coboce")
    assert "does not vote" in text(associate)
    assert place(id, "coboce") not in associate.get_data(as_text=True)
    assert "the lead delegate and the voters cast the vote" in text(
        asking.client_of("drafter").get("/for/coceta")
    )


@pytest.mark.parametrize("name", ["neighbour", "secretary", "board", "stranger"])
def test_the_page_is_the_organisations_own(asking: Asking, name: str) -> None:
    assert asking.client_of(name).get("/for/coceta").status_code == 403
    assert asking.client_of(name).get("/for/none").status_code == 404


def test_the_menu_leads_members_to_it_and_everyone_to_the_ballots(asking: Asking) -> None:
    assert "What needs our voice" in text(asking.client_of("delegate").get("/ballots"))
    for name in ("secretary", "stranger", "nobody"):
        said = text(asking.client_of(name).get("/ballots"))
        assert "What needs our voice" not in said
        assert "No ballot is open." in said


def test_the_list_has_every_ballot_in_its_place(asking: Asking) -> None:
    id = asking.prepared()
    assert "Waiting for a teller" in text(asking.client_of("teller").get("/ballots"))
    asking.client_of("secretary").send(f"/secretariat/ballots/{id}/withdraw", {"reason": "A typing error."})
    id = asking.scheduled()
    assert "Coming" in text(asking.client_of("nobody").get("/ballots"))
    asking.clock.set(OPENS)
    assert "0 of 3 have voted" in text(asking.client_of("nobody").get("/ballots"))
    for slug in ("coceta", "cwcf"):
        asking.cast(id, slug, "yes")
    asking.clock.set(CLOSES)
    assert "Being counted" in text(asking.client_of("nobody").get("/ballots"))
    asking.close()
    assert "Adopted under the rule" in text(asking.client_of("nobody").get("/ballots"))


def test_the_tab_of_a_proposal_tells_its_ballot(asking: Asking) -> None:
    final = asking.stage.proposals["final"]
    nobody = asking.client_of("nobody")
    assert "No ballot is scheduled yet." in text(nobody.get(f"/proposals/{final}/vote"))
    other = asking.stage.proposals["consultation"]
    assert "There is nothing to vote on yet." in text(nobody.get(f"/proposals/{other}/vote"))
    assert nobody.get(f"/proposals/{asking.stage.proposals['draft']}/vote").status_code == 401
    id = asking.opened()
    assert "Vote: Open" in text(nobody.get(f"/proposals/{final}/vote"))
    asking.cast(id, "coceta", "yes")
    asking.cast(id, "cwcf", "yes")
    asking.close()
    assert "Vote: Adopted" in text(nobody.get(f"/proposals/{final}/vote"))


def test_the_step_of_a_proposal_is_for_each_person_their_own(asking: Asking) -> None:
    final = asking.stage.proposals["final"]

    def step(name: str) -> str:
        with asking.app.test_request_context():
            found = [step for step in proposal_steps.ask(asking.visitor(name), final) if step is not None]
            return min(found, key=lambda step: step.rank).label if found else ""

    assert (step("secretary"), step("delegate")) == ("Prepare a ballot", "")
    id = asking.prepared()
    assert (step("secretary"), step("teller")) == ("", "Confirm the ballot")
    asking.client_of("secretary").send(f"/secretariat/ballots/{id}/withdraw", {"reason": "A typing error."})
    id = asking.opened()
    assert step("delegate") == "Cast our vote for COCETA"
    assert (step("drafter"), step("associate"), step("board")) == ("", "", "")
    asking.cast(id, "coceta", "yes")
    assert step("second") == "Change our vote for COCETA"
    asking.close()
    assert step("stranger") == "See the result"


def test_a_list_of_proposals_says_where_the_vote_stands(asking: Asking) -> None:
    final = asking.stage.proposals["final"]

    def said() -> list[str]:
        with asking.app.test_request_context():
            found = [answer.get(final, []) for answer in pillar_counts.ask([final])]
            return [word for words in found for word in words if "comment" not in word]

    assert said() == []
    id = asking.scheduled()
    assert said() == ["Vote opens on December 20, 2026"]
    asking.clock.set(OPENS)
    assert said() == ["Vote open until January 10, 2027"]
    asking.cast(id, "coceta", "yes")
    asking.cast(id, "cwcf", "no")
    asking.clock.set(CLOSES)
    assert said() == ["Being counted"]
    asking.close()
    assert said() == ["Not adopted, 1 yes to 1 no"]


def test_a_ballot_holds_the_text_of_its_proposal(asking: Asking) -> None:
    final = asking.stage.proposals["final"]

    def free() -> bool:
        with asking.app.test_request_context():
            return all(may_leave_final.ask(final))

    assert free()
    id = asking.prepared()
    assert not free()
    asking.client_of("secretary").send(f"/secretariat/ballots/{id}/withdraw", {"reason": "A typing error."})
    assert free()
    asking.prepared()
    asking.clock.set(OPENS)
    assert free(), "nobody confirmed it in time"
    with asking.app.test_request_context():
        assert [link.label for links in proposal_tabs.ask(final) for link in links][-1] == "Vote"


def test_the_desk_names_who_has_not_voted_and_never_how(asking: Asking) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "no")
    said = text(asking.client_of("secretary").get(f"/secretariat/ballots/{id}"))
    assert "Who has not voted yet" in said
    assert "CWCF" in said
    assert "JWCU" in said
    assert "COCETA" not in said
    for name in ("teller", "board", "delegate"):
        assert asking.client_of(name).get(f"/secretariat/ballots/{id}").status_code == 403
