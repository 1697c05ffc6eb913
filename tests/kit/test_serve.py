"""One command serves pages and does the work of every minute: what dies is started anew, and all end together."""

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
from pathlib import Path

from tests.journeys.server import ROOT

PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(folder: Path, url: str, bind: str, *more: str) -> Iterator[subprocess.Popen[str]]:
    """`consult serve` as an installation runs it, with one worker."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("CONSULT_")}
    ours |= {"CONSULT_DATA": str(folder), "CONSULT_DATABASE_URL": url}
    command = [sys.executable, "-m", "consult", "serve", "--bind", bind, "--workers", "1", *more]
    with subprocess.Popen(
        command, cwd=ROOT, env=ours, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def children(pid: int) -> dict[str, int]:
    """The programs a process looks after, by what they run."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = re.search(r"^PPid:\s*(\d+)", status.read_text(), re.MULTILINE)
            words = status.with_name("cmdline").read_text().split("\0")
        except OSError:
            continue
        if parent is not None and int(parent[1]) == pid:
            found["web" if "gunicorn" in words else "jobs"] = int(status.parent.name)
    return found


def answers(port: int) -> int:
    """The status of the first page, once somebody answers."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/help")
            return connection.getresponse().status
        except ConnectionError:
            continue
        finally:
            connection.close()


def test_both_run_and_come_back_and_end_together(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, sqlite_url, f"127.0.0.1:{port}") as process:
        assert answers(port) == 200
        first = children(process.pid)
        assert set(first) == {"web", "jobs"}
        os.kill(first["jobs"], signal.SIGKILL)
        assert process.stderr is not None
        assert process.stderr.readline() == "The jobs process ended (-9) and is started anew.\n"
        os.kill(first["web"], signal.SIGKILL)
        assert process.stderr.readline() == "The web process ended (-9) and is started anew.\n"
        assert answers(port) == 200
        second = children(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in {*first.values(), *second.values()})


def test_when_it_cannot_start_it_says_why_and_ends(sqlite_url: str, tmp_path: Path) -> None:
    with served(tmp_path, sqlite_url, "127.0.0.1:0", "--config", "no-such-file.py") as process:
        _out, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        assert "no-such-file.py" in said
