"""A real mail server for the tests: letters are delivered to it by SMTP and read from it by their reader.

with mailing(app) as mail:                # the application's letters now go there
    mail.deliver()                        # everything due by the application's clock; answers what came of it
    letter = mail.to("delegate")          # the newest letter to one of the cast, or to an address
    letter.subject, letter.text, letter.html, letter.links, letter.headers["List-Unsubscribe"]
    mail.all_to("delegate")               # all of them, the oldest first
    mail.letters                              # every letter of everybody
    mail.box.at_reader = lambda address: "550 no such person"   # what the server answers; None is to take it
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from consult.kit.clock import now
from consult.kit.delivery import Delivered, deliver
from tests.cast import email

FROM = "consult@federation.example"
PATIENCE = 60
Answer = Callable[[str], str | None]


@dataclass(frozen=True)
class Letter:
    """A letter as it arrived."""

    to: str
    """The recipient of the envelope."""
    content: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.content["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def links(self) -> list[str]:
        """The addresses in the text."""
        return re.findall(r"https?://\S+", self.text)

    @property
    def headers(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.content.items()}

    @property
    def files(self) -> dict[str, bytes]:
        """What is attached, by its name."""
        return {
            str(part.get_filename()): part.get_payload(decode=True)  # type: ignore[misc]  # bytes, when decoded
            for part in self.content.iter_attachments()
        }

    def _part(self, kind: str) -> str:
        part = self.content.get_body((kind,))
        assert part is not None, f"no {kind} part in {self.subject!r}"
        return str(part.get_content()).replace("\r\n", "\n")


class Box:
    """What an SMTP server does with letters: keeps them, or answers what a test wants."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.arrived = Condition()
        self.at_reader: Answer = lambda address: None
        """Given a recipient: an answer such as `550 no such person`, or None to take it."""
        self.at_content: Answer = lambda address: None
        """The same when the letter is there; `break` closes the connection without an answer, after taking it."""

    def wait_for(self, count: int) -> None:
        """Wait until so many letters have come, sent by another process."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.letters) >= count, PATIENCE), f"{len(self.letters)}"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_reader(address)
        if answer is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        answer = self.at_content(address)
        if answer is not None and answer != "break":
            return answer
        assert isinstance(envelope.content, bytes)
        content = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.SMTP)
        self.letters.append(Letter(address, content))
        with self.arrived:
            self.arrived.notify_all()
        if answer == "break":
            assert server.transport is not None
            server.transport.abort()
        return "250 kept"


@dataclass
class Mailing:
    """An application whose letters go to a server of this test's own."""

    app: Flask
    box: Box = field(default_factory=Box)

    @property
    def letters(self) -> list[Letter]:
        return self.box.letters

    def deliver(self) -> Delivered:
        """Deliver everything due by the application's clock."""
        with self.app.app_context():
            return deliver(now())

    def to(self, who: str) -> Letter:
        """The newest letter to one of the cast or to an address."""
        found = self.all_to(who)
        assert found, f"no letter to {who}, only to {sorted({letter.to for letter in self.letters})}"
        return found[-1]

    def all_to(self, who: str) -> list[Letter]:
        """All letters to one of the cast or to an address, the oldest first."""
        wanted = who if "@" in who else email(who)
        return [letter for letter in self.letters if letter.to == wanted]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def smtp_server(
    box: Box,
    *,
    certificate: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
    port: int | None = None,
) -> Iterator[int]:
    """A real SMTP server on a port of its own; with a certificate it asks for STARTTLS, with a login for that."""

    def known(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        good = isinstance(data, LoginPassword) and login is not None
        good = good and (data.login.decode(), data.password.decode()) == login  # type: ignore[attr-defined]
        return AuthResult(success=good, handled=good)

    options = {"tls_context": certificate, "require_starttls": certificate is not None}
    if login is not None:
        options |= {
            "authenticator": known,
            "auth_required": True,
            "auth_require_tls": certificate is not None,
        }
    controller = Controller(box, hostname="127.0.0.1", port=port or _free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def mailing(app: Flask, url: str = "smtp://127.0.0.1:%d") -> Iterator[Mailing]:
    """Have the application's letters sent to a server of our own."""
    found = Mailing(app)
    before = app.extensions["consult.settings"]
    with smtp_server(found.box) as port:
        app.extensions["consult.settings"] = replace(before, mail_url=url % port, mail_from=FROM)
        try:
            yield found
        finally:
            app.extensions["consult.settings"] = before
