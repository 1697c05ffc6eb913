"""Letters of notices as they arrive by SMTP: at once or in a digest, never empty, never twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from consult.kit.clock import now
from consult.kit.db import transaction
from consult.notices.actions import mark_read, tell
from tests.cast import Stage
from tests.client import problems
from tests.conftest import FixedClock
from tests.deliberation.speaking import say
from tests.mailing import Mailing, mailing
from tests.notices.telling import chosen, gather, talking, told


@pytest.fixture
def mail(app: Flask) -> Iterator[Mailing]:
    with talking(app), mailing(app) as found:
        yield found


def pass_to(clock: FixedClock, app: Flask, mail: Mailing, day: int, hour: int, minute: int = 0) -> int:
    """Let time pass until a moment of November in UTC, run the job, deliver; how many letters came."""
    before = len(mail.letters)
    clock.set(datetime(2026, 11, day, hour, minute, tzinfo=UTC))
    gather(app)
    mail.deliver()
    return len(mail.letters) - before


def test_a_notice_at_once_says_what_happened_and_how_to_end_such_letters(
    app: Flask, stage: Stage, mail: Mailing
) -> None:
    chosen(app, stage, "associate", follows="at-once")
    told(app, stage, "associate", "a", who="COCETA & <b>")
    mail.deliver()
    letter = mail.to("associate")
    assert letter.subject == "COCETA & <b> tried 2.2 Work group 2"
    assert f"/proposals/{stage.proposals['consultation']}" in letter.text
    assert "COCETA &amp; &lt;b&gt; tried" in letter.html
    assert problems(letter.html.replace("<style>", "<!--").replace("</style>", "-->")) == []
    address = letter.headers["List-Unsubscribe"].strip("<>")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in letter.text
    answer = app.test_client().post(urlsplit(address).path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    told(app, stage, "associate", "b")
    told(app, stage, "associate", "c", topic="calls")
    mail.deliver()
    assert len(mail.all_to("associate")) == 2
    assert "What I follow" in letter.text
    assert "Votes and rounds" in mail.to("associate").text


def test_a_digest_comes_at_seven_by_its_readers_clock_and_says_everything_once(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    told(app, stage, "associate", "a")
    told(app, stage, "associate", "b", code="tried-again", who="JWCU")
    told(app, stage, "associate", "c", about="final")
    told(app, stage, "delegate", "a")
    assert pass_to(clock, app, mail, 23, 10, 59) == 0
    assert pass_to(clock, app, mail, 23, 11) == 1  # La Paz
    assert pass_to(clock, app, mail, 24, 5, 59) == 0
    assert pass_to(clock, app, mail, 24, 6, 1) == 1  # Brussels
    letter = mail.to("associate")
    assert letter.subject == "COCETA tried 2.4 Work group 4 and 2 more"
    order = [
        letter.text.index(words) for words in ("2.4 Work group 4", "tried it again in", "COCETA tried 2.2")
    ]
    assert order == sorted(order)
    assert letter.html.count("<h2>") == 2
    for day in (25, 26, 30):
        assert pass_to(clock, app, mail, day, 12) == 0


def test_a_digest_leaves_out_what_was_read_or_may_not_be_seen_and_is_never_empty(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    for name in ("delegate", "second"):
        told(app, stage, name, "hidden", about="draft")
        told(app, stage, name, "a")
    with app.app_context(), transaction(writing=True):
        mark_read(stage.people["second"], now())
    told(app, stage, "drafter", "hidden", about="draft")
    assert pass_to(clock, app, mail, 24, 6) == 1
    assert mail.to("delegate").subject == "COCETA tried 2.2 Work group 2"
    assert "Work group 1" not in mail.to("delegate").text


def test_after_days_without_the_job_everything_comes_in_one_letter_unless_it_is_too_old(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    told(app, stage, "delegate", "a", at=clock.now() - timedelta(days=30))
    told(app, stage, "delegate", "b", at=clock.now() - timedelta(days=5))
    told(app, stage, "delegate", "c", at=clock.now() - timedelta(days=2))
    told(app, stage, "delegate", "d", at=clock.now() - timedelta(minutes=5))
    assert pass_to(clock, app, mail, 23, 9) == 1
    assert mail.to("delegate").html.count("<li>") == 2
    assert pass_to(clock, app, mail, 24, 6) == 1
    assert mail.to("delegate").html.count("<li>") == 1


def test_what_waits_follows_the_present_choice(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    for name in ("delegate", "second", "neighbour", "associate"):
        told(app, stage, name, "a")
        told(app, stage, name, "b", topic="calls")
    chosen(app, stage, "delegate", follows="weekly")
    chosen(app, stage, "second", follows="at-once", calls="daily")
    chosen(app, stage, "neighbour", follows="never", calls="never")
    assert pass_to(clock, app, mail, 23, 9, 1) == 4
    assert len(mail.all_to("second")) == 2  # the letter at once was on its way
    assert mail.all_to("neighbour") == []
    assert pass_to(clock, app, mail, 24, 12) == 1
    chosen(app, stage, "neighbour", follows="daily")
    assert pass_to(clock, app, mail, 29, 12) == 0
    assert pass_to(clock, app, mail, 30, 6) == 1
    assert (len(mail.all_to("delegate")), len(mail.all_to("associate"))) == (2, 2)


def test_what_somebody_said_is_quoted(app: Flask, stage: Stage, mail: Mailing, clock: FixedClock) -> None:
    place = ("proposal", stage.proposals["consultation"])
    comment = say(app, stage, "neighbour", "We *would* rather wait. " * 40, clock.now(), place)
    with app.app_context(), transaction(writing=True):
        me = [stage.people["delegate"]]
        tell(
            "tried",
            me,
            ("comment", comment),
            now(),
            topic="follows",
            key="c",
            within=place,
            values={"who": "CWCF"},
        )
    pass_to(clock, app, mail, 24, 6)
    letter = mail.to("delegate")
    assert "> We would rather wait." in letter.text
    assert letter.html.count("<blockquote") == 1
