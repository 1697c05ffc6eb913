"""The server that journeys visit: the demonstration under gunicorn, in other processes, by a clock a test can move.

Started by gunicorn as `tests.journeys.server:application()`; the class Server starts, resets and stops it.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from consult.app import create_app
from consult.demo.serving import THREADS, WORKERS

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "consult.sqlite3"
CLOCK = "JOURNEYS_CLOCK"


@dataclass(frozen=True)
class OffsetClock:
    """The machine's clock, moved by what stands in a file, which is read anew for every question.

    Seconds in it move the clock; a moment in it stops the clock there.
    """

    file: Path

    def now(self) -> datetime:
        told = self.file.read_text(encoding="ascii")
        if "T" in told:
            return datetime.fromisoformat(told)
        return datetime.now(UTC) + timedelta(seconds=int(told))

    def set(self, told: int | datetime) -> None:
        """Move it or stop it; a reader in another process sees the old or the new."""
        draft = self.file.with_suffix(".new")
        draft.write_text(told.isoformat() if isinstance(told, datetime) else str(told), encoding="ascii")
        draft.replace(self.file)


def application() -> Flask:
    """What gunicorn serves: the product as it is, with this clock."""
    return create_app(clock=OffsetClock(Path(os.environ[CLOCK])))


@dataclass
class Server:
    """A running server with its database, which every journey finds as the demonstration was loaded."""

    folder: Path
    loaded: Path
    address: str = field(init=False)
    clock: OffsetClock = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it as `make demo` does, with as many processes; the test listens and hands the socket on."""
        self.clock = OffsetClock(self.folder / "clock")
        self.reset()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            command = [sys.executable, "-m", "gunicorn", "tests.journeys.server:application()"]
            command += ["--bind", f"fd://{listening.fileno()}", "--preload", "--no-control-socket"]
            command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)]
            with (self.folder / "server.log").open("wb") as words:
                self.process = subprocess.Popen(
                    [*command, "--log-level", "warning"],
                    cwd=ROOT,
                    env=self._environment(),
                    pass_fds=[listening.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=words,
                    stderr=words,
                )

    def _environment(self) -> dict[str, str]:
        ours = {key: value for key, value in os.environ.items() if not key.startswith("CONSULT_")}
        return ours | {
            "CONSULT_DATA": str(self.folder),
            "CONSULT_DEMO": "1",
            "CONSULT_PUBLIC_URL": self.address,
            CLOCK: str(self.clock.file),
        }

    def reset(self) -> None:
        """Start the story over: the real time, and the database as loaded, copied below the running server."""
        self.clock.set(0)
        with (
            closing(sqlite3.connect(self.loaded)) as source,
            closing(sqlite3.connect(self.folder / DATABASE)) as target,
        ):
            source.backup(target)

    def stop(self) -> str:
        """Stop it; answers what it said, which is nothing when all went well."""
        self.process.terminate()
        self.process.wait()
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True)
class Story:
    """The time of the story, which moves when a test says so."""

    clock: OffsetClock

    def now(self) -> datetime:
        return self.clock.now()

    def wait(self, length: timedelta) -> None:
        """Let time pass; it goes on from there."""
        ahead = self.now() + length - datetime.now(UTC)
        self.clock.set(-(-ahead // timedelta(seconds=1)))

    def stop_at(self, moment: datetime) -> None:
        """Let time pass until a moment and stand still there, however slow the machine is."""
        self.clock.set(moment)


def load(folder: Path) -> Path:
    """Load the demonstration by its own command into a folder; answers the database."""
    subprocess.run(
        [sys.executable, "-m", "consult", "demo", "--prepare"],
        check=True,
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("CONSULT_")}
        | {"CONSULT_DATA": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    return folder / DATABASE
