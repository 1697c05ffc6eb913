"""What everyone reads, what only the secretariat does, and at what cost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from consult.kit.db import transaction
from consult.kit.subject import shown
from consult.strategy import queries
from consult.strategy.actions import versions
from consult.strategy.actions.platform import import_strategy
from tests.cast import START, Stage, add_proposal
from tests.client import Client, client
from tests.strategy.writing import DESK, FILE, LATER, published, secretary, statements, the

PUBLIC = ["/strategies/platform", "/pillars/sustainability", "/pillars/national-structures"]
CAST = ["teller", "board", "delegate", "drafter", "observer", "associate", "stranger", "nobody"]


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_everyone_reads_what_was_published(stage: Stage, client_of: Callable[[str], Client]) -> None:
    visitor = client_of("nobody")
    id = stage.proposals["revision"]
    for path in [*PUBLIC, f"/proposals/{id}", f"/proposals/{id}/versions", f"/proposals/{id}/versions/1"]:
        text(visitor, path)
    assert visitor.get("/strategies").location == "/strategies/platform"


@pytest.mark.parametrize("name", CAST)
def test_a_draft_is_the_secretariats_alone(
    stage: Stage, client_of: Callable[[str], Client], name: str
) -> None:
    someone, id = client_of(name), stage.proposals["draft"]
    for path in (f"/proposals/{id}", f"/proposals/{id}/versions", f"/proposals/{id}/versions/1"):
        assert someone.get(path).status_code in {401, 403, 404}
    for path in PUBLIC:
        assert "Work group 1" not in text(someone, path)


@pytest.mark.parametrize("name", CAST)
def test_only_the_secretariat_edits(stage: Stage, client_of: Callable[[str], Client], name: str) -> None:
    someone, id = client_of(name), stage.proposals["revision"]
    form = {"title": "Mine", "text": "Mine.", "language": "en", "note": "Mine.", "act": "publish"}
    desk = f"{DESK}/proposals/{id}"
    paths = [
        DESK,
        desk,
        f"{desk}/write",
        f"{DESK}/pillars/sustainability",
        f"{DESK}/strategies/platform/new-proposal",
    ]
    for path in paths:
        assert someone.get(path).status_code in {401, 403}
    for path in [*paths[2:], f"{desk}/move/final", f"{desk}/number", f"{desk}/addressee", f"{desk}/discard"]:
        assert someone.send(path, form).status_code in {401, 403}


def test_a_draft_of_a_later_version_is_not_shown(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    id = stage.proposals["revision"]
    with app.app_context(), transaction(writing=True):
        words = {"title": "Secret title", "text": "Secret text", "language": "en", "note": ""}
        versions.save_draft(secretary(stage), the(id), at=LATER, **words)
    delegate = client_of("delegate")
    assert "Secret" not in text(delegate, f"/proposals/{id}") + text(delegate, f"/proposals/{id}/versions")
    assert delegate.get(f"/proposals/{id}/versions/2").status_code == 404


def test_an_earlier_version_says_that_it_is_not_in_force(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    id = stage.proposals["revision"]
    published(app, stage, id, "To organise a bigger work group number 3.\n\nTo report.")
    visitor = client_of("nobody")
    assert "This is the earlier version 1." in text(visitor, f"/proposals/{id}/versions/1")
    assert "This is the earlier version" not in text(visitor, f"/proposals/{id}/versions/2")
    compared = text(visitor, f"/proposals/{id}/compare/1/2")
    assert "bigger" in compared.split("<ins>", 1)[1].split("</ins>")[0]
    assert "Paragraph removed" in compared
    assert "word for word the same" in text(visitor, f"/proposals/{id}/compare/2/2")
    assert visitor.get(f"/proposals/{id}/compare/1/9").status_code == 404


def test_a_pillar_without_proposals_asks_for_contributions(
    stage: Stage, client_of: Callable[[str], Client]
) -> None:
    page = text(client_of("nobody"), "/pillars/national-structures")
    assert "The source has no numbered proposals here." in page
    assert "a place for yours" in page


def test_a_supplied_title_says_so_and_a_printed_one_does_not(app: Flask) -> None:
    with app.app_context(), transaction(writing=True):
        import_strategy(FILE, START)
    visitor = client(app)
    assert "Title supplied by the editors." in text(visitor, "/pillars/finance")
    assert "Title supplied by the editors." not in text(visitor, "/pillars/legal-frameworks")
    assert "resources" in text(visitor, "/pillars/governance")
    assert "Contact us!" in text(visitor, "/strategies/platform-2017-2021")


def test_links_within_a_pillar_stay_in_it(app: Flask, stage: Stage) -> None:
    with app.test_request_context("/pillars/sustainability"):
        app.preprocess_request()
        assert app.url_for("pillars.pillar") == "/pillars/sustainability"
        assert app.url_for("pillars.pillar", pillar="finance") == "/pillars/finance"


def test_an_empty_house_says_what_will_be_here(app: Flask) -> None:
    assert "There is no strategy here yet." in text(client(app), "/strategies")


def test_headings_are_asked_in_one_statement(app: Flask, stage: Stage) -> None:
    with app.app_context(), statements(app) as told:
        found = queries.headings(stage.proposals.values())
    assert [heading.number for heading in found.values()] == ["2.2", "2.3", "2.4"]
    assert len(told) == 1


@pytest.mark.parametrize("name", ["nobody", "delegate"])
def test_the_cost_of_a_page_does_not_grow(
    app: Flask, stage: Stage, client_of: Callable[[str], Client], name: str
) -> None:
    someone = client_of(name)
    id = stage.proposals["consultation"]
    paths = {"/pillars/sustainability": 8, "/strategies/platform": 6, f"/proposals/{id}": 10}

    def cost() -> dict[str, int]:
        found = {}
        for path in paths:
            with statements(app) as told:
                text(someone, path)
            found[path] = len(told)
        return found

    cost()  # the first page of all reads who the federation is
    before = cost()
    with app.app_context(), transaction(writing=True):
        for number in range(5, 45):
            add_proposal(stage, number, "consultation", START)
    after = cost()
    assert "2.44" in text(someone, "/pillars/sustainability")
    assert after == before
    assert all(after[path] <= most for path, most in paths.items()), after


def test_subjects_are_shown_to_those_who_may_see_them(app: Flask, stage: Stage) -> None:
    with app.test_request_context("/"):
        open_id, draft_id = stage.proposals["consultation"], stage.proposals["draft"]
        found = shown(None, "proposal", open_id)
        assert found is not None
        assert (found.title, found.url) == ("2.2 Work group 2", f"/proposals/{open_id}")
        assert shown(None, "proposal", draft_id) is None
        assert shown(secretary(stage), "proposal", draft_id) is not None
        version = shown(None, "version", stage.versions["consultation"])
        assert version is not None
        assert version.url == f"/proposals/{open_id}/versions/1"
        assert shown(None, "version", stage.versions["draft"]) is None
        assert shown(None, "pillar", stage.pillar) is not None
        assert shown(None, "strategy", stage.strategy) is not None
