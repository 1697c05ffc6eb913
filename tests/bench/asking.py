"""A thin browser over one kept connection: cookies, forms and answers, at little cost of its own."""

from __future__ import annotations

import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrf_token"[^>]*?value="([^"]+)"')
PASSWORD = "seven plain horses"
IDLE = 1.0
"""A connection idle for longer is opened again: the server closes one after two seconds, and may do so just then."""


class Refused(RuntimeError):
    """The server answered something else than it should."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Browser:
    """One person's connection to a server."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _line: socket.socket | None = None
    _used: float = 0

    def get(self, path: str, headers: str = "") -> Answer:
        """Ask for a page; an idle connection that the server has closed is opened again."""
        return self._ask(f"GET {path} HTTP/1.1\r\n{headers}", b"")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form with its token."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return self._ask(f"POST {path} HTTP/1.1\r\n{head}", body)

    def read(self, path: str) -> bytes:
        """A page that must be there."""
        answer = self.get(path)
        if answer.status != 200:
            raise Refused(f"{path} answers {answer.status}")
        return answer.body

    def sign_in(self, email: str) -> Browser:
        """Sign in with the benchmark's password, and take the token of the new session."""
        self.token = _token(self.read("/sign-in"))
        answer = self.post(
            "/sign-in", {"email": email, "password": PASSWORD, "once": secrets.token_urlsafe(9)}
        )
        if answer.status != 303:
            raise Refused(f"/sign-in answers {answer.status}")
        self.token = _token(self.read("/sign-in"))
        return self

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ask(self, head: str, body: bytes) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = f"{head}Host: 127.0.0.1:{self.port}\r\nCookie: {cookie}\r\n\r\n".encode() + body
        if time.monotonic() - self._used > IDLE:
            self.close()
        self._used = time.monotonic()
        kept = self._line is not None
        try:
            return self._exchange(sent)
        except (ConnectionError, EOFError):
            self.close()
            if not kept or body:  # a form is never sent twice
                raise
            return self._exchange(sent)

    def _exchange(self, sent: bytes) -> Answer:
        if self._line is None:
            self._line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line.sendall(sent)
        held = b""
        while b"\r\n\r\n" not in held:
            held += self._more()
        head, _blank, body = held.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _colon, value = line.partition(":")
            if name.lower() == "set-cookie":
                key, _equals, content = value.strip().partition(";")[0].partition("=")
                self.cookies[key] = content
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", "0"))
        while len(body) < length:
            body += self._more()
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(status.split()[1]), headers, body)

    def _more(self) -> bytes:
        part = self._line.recv(65536) if self._line else b""
        if not part:
            raise EOFError("The server closed the connection.")
        return part


def _token(page: bytes) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise Refused("a page without a CSRF token")
    return found[1].decode()


@dataclass
class Run:
    """What came of sending many requests: statuses, and how long it took."""

    statuses: list[int]
    seconds: float

    def count(self, status: int) -> int:
        return self.statuses.count(status)


def in_turn(acts: Sequence[Callable[[], int]]) -> Run:
    """One request after the other."""
    began = time.perf_counter()
    return Run([act() for act in acts], time.perf_counter() - began)


def at_once(queues: Sequence[Sequence[Callable[[], int]]]) -> Run:
    """As many requests at a time as there are queues; each queue in turn."""
    statuses: list[list[int]] = [[] for _queue in queues]

    def work(place: int) -> None:
        for act in queues[place]:
            try:
                statuses[place].append(act())
            except (OSError, EOFError):  # no answer is a failed request
                statuses[place].append(0)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(queues))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Run([status for some in statuses for status in some], time.perf_counter() - began)
