"""A letter as a message, and the connection that hands it to the mail server: what came of it, in plain terms."""

from __future__ import annotations

import smtplib
import socket
import ssl
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from types import TracebackType

from consult.kit.outbox import Attachment
from consult.settings import MailServer

PATIENCE = 30
"""Seconds we wait for an answer of the mail server."""
LONGEST_SUBJECT = 200
LONGEST_REMARK = 300
# the server closes the connection, or wants us to sign in first: never about one letter
_NOT_ABOUT_ONE = {421, 530, 534, 535, 538}


class Fault(Exception):
    """A letter was not handed over: `code` says why, the text is the mail server's own, cleaned."""

    def __init__(self, code: str, said: str = "", *, lasting: bool = False, certain: bool = True) -> None:
        super().__init__(plain(said)[:LONGEST_REMARK])
        self.code = code
        self.lasting = lasting
        """Trying again is of no use."""
        self.certain = certain
        """The server surely did not take it; otherwise it may have."""


class Away(Fault):
    """The mail server cannot be reached or does not let us in: no letter's own fault."""


@dataclass(frozen=True)
class Envelope:
    """A letter ready to be put into a message."""

    sender: str
    sender_name: str
    reply_to: str
    reader: str
    reader_name: str
    subject: str
    text: str
    html: str
    language: str
    mark: str
    """The message's own id, the same however often it is sent."""
    at: datetime
    unsubscribe: str = ""
    attachments: tuple[Attachment, ...] = field(default=())


def plain(text: str) -> str:
    """One line without control characters: nothing typed into a name becomes a header."""
    seen = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    return " ".join(seen.split())


class _AsIs(UnstructuredHeader):
    """A header that is written in one line: folding would take its long addresses for text to be encoded."""

    def fold(self, *, policy: EmailPolicy) -> str:
        name: str = self.name  # type: ignore[attr-defined]  # the registry adds it
        return f"{name}: {self}{policy.linesep}"


def _headers() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("list-unsubscribe", "list-unsubscribe-post", "message-id"):
        registry.map_to_type(name, _AsIs)  # type: ignore[arg-type]  # any header class will do
    return registry


_POLICY = SMTP.clone(header_factory=_headers())
_POLICY_UTF8 = _POLICY.clone(utf8=True)


def _address(name: str, address: str) -> Address:
    """An address whose domain every server reads; raises ValueError for what is none."""
    before, _at, domain = address.rpartition("@")
    if not before or not domain:
        raise ValueError("no address")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    if plain(address) != address or " " in domain:
        raise ValueError("no address")
    return Address(plain(name), before, domain)


def message(envelope: Envelope) -> EmailMessage:
    """The message. Raises a lasting Fault when the address cannot be written to."""
    try:
        to = _address(envelope.reader_name, envelope.reader)
        sender = _address(envelope.sender_name, envelope.sender)
        reply_to = _address("", envelope.reply_to) if envelope.reply_to else None
    except (ValueError, UnicodeError):
        raise Fault("bad-address", envelope.reader, lasting=True) from None
    found = EmailMessage(_POLICY if to.username.isascii() else _POLICY_UTF8)
    found["From"], found["To"] = sender, to
    if reply_to is not None:
        found["Reply-To"] = reply_to
    found["Subject"] = plain(envelope.subject)[:LONGEST_SUBJECT]
    found["Date"] = format_datetime(envelope.at)
    found["Message-ID"] = envelope.mark
    found["Auto-Submitted"] = "auto-generated"
    if envelope.unsubscribe and envelope.unsubscribe.isascii():
        found["List-Unsubscribe"] = f"<{plain(envelope.unsubscribe)}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # quoted-printable passes every server, also those that know only seven bits
    found.set_content(envelope.text, cte="quoted-printable")
    found.add_alternative(envelope.html, subtype="html", cte="quoted-printable")
    for file in envelope.attachments:
        kind, _stroke, sort = file.kind.partition("/")
        found.add_attachment(file.content, kind, sort or "octet-stream", filename=plain(file.name))
    # only now, because whatever is said of the content before goes into its first part
    found["Content-Language"] = plain(envelope.language)
    return found


class Connection:
    """One connection to the mail server for many letters; it is opened with the first and mended when it breaks."""

    def __init__(self, server: MailServer, greeting: str) -> None:
        self._server, self._greeting = server, greeting
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()

    def open(self) -> smtplib.SMTP:
        """The open connection. Raises Away when there is none to be had."""
        if self._smtp is None:
            try:
                self._smtp = self._opened()
            except (smtplib.SMTPException, OSError, UnicodeError, ValueError) as error:
                raise Away("away", f"{self._server.host}: {words(error)}") from error
        return self._smtp

    def _opened(self) -> smtplib.SMTP:
        server, safe = self._server, ssl.create_default_context()
        smtp: smtplib.SMTP
        if server.tls:
            smtp = smtplib.SMTP_SSL(server.host, server.port, self._greeting, timeout=PATIENCE, context=safe)
        else:
            smtp = smtplib.SMTP(server.host, server.port, self._greeting, timeout=PATIENCE)
        try:
            if server.starttls:
                smtp.starttls(context=safe)
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def hand_over(self, sender: str, letter: EmailMessage) -> None:
        """Hand one letter to the server, or raise what came of it; what follows finds an open connection again."""
        smtp = self.open()
        reader = letter["To"].addresses[0].addr_spec
        handing = False
        try:
            options = ["SMTPUTF8", "BODY=8BITMIME"] if letter.policy is _POLICY_UTF8 else []
            if options and not smtp.has_extn("smtputf8"):
                raise Fault("bad-address", reader, lasting=True)
            _expect(smtp.mail(sender, options), Away)
            _expect(smtp.rcpt(reader), Fault)
            content = letter.as_bytes()
            handing = True
            _expect(smtp.data(content), Fault)
        except Fault:
            self._begin_anew()
            raise
        except smtplib.SMTPDataError as error:
            self._begin_anew()
            raise _refused(error.smtp_code, error.smtp_error, Fault) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Fault("broken-off", words(error), certain=not handing) from error
        except (UnicodeError, ValueError) as error:
            self._begin_anew()
            raise Fault("bad-address", reader, lasting=True) from error

    def _begin_anew(self) -> None:
        """The letter before is forgotten, so that the next one is not taken for a part of it."""
        try:
            if self._smtp is not None and self._smtp.rset()[0] != 250:
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _expect(answer: tuple[int, bytes], kind: type[Fault]) -> None:
    code, said = answer
    if code not in {250, 251, 252}:
        raise _refused(code, said, kind)


def _refused(code: int, said: bytes | str, kind: type[Fault]) -> Fault:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if code in _NOT_ABOUT_ONE or kind is Away:
        return Away("away", f"{code} {text}")
    return Fault("refused", f"{code} {text}", lasting=500 <= code < 600)


def words(error: BaseException) -> str:
    """What went wrong, without anything of ours in it: a mail server may repeat what it was sent."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{error.smtp_code}, the user name or password is not accepted"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return plain(
            f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
        )
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return plain(f"its certificate is not good: {error.verify_message}")
    return plain(str(error)) or type(error).__name__


def as_kept(letter: EmailMessage) -> Mapping[str, str]:
    """The headers as the demonstration's mailbox shows them."""
    return {
        name: str(value)
        for name, value in letter.items()
        if not name.lower().startswith(("content-t", "mime"))
    }
