"""Ballots and rounds as calendar files: right moments, stable names, rising versions, cancelled when off."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar, Event
from werkzeug.test import TestResponse

from tests.voting.asking import CLOSES, OPENS, Asking
from tests.voting.test_change_ballot import change


def events(answer: TestResponse) -> dict[str, Event]:
    """The events of a file by the first part of their name."""
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    found = Calendar.from_ical(answer.get_data(as_text=True))
    return {str(event["UID"]).split("@")[0]: event for event in found.walk("VEVENT")}


def test_a_ballot_opens_and_closes_in_a_calendar_with_alarms(asking: Asking) -> None:
    ballot = asking.scheduled()
    nobody = asking.client_of("nobody")
    found = events(nobody.get(f"/ballots/{ballot}/calendar.ics"))
    opens, closes = found[f"ballot-{ballot}-opens"], found[f"ballot-{ballot}-closes"]
    assert (opens["DTSTART"].dt, closes["DTSTART"].dt) == (OPENS, CLOSES)
    assert str(closes["URL"]).endswith(f"/ballots/{ballot}")
    assert len(closes.walk("VALARM")) == 2
    assert (opens["SEQUENCE"], opens["STATUS"]) == (0, "CONFIRMED")
    asking.clock.set(OPENS)
    change(asking, ballot, "extend", CLOSES + timedelta(days=3))
    closes = events(nobody.get(f"/ballots/{ballot}/calendar.ics"))[f"ballot-{ballot}-closes"]
    assert (closes["DTSTART"].dt, closes["SEQUENCE"]) == (CLOSES + timedelta(days=3), 1)
    change(asking, ballot, "annul")
    closes = events(nobody.get(f"/ballots/{ballot}/calendar.ics"))[f"ballot-{ballot}-closes"]
    assert (closes["STATUS"], closes["SEQUENCE"]) == ("CANCELLED", 2)
    assert closes.walk("VALARM") == []


def test_an_organisations_calendar_holds_what_needs_its_voice(asking: Asking) -> None:
    ballot = asking.scheduled()
    found = events(asking.client_of("delegate").get("/for/coceta/calendar.ics"))
    assert {f"ballot-{ballot}-closes", f"round-{asking.stage.round}-closes"} <= set(found)
    associate = events(asking.client_of("associate").get("/for/coboce/calendar.ics"))
    assert f"ballot-{ballot}-closes" not in associate, "it does not vote"
    assert f"round-{asking.stage.round}-closes" in associate
    assert asking.client_of("neighbour").get("/for/coceta/calendar.ics").status_code == 403
    withdrawn = {"reason": "Another text first."}
    asking.client_of("secretary").send(f"/secretariat/ballots/{ballot}/withdraw", withdrawn)
    found = events(asking.client_of("delegate").get("/for/coceta/calendar.ics"))
    assert found[f"ballot-{ballot}-opens"]["STATUS"] == "CANCELLED"
