"""Every form of the room survives whatever is typed into it: a page comes back, and text stays text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from consult.kit.db import db
from consult.network.models import Organisation
from tests.cast import Stage
from tests.client import Client

ClientOf = Callable[[str], Client]

MEGABYTE = "x" * 1_000_000
ODD = {
    "nothing": "",
    "blanks": " \t\n ",
    "too much": "x" * 100_000,
    "control characters": "a\x00b\x01\x1b[31mc",
    "right to left": "\u202eمرحبا\u202c",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{7*7}}{% for x in y %}${7*7}",
    "quotes": "'\"`;-- %s %(x)s \\",
    "somebody else's": "99999",
    "an odd time": "0001-01-01T00:00",
    "the last time": "9999-12-31T23:59",
    "a lone surrogate": "\\ud800",
}
ORGANISATION = {
    "name": "Kept",
    "short_name": "Kept",
    "acronym": "K",
    "name_as_printed": "",
    "country": "FR",
    "country_as_printed": "",
    "region": "Europe",
    "region_body_id": "",
    "sub_region_body_id": "",
    "region_basis": "",
    "affiliated_2017": "y",
    "note": "Kept in spite of it.",
    "source": "",
}
PERSON = {"email": "kept@coop.example", "name": "Kept", "language": "en", "time_zone": "Europe/Brussels"}
FORMS = {
    "organisations/new": {
        **ORGANISATION,
        "slug": "kept",
        "category": "full",
        "from_on": "2026-01-01",
        "reason": "Kept",
    },
    "organisations/coceta/edit": ORGANISATION,
    "organisations/coceta/status": {
        "category": "full",
        "standing": "active",
        "from_on": "2026-01-01",
        "reason": "Kept in spite of it.",
    },
    "organisations/coceta/mandates/new": {
        **PERSON,
        "role": "voter",
        "from_at": "2026-01-01T00:00",
        "until_at": "2028-01-01T00:00",
        "signatory": "Kept",
        "document_sha256": "",
    },
    "bodies/board/seats/new": {
        **PERSON,
        "office": "member",
        "from_on": "2026-01-01",
        "until_on": "2028-01-01",
    },
    "mandates/1/end": {"reason": "Kept"},
    "seats/3/end": {"reason": "Kept"},
}
# what a field may do to the act behind the form, when all the others are well filled
NASTY = "\u202ea\x00b<script>alert(1)</script><img src=x>{{7*7}}'\"--%s"


def survives(answer: TestResponse, what: str) -> None:
    """The answer is a page or a redirect, and what was typed is text in it."""
    assert answer.status_code in {303, 422}, what
    assert not {"\x00", "\x01", "\u202e"} & set(answer.text), what
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_all_fields_odd_at_once_break_no_form(client_of: ClientOf, form: str) -> None:
    secretary = client_of("secretary")
    for what, value in ODD.items():
        survives(secretary.send(f"/secretariat/network/{form}", dict.fromkeys(FORMS[form], value)), what)


@pytest.mark.parametrize("form", FORMS)
def test_no_single_field_breaks_its_form(client_of: ClientOf, form: str) -> None:
    secretary = client_of("secretary")
    for field in FORMS[form]:
        survives(secretary.send(f"/secretariat/network/{form}", {**FORMS[form], field: NASTY}), field)


def test_a_megabyte_is_refused_with_a_sentence_beside_its_field(client_of: ClientOf) -> None:
    answer = client_of("secretary").send(
        "/secretariat/network/organisations/coceta/edit", {**ORGANISATION, "note": MEGABYTE}
    )
    assert answer.status_code == 422
    assert "This text is too long" in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_form_comes_back_with_what_to_mend(client_of: ClientOf, form: str) -> None:
    answer = client_of("secretary").send(f"/secretariat/network/{form}")
    assert answer.status_code == 422
    assert "Please check what you wrote" in answer.text


def test_what_was_typed_stays_when_something_has_to_be_mended(client_of: ClientOf) -> None:
    filled = {**FORMS["organisations/new"], "name": ""}
    answer = client_of("secretary").send("/secretariat/network/organisations/new", filled)
    assert answer.status_code == 422
    assert "Kept in spite of it." in answer.text
    assert 'value="2026-01-01"' in answer.text
    assert '<option selected value="FR">' in answer.text


def test_odd_names_are_shown_as_text_everywhere(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    secretary = client_of("secretary")
    odd = {"name": ODD["html"], "short_name": "{{7*7}} <i>", "note": ODD["html"], "source": ODD["quotes"]}
    assert (
        secretary.send("/secretariat/network/organisations/coceta/edit", {**ORGANISATION, **odd}).status_code
        == 303
    )
    for path in (
        "/network",
        "/network/coceta",
        "/network/regions/europe",
        "/secretariat/network",
        "/secretariat/approvals",
    ):
        page = secretary.get(path).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<i>" not in page
    assert "{{7*7}} &lt;i&gt;" in secretary.get("/network").text
    with app.app_context():
        assert db.session.get_one(Organisation, stage.organisations["coceta"]).name == ODD["html"]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_without_its_token_does_nothing(client_of: ClientOf, form: str) -> None:
    answer = client_of("secretary").post(f"/secretariat/network/{form}", data=FORMS[form])
    assert answer.status_code == 400
