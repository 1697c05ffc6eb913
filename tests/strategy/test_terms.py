"""What a proposal costs, when, on which basis, by whom and what it serves: said at the desk, read by everyone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.strategy import queries, tagged
from consult.strategy.actions import terms as acts
from consult.strategy.actions.platform import import_strategy
from consult.strategy.source_places import Unreadable
from tests.cast import START, Stage
from tests.client import Client
from tests.strategy.writing import DESK, FILE, LATER, secretary, statements, the

TERMS = {
    "amount": "120 000",
    "currency": "EUR",
    "bound": "about",
    "cost_note": "a year",
    "from_on": "2027-01-01",
    "until_on": "2028-12-31",
    "legal_basis": "Statutes, article 12",
    "owner": "",
    "basis": "Estimate of March",
    "reason": "Asked for by the Board",
}


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def entries(app: Flask, verb: str) -> list[Entry]:
    with app.app_context():
        return list(db.session.scalars(select(Entry).where(Entry.verb == verb).order_by(Entry.id)))


def test_terms_are_said_once_and_read_beside_the_text(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    office, visitor, id = client_of("secretary"), client_of("nobody"), stage.proposals["consultation"]
    desk = f"{DESK}/proposals/{id}/terms"
    assert "Cost estimate" not in page(visitor, f"/proposals/{id}")
    assert office.send(desk, TERMS).status_code == 303
    shown = page(visitor, f"/proposals/{id}")
    assert "about €120,000 (a year)" in shown
    assert "January 1, 2027 to December 31, 2028" in shown
    assert "Statutes, article 12" in shown
    assert "Owner" not in shown
    assert (
        office.send(desk, TERMS | {"amount": "99,5", "currency": "USD", "bound": "most"}).status_code == 303
    )
    assert "at most US$" in page(visitor, f"/proposals/{id}") or "at most $99.50" in page(
        visitor, f"/proposals/{id}"
    )
    first, second = entries(app, "proposal-terms-set")
    assert first.reason == "Asked for by the Board"
    assert first.details["cost_minor"] == {"was": None, "now": 12_000_000}
    assert second.details == {
        "cost_minor": {"was": 12_000_000, "now": 9_950},
        "cost_currency": {"was": "EUR", "now": "USD"},
        "cost_bound": {"was": "about", "now": "most"},
    }


@pytest.mark.parametrize(
    ("odd", "status"),
    [
        ({"amount": "much"}, 422),
        ({"amount": "x" * 10**6}, 422),
        ({"amount": ""}, 422),
        ({"until_on": "2026-01-01"}, 422),
        ({"until_on": "31.12."}, 422),
        ({"owner": "999999"}, 422),
        ({"currency": "{{7*7}}"}, 422),
        ({"legal_basis": "x" * 10**6}, 422),
        ({"seen": "somebody else was here"}, 409),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    app: Flask, stage: Stage, client_of: Callable[[str], Client], odd: dict[str, str], status: int
) -> None:
    office, id = client_of("secretary"), stage.proposals["consultation"]
    answer = office.send(f"{DESK}/proposals/{id}/terms", TERMS | odd)
    assert answer.status_code == status
    assert "Statutes, article 12" in answer.get_data(as_text=True) or "legal_basis" in odd
    assert entries(app, "proposal-terms-set") == []


def test_tags_lead_from_the_proposal_to_all_that_serve_the_same(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    office, visitor, id = client_of("secretary"), client_of("nobody"), stage.proposals["consultation"]
    desk = f"{DESK}/proposals/{id}/tags"
    assert office.send(desk, {"code": "sdg-8", "target": "8.3", "note": "Decent jobs."}).status_code == 303
    assert office.send(desk, {"code": "ilo-r204", "note": "=Named"}).status_code == 303
    text = {"text-short": "ILO C155", "text-title": "Safety <b>", "text-year": "1981", "text-address": ""}
    assert office.send(f"{DESK}/proposals/{id}/texts", text).status_code == 303
    assert office.send(f"{DESK}/proposals/{id}/texts", text).status_code == 409
    assert office.send(desk, {"code": "ilo-c155", "note": ""}).status_code == 303
    for wrong in (
        {"code": "sdg-8", "target": "9.1"},
        {"code": "ilo-r204", "target": "8.3"},
        {"code": "sdg-99"},
    ):
        assert office.send(desk, wrong).status_code == 422
    shown = page(visitor, f"/proposals/{id}")
    assert "Decent work and a sound economy" in shown
    assert "target 8.3" in shown
    assert "Safety &lt;b&gt;, 1981" in shown
    report = page(visitor, "/strategies/platform/tags")
    assert "Decent jobs." in report
    assert "1 proposal" in report
    assert " adopted" not in report
    assert "Goals that no proposal serves" in report
    assert "Work group 2" in page(visitor, "/strategies/platform/tags/sdg-8")
    assert "No proposal serves this so far." in page(visitor, "/strategies/platform/tags/ilo-r193")
    for unknown in ("sdg-8.3", "sdg-18", "ilo-x"):
        assert visitor.get(f"/strategies/platform/tags/{unknown}").status_code == 404
    file = visitor.get("/strategies/platform/tags.csv").get_data(as_text=True).splitlines()
    assert len(file) == 4
    assert "SDG 8,8.3,Decent work and a sound economy,2.2,Work group 2" in file[1]
    assert file[3].endswith(",'=Named")
    assert office.send(f"{desk}/ilo-c155/remove").status_code == 303
    assert office.send(f"{desk}/ilo-c155/remove").status_code == 404
    assert [entry.details["tag"] for entry in entries(app, "proposal-untagged")] == ["ilo-c155"]
    for someone in (client_of("delegate"), client_of("board")):
        assert someone.send(desk, {"code": "sdg-1"}).status_code == 403


def test_the_page_of_tags_costs_the_same_for_many(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    visitor = client_of("nobody")

    def cost() -> int:
        with statements(app) as told:
            page(visitor, "/strategies/platform/tags")
        return len(told)

    with app.app_context(), transaction(writing=True):
        acts.add_tag(secretary(stage), the(stage.proposals["final"]), "sdg-1", "", LATER)
    cost()  # the first page of all reads who the federation is
    few = cost()
    with app.app_context(), transaction(writing=True):
        for state in ("consultation", "revision", "final"):
            for goal in range(2, 18):
                acts.add_tag(secretary(stage), the(stage.proposals[state]), f"sdg-{goal}", "Why.", LATER)
    assert cost() == few <= 8


def _file(**changes: Any) -> str:
    told = json.loads(FILE)
    told["sections"][1]["proposals"][0] |= changes
    return json.dumps(told)


def test_a_file_may_state_terms_and_tags_and_its_silence_changes_nothing(app: Flask) -> None:
    cost = {"amount": "1000", "currency": "EUR", "bound": "most"}
    terms = {"cost": cost, "from": "2027-01-01", "legal_basis": "Article 3", "basis": "Stated."}
    tags = [{"code": "sdg-13.a", "note": "Named."}]
    with app.app_context(), transaction(writing=True):
        import_strategy(FILE, START)
        report = import_strategy(_file(terms=terms, tags=tags), LATER)
        assert report.changed == ["proposal sustainability/1: terms, tags"]
        row = queries.proposal_by_ref("sustainability/1")
        assert row is not None
        assert (row.cost_minor, row.cost_bound, row.legal_basis) == (100_000, "most", "Article 3")
        assert [tag.target for tag in tagged.tags_of(row.id)] == ["13.a"]
        assert import_strategy(_file(title="Another title"), LATER).changed
        assert (row.cost_minor, len(tagged.tags_of(row.id))) == (100_000, 1)


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        (
            {"terms": {"cost": {"amount": "x", "currency": "EUR", "bound": "about"}}},
            "cost.amount",
            "import-sum",
        ),
        ({"terms": {"from": "2027-02-30"}}, "terms.from", "import-text-form"),
        ({"terms": {"from": "2027-02-01", "until": "2027-01-01"}}, "terms.until", "import-period"),
        ({"terms": {"owner": "nobody"}}, "terms.owner", "import-owner"),
        ({"terms": {"coste": 1}}, "terms.coste", "import-name-unknown"),
        ({"tags": [{"code": "sdg-99"}]}, "tags[0].code", "import-tag"),
    ],
)
def test_a_file_that_states_what_cannot_be_is_refused_with_the_place(
    app: Flask, changes: dict[str, Any], path: str, code: str
) -> None:
    with app.app_context(), transaction(writing=True), pytest.raises(Unreadable) as refused:
        import_strategy(_file(**changes), START)
    assert [(problem.code, problem.path.endswith(path)) for problem in refused.value.problems] == [
        (code, True)
    ]
