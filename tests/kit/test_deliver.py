"""Letters are delivered to a real mail server: once, in words, with what came of it written down."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.kit.db import db, transaction
from consult.kit.delivery import CLAIM, DELAYS, Delivered
from consult.kit.outbox import MASK, Letter
from tests.cast import Stage, email
from tests.conftest import FixedClock
from tests.kit.letter_room import kept, put, with_letters
from tests.mailing import FROM, Mailing, mailing, smtp_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mail(app: Flask, stage: Stage) -> Iterator[Mailing]:
    """The application with the room of letters, and a server that takes them."""
    with with_letters(app), mailing(app) as found:
        yield found


def test_a_letter_arrives_once_with_all_its_headers_and_without_its_secret_being_kept(
    app: Flask, stage: Stage, mail: Mailing
) -> None:
    address = "http://127.0.0.1:8000/letters/" + "u" * 120
    put(
        app,
        "k1",
        stage.people["delegate"],
        {"subject": "Łódź, 3 % – ¿quién?", "text": "żółć", "unsubscribe": address, "file": True},
        secret="tok-en",
    )
    assert mail.deliver() == Delivered(sent=1)
    assert mail.deliver() == Delivered()
    (letter,) = mail.letters
    assert letter.to == email("delegate")
    assert letter.subject == "Łódź, 3 % – ¿quién?"
    assert "żółć" in letter.text
    assert "żółć" in letter.html
    assert letter.links[0] == "http://127.0.0.1:8000/?token=tok-en"
    assert letter.files == {"vote.ics": b"BEGIN:VCALENDAR"}
    headers = letter.headers
    assert headers["From"] == f"CICOPA <{FROM}>"
    assert headers["To"] == f"Dolores García <{email('delegate')}>"
    assert headers["List-Unsubscribe"] == f"<{address}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "en"
    assert headers["Message-ID"].endswith("@federation.example>")
    assert "Date" in headers
    row = kept(app, "k1")
    assert (row.state, row.secret, row.address) == ("sent", "", email("delegate"))
    assert "tok-en" not in row.text
    assert MASK in row.text


def test_the_page_of_a_letter_carries_its_style_and_nothing_from_elsewhere(
    app: Flask, stage: Stage, mail: Mailing
) -> None:
    put(app, "k1", stage.people["delegate"], {"text": "<script>alert(1)</script> {{ 7*7 }}"})
    mail.deliver()
    html = mail.to("delegate").html
    assert html.count("<style>") == 1
    assert "prefers-color-scheme: dark" in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "style=" not in html
    assert "csrf" not in html
    assert "{{ 7*7 }}" in html


def test_each_reads_in_their_own_language_and_a_needless_letter_is_dropped(
    app: Flask, stage: Stage, mail: Mailing
) -> None:
    with app.app_context(), transaction(writing=True):
        for name, language in (("delegate", "es"), ("neighbour", "fr")):
            person = db.session.get(Person, stage.people[name])
            assert person is not None
            person.language = language
        gone = db.session.get(Person, stage.people["faraway"])
        assert gone is not None
        gone.disabled_at = datetime(2026, 1, 1, tzinfo=UTC)
    for name in ("delegate", "neighbour", "faraway"):
        put(app, name, stage.people[name])
    put(app, "needless", stage.people["second"], {"needless": True}, secret="abc")
    assert mail.deliver() == Delivered(sent=2, dropped=2)
    assert 'lang="es"' in mail.to("delegate").html
    assert 'lang="fr"' in mail.to("neighbour").html
    assert mail.to("neighbour").headers["Content-Language"] == "fr"
    assert kept(app, "faraway").remark == "no-reader"
    assert (kept(app, "needless").remark, kept(app, "needless").secret) == ("not-needed", "")


def test_a_fault_with_one_letter_stops_no_other(app: Flask, stage: Stage, mail: Mailing) -> None:
    odd = {
        "bad-name": {"subject": "a\r\nBcc: all@evil.example", "text": "x\r\n.\r\nRSET"},
        "bad-address": {"to": "two@words nowhere"},
        "no-domain": {"to": "nobody"},
        "idn": {"to": "jürgen@bücher.example"},
        "idn-domain": {"to": "info@bücher.example"},
        "broken": {"broken": True},
    }
    with app.app_context(), transaction(writing=True):
        person = db.session.get(Person, stage.people["second"])
        assert person is not None
        person.name = 'Eve\r\nBcc: all@evil.example, "Quote" <x@y>'
    for key, values in odd.items():
        put(app, key, stage.people["delegate"], values)
    put(app, "odd-name", stage.people["second"])
    put(app, "fine", stage.people["neighbour"])
    mail.box.at_reader = lambda address: (
        "550 5.1.1 no\tsuch\x1b person" if address == email("neighbour") else None
    )
    done = mail.deliver()
    assert (done.sent, done.failed, done.put_off) == (4, 3, 1)
    assert all("Bcc" not in letter.headers for letter in mail.letters)
    assert "Bcc: all@evil.example" in mail.letters[0].subject
    assert ".\nRSET" in mail.letters[0].text.replace("\n\n", "\n")
    assert [letter.to for letter in mail.letters] == [
        email("delegate"),
        "jürgen@xn--bcher-kva.example",
        "info@xn--bcher-kva.example",
        email("second"),
    ]
    assert kept(app, "bad-address").remark == "bad-address two@words nowhere"
    refused = kept(app, "fine")
    assert (refused.state, refused.remark) == ("failed", "refused 550 5.1.1 no such person")
    assert (kept(app, "broken").state, kept(app, "broken").remark) == (
        "waiting",
        "no-words ZeroDivisionError",
    )


def test_a_passing_refusal_is_tried_again_with_patience_and_given_up_after_three_days(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    put(app, "k1", stage.people["delegate"], secret="tok-en")
    began = clock.now()
    mail.box.at_reader = lambda address: "451 4.7.1 greylisted, come back"
    waits = []
    while kept(app, "k1").state == "waiting":
        mail.deliver()
        row = kept(app, "k1")
        if row.state == "waiting":
            assert row.secret == "tok-en"
            waits.append(row.due_at - clock.now())
            clock.set(row.due_at - timedelta(seconds=1))
            assert mail.deliver() == Delivered()
            clock.set(row.due_at)
    assert tuple(waits) == DELAYS
    assert timedelta(days=2, hours=22) < clock.now() - began < timedelta(days=3, hours=2)
    row = kept(app, "k1")
    assert (row.state, row.secret) == ("failed", "")
    assert row.remark.startswith("refused 451")
    assert mail.letters == []


def test_greylisted_once_it_goes_with_the_next_try(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    put(app, "k1", stage.people["delegate"])
    answers = ["451 later"]
    mail.box.at_content = lambda address: answers.pop() if answers else None
    assert mail.deliver() == Delivered(put_off=1)
    clock.advance(MINUTE)
    assert mail.deliver() == Delivered(sent=1)
    assert kept(app, "k1").remark == ""


def test_a_connection_that_breaks_in_the_middle_sends_a_receipt_again_and_a_digest_never(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    put(app, "receipt", stage.people["delegate"])
    put(app, "digest", stage.people["second"], at_most_once=True)
    put(app, "other", stage.people["neighbour"])
    broken = {email("delegate"), email("second")}

    def once(address: str) -> str | None:
        if address in broken:
            broken.remove(address)
            return "break"
        return None

    mail.box.at_content = once
    assert mail.deliver() == Delivered(sent=1, failed=1, put_off=1)
    clock.advance(MINUTE)
    assert mail.deliver() == Delivered(sent=1)
    first, again = mail.all_to("delegate")
    assert first.headers["Message-ID"] == again.headers["Message-ID"]
    assert len(mail.all_to("second")) == 1
    assert kept(app, "digest").remark.startswith("interrupted")
    assert len(mail.all_to("neighbour")) == 1


def test_while_the_server_is_away_letters_wait_and_then_go(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    for name in ("delegate", "second"):
        put(app, name, stage.people[name], at_most_once=name == "second")
    before = app.extensions["consult.settings"]
    app.extensions["consult.settings"] = replace(before, mail_url="smtp://127.0.0.1:1")
    assert mail.deliver() == Delivered(put_off=2)
    assert kept(app, "delegate").remark.startswith("away 127.0.0.1: ")
    app.extensions["consult.settings"] = before
    clock.advance(MINUTE)
    assert mail.deliver() == Delivered(sent=2)


def test_what_somebody_claimed_and_left_is_taken_up_after_a_while(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    for key, once in (("receipt", False), ("digest-handed-over", True), ("digest-not-yet", True)):
        put(app, key, stage.people["delegate"], {"subject": key}, at_most_once=once)
    with app.app_context(), transaction(writing=True):
        for letter in db.session.query(Letter):
            letter.state, letter.claimed_at = "sending", clock.now()
            letter.sent_at = clock.now() if letter.key == "digest-handed-over" else None
    clock.advance(CLAIM)
    assert mail.deliver() == Delivered()
    clock.advance(timedelta(seconds=1))
    assert mail.deliver() == Delivered(sent=2, failed=1)
    assert {letter.subject for letter in mail.letters} == {"receipt", "digest-not-yet"}
    assert kept(app, "digest-handed-over").remark == "interrupted"


def test_letters_wait_for_their_hour_and_for_a_mail_server(
    app: Flask, stage: Stage, mail: Mailing, clock: FixedClock
) -> None:
    put(app, "later", stage.people["delegate"], due_at=clock.now() + MINUTE)
    assert mail.deliver() == Delivered()
    clock.advance(MINUTE)
    before = app.extensions["consult.settings"]
    app.extensions["consult.settings"] = replace(before, mail_url="")
    assert mail.deliver() == Delivered()
    assert kept(app, "later").state == "waiting"
    app.extensions["consult.settings"] = before
    assert mail.deliver() == Delivered(sent=1)


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's certificate for 127.0.0.1 that is its own authority, and the file that says so."""
    key, made = folder / "key.pem", folder / "server.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context, made


def test_a_server_with_starttls_and_a_password_is_spoken_to_safely_or_not_at_all(
    app: Flask,
    stage: Stage,
    mail: Mailing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clock: FixedClock,
) -> None:
    context, trusted = certificate(tmp_path)
    put(app, "k1", stage.people["delegate"])
    before = app.extensions["consult.settings"]
    with smtp_server(mail.box, certificate=context, login=("consult", "p@ss/word")) as port:

        def deliver_with(password: str) -> Delivered:
            url = f"smtp://consult:{password}@127.0.0.1:{port}?starttls=yes"
            app.extensions["consult.settings"] = replace(before, mail_url=url)
            clock.advance(timedelta(days=1))
            return mail.deliver()

        assert deliver_with("p%40ss%2Fword") == Delivered(put_off=1)
        assert "certificate" in kept(app, "k1").remark
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert deliver_with("wrong") == Delivered(put_off=1)
        assert "not accepted" in kept(app, "k1").remark
        assert "wrong" not in kept(app, "k1").remark
        assert deliver_with("p%40ss%2Fword") == Delivered(sent=1)
    app.extensions["consult.settings"] = before
    assert mail.to("delegate").subject == "News"
