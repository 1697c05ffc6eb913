"""The letters of a ballot: to whom, when, in which language, and what they never say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import Person
from consult.kit.db import db, transaction
from consult.kit.outbox import Letter
from consult.voting.jobs import tell_of_ballots
from tests.mailing import mailing
from tests.voting.asking import CLOSES, OPENS, Asking
from tests.voting.test_change_ballot import REASON, change
from tests.voting.test_statements import cost

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SPEAKERS = {"delegate", "second", "alternate", "neighbour", "faraway"}


def look(asking: Asking) -> None:
    """The jobs of a minute."""
    with asking.app.app_context():
        tell_of_ballots(asking.clock.now())


def waiting(asking: Asking, kind: str) -> list[str]:
    """Who of the cast has letters of a kind in the outbox, one name a letter."""
    names = {id: name for name, id in asking.stage.people.items()}
    with asking.app.app_context(), transaction(writing=False):
        query = select(Letter.person_id).where(Letter.kind == f"voting/{kind}").order_by(Letter.id)
        return [names[id] for id in db.session.scalars(query)]


def speak(asking: Asking, name: str, language: str) -> None:
    """One of the cast reads another language."""
    with asking.app.app_context(), transaction(writing=True):
        db.session.get_one(Person, asking.stage.people[name]).language = language


def test_an_opening_is_told_once_to_those_who_vote(asking: Asking) -> None:
    ballot = asking.scheduled()
    assert set(waiting(asking, "announced")) == SPEAKERS
    look(asking)
    assert waiting(asking, "opened") == []
    asking.clock.set(OPENS)
    for _minute in range(3):
        look(asking)
        asking.clock.advance(MINUTE)
    assert sorted(waiting(asking, "opened")) == sorted(SPEAKERS), "each once, associates and observers not"
    with asking.app.app_context(), transaction(writing=False):
        assert waiting(asking, "reminder") == []
    speak(asking, "faraway", "fr")
    with mailing(asking.app) as mail:
        mail.deliver()
        letter = mail.to("delegate")
        assert f"/ballots/{ballot}/vote/coceta" in letter.text
        assert "Do you adopt proposal 2.4?" in letter.text
        assert "List-Unsubscribe" in letter.headers
        [calendar] = letter.files.values()
        assert b"DTSTART:20270110T090000Z" in calendar
        assert mail.to("faraway").content["Content-Language"] == "fr" or "Bonjour" in mail.to("faraway").text
        assert "jwcu" not in letter.text.casefold(), "nobody hears of other organisations' votes"


def test_reminders_go_to_those_who_have_not_voted_and_say_the_time_that_is_left(asking: Asking) -> None:
    ballot = asking.opened()
    look(asking)
    asking.cast(ballot, "coceta", "yes")
    for before in (7 * DAY, 2 * DAY, 6 * HOUR):
        asking.clock.set(CLOSES - before)
        look(asking)
        look(asking)
    assert sorted(waiting(asking, "reminder")) == sorted(3 * ["faraway", "neighbour"])
    with mailing(asking.app) as mail:
        asking.cast(ballot, "cwcf", "no")
        mail.deliver()
        subjects = [letter.subject for letter in mail.all_to("faraway") if "missing" in letter.subject]
        assert subjects == 3 * ["Our vote is missing: 6 hours left for 2.4"], "true when it is sent"
        assert [one for one in mail.all_to("neighbour") if "missing" in one.subject] == [], (
            "has voted meanwhile"
        )


def test_after_a_pause_only_the_nearest_reminder_goes(asking: Asking) -> None:
    asking.opened()
    look(asking)
    asking.clock.set(CLOSES - DAY)
    look(asking)
    assert sorted(set(waiting(asking, "reminder"))) == sorted(SPEAKERS)
    assert len(waiting(asking, "reminder")) == len(SPEAKERS)


def test_an_extension_is_told_and_moves_the_reminders(asking: Asking) -> None:
    ballot = asking.opened()
    look(asking)
    asking.clock.set(CLOSES - 6 * HOUR)
    look(asking)
    change(asking, ballot, "extend", CLOSES + 10 * DAY)
    assert set(waiting(asking, "changed")) == SPEAKERS
    asking.clock.set(CLOSES)
    look(asking)
    assert waiting(asking, "result") == []
    first = len(waiting(asking, "reminder"))
    asking.clock.set(CLOSES + 3 * DAY)
    look(asking)
    assert len(waiting(asking, "reminder")) == 2 * first, "a week is left once more"
    with mailing(asking.app) as mail:
        mail.deliver()
        [told] = [one for one in mail.all_to("delegate") if one.subject.startswith("More time")]
        assert REASON in told.text
        assert "It was to close" in told.text
        [calendar] = told.files.values()
        assert b"SEQUENCE:1" in calendar


def test_a_receipt_names_everything_but_the_choice(asking: Asking) -> None:
    ballot = asking.opened()
    answer = asking.cast(ballot, "coceta", "abstain", explanation="Between us only.")
    code = answer.location.rsplit("/", 1)[1]
    asking.cast(ballot, "cwcf", "yes")
    with mailing(asking.app) as mail:
        mail.deliver()
        letter = next(one for one in mail.all_to("delegate") if one.subject.startswith("Receipt"))
        assert code in letter.text
        assert "Confederación Española" in letter.text
        assert "It can be changed until" in letter.text
        for word in ("abstain", "between us"):
            assert word not in (letter.text + letter.html + letter.subject).casefold()
        assert mail.all_to("second") == [], "a receipt is for who cast the vote"


def test_the_result_is_told_once_it_is_counted(asking: Asking) -> None:
    ballot = asking.opened()
    asking.cast(ballot, "coceta", "yes")
    asking.cast(ballot, "cwcf", "yes")
    asking.clock.set(CLOSES + timedelta(seconds=3))
    look(asking)
    assert waiting(asking, "result") == [], "not while votes settle"
    asking.close()
    look(asking)
    with mailing(asking.app) as mail:
        mail.deliver()
        letter = next(one for one in mail.all_to("delegate") if one.subject.startswith("Result"))
        assert "Adopted under the rule" in letter.text
        assert "COCETA voted: Yes." in letter.text
        silent = next(one for one in mail.all_to("faraway") if one.subject.startswith("Result"))
        assert "JWCU did not vote." in silent.text


def test_annulment_is_told_and_nothing_after_it(asking: Asking) -> None:
    ballot = asking.opened()
    look(asking)
    change(asking, ballot, "annul")
    for at in (CLOSES - 6 * HOUR, CLOSES + MINUTE):
        asking.clock.set(at)
        look(asking)
    assert waiting(asking, "reminder") == waiting(asking, "result") == []
    with mailing(asking.app) as mail:
        mail.deliver()
        letter = next(one for one in mail.all_to("faraway") if "annulled" in one.subject)
        assert REASON in letter.text
        assert b"STATUS:CANCELLED" in next(iter(letter.files.values()))


def test_a_minute_in_which_nothing_is_due_costs_one_statement(asking: Asking) -> None:
    ballot = asking.opened()
    look(asking)
    asking.clock.advance(HOUR)
    statements, commits = cost(asking, lambda: look(asking))
    assert (statements, commits) == (1, 0)
    asking.close()
    look(asking)
    assert cost(asking, lambda: look(asking)) == (1, 0), f"ballot {ballot} is not looked at again"


@pytest.mark.parametrize("pause", [timedelta(0), 30 * DAY])
def test_nothing_is_said_late_as_if_in_time(asking: Asking, pause: timedelta) -> None:
    asking.scheduled()
    asking.clock.set(CLOSES + MINUTE + pause)
    look(asking)
    assert waiting(asking, "opened") == waiting(asking, "reminder") == []
    assert bool(waiting(asking, "result")) is (pause == timedelta(0))
