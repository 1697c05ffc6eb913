"""The letters of the journeys: a real mail server takes them, and the product's own commands send them.

with post.at_work():            # `consult jobs` runs in a process of its own, as on a real installation
    ...
post.minute()                   # or the command that cron calls, once, by the clock of the story
letter = post.to("delegate.kfwc")
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from flask import Flask
from structlog.testing import capture_logs

from consult.app import create_app
from consult.kit import jobs
from consult.kit.db import db
from consult.kit.outbox import DROPPED, WAITING
from consult.settings import Settings
from tests.journeys.server import DATABASE, ROOT, Server
from tests.mailing import FROM, Box, Letter


@dataclass
class Post:
    """The way of letters from the running server's database to their readers."""

    server: Server
    box: Box
    url: str
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self._end_the_past()
        settings = Settings(
            data=self.server.folder, public_url=self.server.address, mail_url=self.url, mail_from=FROM
        )
        self.app = create_app(settings, self.server.clock)
        self.app.cli.add_command(jobs.command)

    def _end_the_past(self) -> None:
        """What the story of the demonstration wrote in days gone by is nobody's news any more."""
        with closing(sqlite3.connect(self.server.folder / DATABASE)) as database, database:
            database.execute("UPDATE letter SET state = ? WHERE state = ?", (DROPPED, WAITING))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The process that sends letters, as an installation runs it: by the machine's clock, called by the server."""
        ours = {key: value for key, value in os.environ.items() if not key.startswith("CONSULT_")}
        said = self.server.folder / "jobs.log"
        with said.open("wb") as words:
            process = subprocess.Popen(
                [sys.executable, "-m", "consult", "jobs"],
                cwd=ROOT,
                env=ours
                | {
                    "CONSULT_DATA": str(self.server.folder),
                    "CONSULT_PUBLIC_URL": self.server.address,
                    "CONSULT_MAIL_URL": self.url,
                    "CONSULT_MAIL_FROM": FROM,
                },
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )
        try:
            yield
        finally:
            process.terminate()
            process.wait()
        assert "Traceback" not in said.read_text(encoding="utf-8", errors="replace")

    def minute(self) -> list[Letter]:
        """The work of one minute by the clock of the story; answers the letters that went."""
        before = len(self.box.letters)
        with capture_logs() as said:
            done = self.app.test_cli_runner().invoke(args=["jobs", "--once"])
        assert done.exit_code == 0, done.output
        assert said == []
        return self.box.letters[before:]

    def wait_for(self, address: str) -> Letter:
        """The first letter to somebody, once it has come from the other process."""
        with self.box.arrived:
            assert self.box.arrived.wait_for(lambda: self.all_to(address), timeout=60), (
                f"nothing for {address}"
            )
        return self.all_to(address)[0]

    def all_to(self, who: str) -> list[Letter]:
        """All letters to an address, or to a person of the demonstration by the part before the @."""
        address = who if "@" in who else f"{who}@demo.example"
        return [letter for letter in self.box.letters if letter.to == address]

    def close(self) -> None:
        """Leave the database to the next story."""
        with self.app.app_context():
            db.engine.dispose()
