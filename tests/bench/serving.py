"""Starts either side under the server that users run, with its settings, and reads what its workers cost."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from consult.kit import serving

OURS, REFERENCE = "consult.wsgi:app", "tests.bench.reference:app"
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0
TICK = os.sysconf("SC_CLK_TCK")


class Unmeasurable(Exception):
    """Something this machine lacks; the row says so instead of a number."""


def users_command(port: int) -> list[str]:
    """The web server as `make demo` and `consult serve` start it; the jobs beside it would be measured along."""
    return serving.web(f"127.0.0.1:{port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A running application server with its workers."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    under: bool = False
    """Whether a tracer stands between us and the server."""
    _known: list[int] = field(default_factory=list)

    def workers(self) -> list[int]:
        """The processes that answer, once all have begun."""
        deadline = time.monotonic() + PATIENCE
        while len(self._known) < serving.WORKERS and time.monotonic() < deadline:
            master = children(self.process.pid)[0] if self.under else self.process.pid
            self._known = children(master)
            time.sleep(0.02)
        return self._known

    def cpu(self) -> float:
        """Seconds of processor time the workers have used, in user and in system."""
        return sum(_cpu(pid) for pid in self.workers())

    def memory(self) -> float:
        """Mean resident memory of a worker in MB."""
        workers = self.workers()
        return sum(_resident(pid) for pid in workers) / len(workers) / 1e6

    def stop(self) -> None:
        """End the server and its workers, and wait until they are gone."""
        if self.process.poll() is None:
            master = (children(self.process.pid) or [self.process.pid])[0] if self.under else self.process.pid
            os.kill(master, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                for pid in [*children(master), master]:
                    os.kill(pid, signal.SIGKILL)
                self.process.wait(10)


def children(pid: int) -> list[int]:
    """The child processes of a process."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return sorted(found)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def environment(data: Path) -> dict[str, str]:
    """The settings of both sides: one folder with data each, and nothing of the caller's own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CONSULT_", "GUNICORN_"))
    }
    return {
        **kept,
        "CONSULT_DATA": str(data),
        "BENCH_DATABASE": str(data / "reference.sqlite3"),
    }


def start(application: str, data: Path, before: tuple[str, ...] = ()) -> Server:
    """Start one side, and wait for its first answer."""
    port = free_port()
    command = [application if word == OURS else word for word in users_command(port)]
    log = data / f"server-{port}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*before, *command],
            cwd=ROOT,
            env={**environment(data), "CONSULT_PUBLIC_URL": f"http://127.0.0.1:{port}"},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    server = Server(port, process, log, under=bool(before))
    try:
        _wait(server)
    except BaseException:
        server.stop()
        raise
    return server


def _wait(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if line.recv(12).endswith(b"200"):
                    return
        except OSError:
            pass
        time.sleep(0.01)
    raise RuntimeError(f"The server did not answer:\n{server.log.read_text(errors='replace')[-2000:]}")


@contextmanager
def served(application: str, data: Path, before: tuple[str, ...] = ()) -> Iterator[Server]:
    """One side, for as long as it is measured."""
    server = start(application, data, before)
    try:
        server.workers()
        yield server
    finally:
        server.stop()


def cold_start(application: str, data: Path) -> float:
    """Seconds from the command to the first page."""
    began = time.perf_counter()
    server = start(application, data)
    taken = time.perf_counter() - began
    server.stop()
    return taken


def tracer(log: Path) -> tuple[str, ...]:
    """What stands before a command so that its syncs to disk are written down."""
    program = shutil.which("strace")
    if program is None:
        raise Unmeasurable("no strace on this machine (apt install strace)")
    return (program, "-f", "-qq", "-ttt", "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o", str(log))
