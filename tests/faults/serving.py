"""The real server for the tests of faults: several worker processes on a port of their own, spoken to by HTTP."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

WORKERS, THREADS = 3, 8
PATIENCE = 60


class Server:
    """An installation served as users run it, with several workers; it can be killed and started again."""

    def __init__(self, database_url: str, folder: Path, workers: int = WORKERS) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self.listening.getsockname()[1]
        # the workers inherit the socket, so no other program can take the port meanwhile, and who asks while the
        # server is away waits for the next one
        self.command = [sys.executable, "-m", "gunicorn", "consult.wsgi:app"]
        self.command += ["--bind", f"fd://{self.listening.fileno()}", "--worker-class", "gthread"]
        self.command += ["--workers", str(workers), "--threads", str(THREADS)]
        self.command += ["--no-control-socket", "--log-level", "warning"]
        self.environment = {
            **os.environ,
            "CONSULT_DATABASE_URL": database_url,
            "CONSULT_DATA": str(folder),
            "CONSULT_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
        }

    def start(self) -> None:
        """Start it, as leader of a group of processes of its own."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            pass_fds=[self.listening.fileno()],
            start_new_session=True,
        )

    def kill(self) -> None:
        """End all its processes at once, whatever they are doing."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.listening.close()


@contextmanager
def served(database_url: str, folder: Path) -> Iterator[int]:
    """Serve an installation; gives the port."""
    with Server(database_url, folder) as server:
        yield server.port


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    page: str

    def hidden(self, name: str) -> str:
        """The value of a hidden field; empty when the field is, or is not there."""
        found = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', self.page)
        value = re.search(r'\bvalue="([^"]*)"', found[0]) if found else None
        return unescape(value[1]) if value else ""


@dataclass
class Browser:
    """A signed-in person's cookies; every request is a connection of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self.ask("POST", path, urlencode(fields))

    def ask(self, method: str, path: str, body: str | None = None) -> Answer:
        """One request, without following where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            came = connection.getresponse()
            page = came.read().decode("utf-8", "replace")
            for name, value in came.getheaders():
                if name.lower() == "set-cookie":
                    key, _sign, kept = value.split(";", 1)[0].partition("=")
                    self.cookies[key] = kept
            return Answer(came.status, came.getheader("Location", ""), page)
        finally:
            connection.close()

    def sign_in(self, email: str, password: str) -> Browser:
        """Sign in as anyone does: by the form."""
        form = self.get("/sign-in")
        fields = {"email": email, "password": password, "csrf_token": form.hidden("csrf_token")}
        answer = self.post("/sign-in", fields)
        assert answer.status == 303, answer.page
        return self
