"""The consumer of jobs as a process of its own, with the room of letters and a clock that a test can move.

Run as `python -m tests.kit.consumer`; the class Consumer starts and kills it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consult.app import create_app
from consult.kit.jobs import consume
from tests.journeys.server import CLOCK, ROOT, OffsetClock
from tests.kit.letter_room import with_letters
from tests.mailing import FROM


@contextmanager
def consumer(
    folder: Path, database_url: str, port: int, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A running consumer, whose letters go to a port of this machine."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("CONSULT_")}
    ours |= {
        "CONSULT_DATA": str(folder),
        "CONSULT_DATABASE_URL": database_url,
        "CONSULT_MAIL_URL": f"smtp://127.0.0.1:{port}",
        "CONSULT_MAIL_FROM": FROM,
        CLOCK: str(folder / "clock"),
        **settings,
    }
    command = [sys.executable, "-m", "tests.kit.consumer"]
    with subprocess.Popen(command, cwd=ROOT, env=ours, stdin=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


if __name__ == "__main__":
    made = create_app(clock=OffsetClock(Path(os.environ[CLOCK])))
    with with_letters(made):
        consume(made)
