"""Every CONSULT_* setting: typed, with one line of documentation each."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit


class SettingError(Exception):
    """A setting is missing or wrong; the text says which one and what to do."""


@dataclass(frozen=True)
class Settings:
    """What an installation may set. The names in the environment are `CONSULT_` and the field in capitals."""

    data: Path = Path("data")
    """The one folder with everything an installation keeps: database, secret key, files."""
    database_url: str = ""
    """Where the data are; empty means the SQLite file `consult.sqlite3` in the data folder."""
    secret_key: str = field(default="", repr=False)
    """Signs cookies; empty means a random key kept in the data folder."""
    public_url: str = "http://127.0.0.1:8000"
    """The address people type; https switches cookies to Secure and sends HSTS."""
    federation: str = "CICOPA"
    """The name of the federation as the header shows it."""
    time_zone: str = "Europe/Brussels"
    """The federation's own time zone, shown beside the reader's."""
    language: str = "en"
    """The language for visitors whose browser asks for none that we have."""
    session_idle_minutes: int = 720
    """A session ends after so many minutes without a request."""
    session_days: int = 7
    """A session ends so many days after signing in, whatever happens."""
    proxies: int = 0
    """How many reverse proxies stand in front whose X-Forwarded-* headers are believed."""
    demo: bool = False
    """Demonstration mode: demo people, one-click sign-in, the page /demo. Never on a real installation."""
    mail_url: str = field(default="", repr=False)
    """The server that sends letters, such as `smtp://user:password@mail.example.org:587` (with STARTTLS, but for a
    server on this machine or with `?starttls=no`) or `smtps://...`; empty means that letters wait."""
    mail_from: str = ""
    """The address letters come from, such as `consult@example.org`; needed with a mail server."""
    mail_reply_to: str = ""
    """Where answers to letters go, when not to the address they come from."""
    jobs_url: str = field(default="", repr=False)
    """Where jobs are called: empty means a file in the data folder; else `redis://...` or `postgresql://...`."""
    cheap_passwords: bool = False
    """Cheap password hashes; only tests set this, it is not read from the environment."""

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data.resolve() / 'consult.sqlite3'}"


@dataclass(frozen=True)
class MailServer:
    """The server that takes our letters."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool
    """Encrypted from the first byte (smtps)."""
    starttls: bool
    """Encrypted after a greeting; refused where the server cannot."""


_LOCAL = {"localhost", "127.0.0.1", "::1"}


def mail_server(url: str) -> MailServer:
    """The mail server of CONSULT_MAIL_URL. The error never repeats the address: a password may stand in it."""
    wrong = SettingError(
        "CONSULT_MAIL_URL is not understood: write smtp://user:password@host:587 or smtps://user:password@host,"
        " with signs such as @ and / in a password written as %40 and %2F."
    )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path not in {"", "/"} or parts.fragment:
        raise wrong
    if parts.query not in {"", "starttls=no", "starttls=yes"}:
        raise wrong
    tls = parts.scheme == "smtps"
    local = host in _LOCAL and parts.query != "starttls=yes"
    return MailServer(
        host=host,
        port=port or (465 if tls else 25 if local else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        starttls=not tls and not local and parts.query != "starttls=no",
    )


_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_STORES = ("redis", "rediss", "unix", "postgresql", "postgres", "postgresql+psycopg")


def _check(settings: Settings) -> None:
    """What is wrong is said when starting, not when the first letter waits."""
    for name in ("mail_from", "mail_reply_to"):
        given = getattr(settings, name)
        if given and not _ADDRESS.fullmatch(given):
            raise SettingError(
                f"CONSULT_{name.upper()} is {given!r}: write one address, consult@example.org."
            )
    if settings.mail_url:
        mail_server(settings.mail_url)
        if not settings.mail_from:
            raise SettingError("CONSULT_MAIL_FROM is missing: the address letters come from.")
    if settings.jobs_url and settings.jobs_url.partition("://")[0] not in _STORES:
        raise SettingError(
            "CONSULT_JOBS_URL is not understood: leave it empty or write redis:// or postgresql://."
        )


_NOT_FROM_ENVIRONMENT = {"cheap_passwords"}
_MIN_SECRET = 32


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises SettingError with a sentence when one is wrong."""
    given = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for name, default in vars(Settings()).items():
        raw = given.get(f"CONSULT_{name.upper()}")
        if raw is None or name in _NOT_FROM_ENVIRONMENT:
            continue
        values[name] = _read(name, raw, default)
    settings = Settings(**values)  # type: ignore[arg-type]  # each value was read with its field's own type
    _check(settings)
    return settings


def _read(name: str, raw: str, default: object) -> object:
    if isinstance(default, bool):
        if raw.lower() in {"1", "true", "yes", "on"}:
            return True
        if raw.lower() in {"", "0", "false", "no", "off"}:
            return False
        raise SettingError(f"CONSULT_{name.upper()} is {raw!r}: write 1 or 0.")
    if isinstance(default, int):
        if not raw.isdecimal():
            raise SettingError(f"CONSULT_{name.upper()} is {raw!r}: write a whole number.")
        return int(raw)
    if isinstance(default, Path):
        return Path(raw)
    return raw


def with_secret(settings: Settings) -> Settings:
    """The settings with a secret key: the given one, or one made once and kept in the data folder."""
    settings.data.mkdir(parents=True, exist_ok=True)
    if settings.secret_key:
        if len(settings.secret_key) < _MIN_SECRET:
            raise SettingError(f"CONSULT_SECRET_KEY is too short: at least {_MIN_SECRET} characters.")
        return settings
    kept = settings.data / "secret-key"
    if not kept.exists():
        _make_secret(kept)
    secret = kept.read_text(encoding="ascii", errors="replace").strip()
    if len(secret) < _MIN_SECRET:
        raise SettingError(f"{kept} holds no whole key. Remove it; a new one signs everybody out.")
    return replace(settings, secret_key=secret)


def _make_secret(kept: Path) -> None:
    """Write a key aside and link it into place: whoever starts at the same moment finds a whole one or none."""
    handle, draft = tempfile.mkstemp(dir=kept.parent, prefix=".secret-key-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, kept)
    finally:
        os.unlink(draft)
