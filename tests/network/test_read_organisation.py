"""An organisation's page: names, history, figures; who speaks for it only for members and office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from consult.kit.db import db, transaction
from consult.network.actions.organisations import add_status, edit_organisation
from consult.network.actions.people import end_mandate
from consult.network.models import Mandate
from consult.network.rules import Status
from tests.cast import Stage, email
from tests.client import Client, client
from tests.conftest import FixedClock
from tests.network.conftest import organisation_named

ClientOf = Callable[[str], Client]


@pytest.mark.usefixtures("case")
def test_names_stand_as_displayed_and_as_printed(app: Flask) -> None:
    page = client(app).get("/network/cgscop").text
    assert "Confédération générale des sociétés coopératives et participatives" in page
    assert "SOOPÉRATIVES" in page
    assert "not in our records" in page
    assert "CECOP-CICOPA Europe" in page
    assert "Printed &#39;SOOPÉRATIVES&#39;" in page or "Printed 'SOOPÉRATIVES'" in page
    assert "000_73dc60b3898da204.txt, lines 156-158" in page


@pytest.mark.usefixtures("case")
def test_an_unknown_body_is_said_to_be_unknown(app: Flask) -> None:
    page = client(app).get("/network/vca").text
    assert page.count("not known") == 2


@pytest.mark.usefixtures("case")
def test_the_figures_of_vca_add_up_with_the_remainder(app: Flask) -> None:
    page = client(app).get("/network/vca").text
    for number in (
        "18,024",
        "7,386,572",
        "1,424",
        "846",
        "2,187",
        "963",
        "332",
        "worked out 12,272",
        ">1961<",
    ):
        assert number in page
    assert "Among others" in page
    assert "the other 12,272 are only called" in page


@pytest.mark.usefixtures("case")
def test_a_note_with_markup_is_shown_as_text(app: Flask, clock: FixedClock) -> None:
    with app.app_context(), transaction(writing=True):
        row = organisation_named("vca")
        edit_organisation(None, row, {"note": "<script>x</script> {{7*7}} **bold**"}, clock.now())
    page = client(app).get("/network/vca").text
    assert "<script>x" not in page
    assert "{{7*7}}" in page
    assert "<strong>bold</strong>" in page


def test_there_is_no_page_for_an_odd_slug(app: Flask, stage: Stage) -> None:
    for slug in ("nobody", "COCETA", "new", "%00", "a%20b", "..%2f", "a" * 300, "1"):
        assert client(app).get(f"/network/{slug}").status_code == 404, slug


def test_visitors_do_not_see_who_speaks_for_it(client_of: ClientOf) -> None:
    for name in ("nobody", "stranger"):
        page = client_of(name).get("/network/coceta").text
        assert "Who speaks for it" not in page
        assert "Dolores García" not in page


def test_members_see_names_and_roles_but_no_addresses(client_of: ClientOf) -> None:
    page = client_of("neighbour").get("/network/coceta").text
    assert "Dolores García" in page
    assert "Lead delegate" in page
    assert email("delegate") not in page


@pytest.mark.parametrize("name", ["observer", "secretary", "teller", "board"])
def test_its_own_people_and_office_see_addresses_and_earlier_mandates(
    app: Flask, client_of: ClientOf, stage: Stage, clock: FixedClock, name: str
) -> None:
    with app.app_context(), transaction(writing=True):
        end_mandate(None, db.session.get_one(Mandate, stage.mandates["second"]), "Gone.", clock.now())
    page = client_of(name).get("/network/coceta").text
    assert email("delegate") in page
    assert "Sergio Ruiz" in page[page.index("Earlier and coming mandates") :]
    assert "Sergio Ruiz" not in client_of("neighbour").get("/network/coceta").text


def test_only_the_secretariat_is_led_to_the_desk(client_of: ClientOf) -> None:
    link = "/secretariat/network/organisations/coceta"
    assert link in client_of("secretary").get("/network/coceta").text
    for name in ("board", "delegate", "nobody"):
        assert link not in client_of(name).get("/network/coceta").text


def test_the_history_stands_by_date_with_what_holds_today(
    app: Flask, client_of: ClientOf, stage: Stage, clock: FixedClock
) -> None:
    with app.app_context(), transaction(writing=True):
        row = organisation_named("coceta")
        add_status(None, row, Status(date(2020, 3, 1), "associate", "active"), "Then.", clock.now())
        add_status(None, row, Status(date(2027, 3, 1), "full", "active"), "To come.", clock.now())
    page = client_of("nobody").get("/network/coceta").text
    assert page.count("holds today") == 1
    line, table = page[page.index('class="life"') :].split("</ol>", 1)
    assert line.index("not in our records") < line.index("March 1, 2020") < line.index("March 1, 2027")
    assert line.index("today") < line.index("March 1, 2020") or line.index("today") < line.index(
        "March 1, 2027"
    )
    assert table.index("March 1, 2027") < table.index("March 1, 2020") < table.index("holds today")
    assert "Then." not in page
    # members and office read why, and who entered it
    page = client_of("neighbour").get("/network/coceta").text
    assert "Then." in page
    assert "taken in from a file" in page


def test_someone_with_a_mandate_is_told_that_they_act_for_it(client_of: ClientOf) -> None:
    assert "You act for this organisation: Drafter." in client_of("drafter").get("/network/coceta").text
    header = client_of("delegate").get("/network").text
    assert 'href="/for/coceta"' in header
