"""The web server and the jobs under one command: starts both, starts anew whichever dies, ends both together.

A program of its own (`python -m consult.kit.serving BIND WORKERS THREADS [gunicorn's options]`) that knows nothing of
the application, so that it stays small. When it is killed itself, the kernel of Linux ends its children.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

WORKERS, THREADS = 2, 8
GRACE = 25
"""Seconds to finish what is being done before the end."""
SETTLED = 20
"""Whoever lived so long had started well; whoever ends by itself before could not, and said why."""
LONGEST_PAUSE = 30
_DIE_WITH_PARENT = 1


@dataclass
class Child:
    """A program we look after."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = 0.0
    due: float = 0.0
    settled: bool = False

    def start(self) -> None:
        # a session of its own: Ctrl-C reaches us alone, and we pass it on
        before = _die_with(os.getpid())
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=before)  # noqa: S603 - ours
        self.began = time.monotonic()

    def look(self) -> int | None:
        """Start it when it is due; answers its exit code once when it has died."""
        if self.process is None:
            if time.monotonic() >= self.due:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        lived_long = time.monotonic() - self.began >= SETTLED
        self.settled = self.settled or lived_long
        self.pause = 1.0 if lived_long else min(max(self.pause * 2, 1.0), LONGEST_PAUSE)
        self.due = time.monotonic() + self.pause
        return code


def _die_with(parent: int) -> Callable[[], None] | None:
    """What a child does before it begins: on Linux it asks to be told when we are killed."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None

    def before() -> None:
        prctl(_DIE_WITH_PARENT, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return before


class _Asked(Exception):
    """We were asked to end."""


def run(children: Sequence[Child]) -> int:
    """Look after the children until we are asked to end; the exit code."""

    def asked(number: int, frame: FrameType | None) -> None:
        raise _Asked

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    signal.signal(signal.SIGHUP, lambda number, frame: _renew(children))
    try:
        while True:
            for child in children:
                code = child.look()
                if code is None:
                    continue
                if child.name == "web" and code > 0 and not child.settled:
                    # a port in use, a setting that is wrong: starting it again would not help
                    _end(children)
                    return code
                sys.stderr.write(f"The {child.name} process ended ({code}) and is started anew.\n")
            time.sleep(0.5)
    except _Asked:
        _end(children)
        return 0


def _renew(children: Sequence[Child]) -> None:
    """New workers for the pages, and the jobs from their beginning."""
    for child in children:
        _pass_on([child], signal.SIGHUP if child.name == "web" else signal.SIGTERM)


def _pass_on(children: Sequence[Child], number: int) -> None:
    for child in children:
        if child.process is not None and child.process.poll() is None:
            child.process.send_signal(number)


def _end(children: Sequence[Child]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    _pass_on(children, signal.SIGTERM)
    until = time.monotonic() + GRACE
    for child in children:
        if child.process is not None:
            try:
                child.process.wait(max(until - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()


def main(arguments: Sequence[str]) -> int:
    """Serve on an address with so many workers and threads."""
    bind, workers, threads, *more = arguments
    jobs = [sys.executable, "-m", "consult", "jobs"]
    return run([Child("web", web(bind, workers, threads, more)), Child("jobs", jobs)])


def web(
    bind: str, workers: int | str = WORKERS, threads: int | str = THREADS, more: Sequence[str] = ()
) -> list[str]:
    """The command of the web server alone."""
    found = [
        sys.executable,
        "-m",
        "gunicorn",
        "consult.wsgi:app",
        "--bind",
        bind,
        "--worker-class",
        "gthread",
    ]
    found += [
        "--workers",
        str(workers),
        "--threads",
        str(threads),
        "--no-control-socket",
        "--log-level",
        "warning",
    ]
    return [*found, "--graceful-timeout", str(GRACE - 5), "--preload", *more]


def command(bind: str, workers: int = WORKERS, threads: int = THREADS, more: Sequence[str] = ()) -> list[str]:
    """What to become in order to serve."""
    return [sys.executable, "-m", "consult.kit.serving", bind, str(workers), str(threads), *more]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
