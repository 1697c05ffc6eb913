"""What all tests share: databases of both kinds, a real browser, and the rule that nothing is left out in CI."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright

from consult.app import create_app
from consult.kit.db import db
from consult.settings import Settings
from tests import services
from tests.cast import START, Stage, set_stage
from tests.client import Client, client

ALL_DATABASES = ["sqlite", "postgres"]
# While developing, CONSULT_TEST_DATABASES=sqlite saves time.
DATABASES = os.environ.get("CONSULT_TEST_DATABASES", ",".join(ALL_DATABASES)).split(",")
REQUIRE_ALL = os.environ.get("CONSULT_TEST_REQUIRE_ALL") == "1"

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

settings.register_profile("everyday", deadline=None)
settings.register_profile("full", deadline=None, max_examples=5000)
settings.load_profile("full" if os.environ.get("CONSULT_TEST_FULL") == "1" else "everyday")


def pytest_configure(config: pytest.Config) -> None:
    """CI may not be narrowed."""
    if REQUIRE_ALL and sorted(DATABASES) != sorted(ALL_DATABASES):
        raise pytest.UsageError(
            "CONSULT_TEST_REQUIRE_ALL=1 goes with all databases: unset CONSULT_TEST_DATABASES."
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line(
            "CONSULT_TEST_REQUIRE_ALL=1: a test was skipped, so this run does not count.", red=True
        )
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# --- databases -------------------------------------------------------------------------------------------------


def migrate(url: str, folder: Path) -> None:
    """Bring an empty database to the newest state by the command that an installation uses."""
    subprocess.run(
        [sys.executable, "-m", "consult", "db", "upgrade"],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "CONSULT_DATABASE_URL": url, "CONSULT_DATA": str(folder)},
    )


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the whole run, known to every worker."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def postgres(shared_folder: Path) -> Iterator[services.Postgres]:
    """The run's PostgreSQL server."""
    with services.postgres(shared_folder) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest tables and no rows, made once a run."""
    template = shared_folder / "template.sqlite3"
    with services.locked(shared_folder / "sqlite-template.lock", fcntl.LOCK_EX):
        if not template.exists():
            draft = tmp_path_factory.mktemp("sqlite") / "draft.sqlite3"
            migrate(f"sqlite:///{draft}", draft.parent)
            draft.rename(template)
    return template


@pytest.fixture(scope="session")
def postgres_template(postgres: services.Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same on PostgreSQL: the name of a database to copy from."""
    folder = tmp_path_factory.mktemp("postgres")
    return postgres.template("template_consult", lambda url: migrate(url, folder))


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """An SQLite database without tables."""
    return f"sqlite:///{tmp_path / 'consult.sqlite3'}"


@pytest.fixture
def empty_postgres_url(postgres: services.Postgres) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """An SQLite database of this test's own, with tables and no rows."""
    file = tmp_path / "consult.sqlite3"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres: services.Postgres, postgres_template: str) -> Iterator[str]:
    """A PostgreSQL database of this test's own, with tables and no rows."""
    url = postgres.create(postgres_template)
    yield url
    postgres.drop(url)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases in turn, with tables and no rows."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """Both databases in turn, without tables: for migrations."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


# --- the browser -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The operating system's Chromium, one a worker; each test opens a context of its own."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("No chromium on this machine: make system")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=BROWSER_ARGUMENTS)
        yield chromium
        chromium.close()


# --- the application -------------------------------------------------------------------------------------------


class FixedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        self.at = at

    def advance(self, by: timedelta) -> None:
        self.at += by


@pytest.fixture
def clock() -> FixedClock:
    """The application's clock in a test: 23 November 2026, 9:00 UTC."""
    return FixedClock(START)


@pytest.fixture(scope="session")
def compiled_templates(shared_folder: Path) -> FileSystemBytecodeCache:
    """Templates compiled once a run instead of once an application: it halves the time of most tests."""
    folder = shared_folder / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture
def app(
    database_url: str, clock: FixedClock, tmp_path: Path, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Flask]:
    """The application on each database in turn, with tables and no rows."""
    settings = Settings(
        data=tmp_path / "data", database_url=database_url, secret_key="x" * 40, cheap_passwords=True
    )
    made = create_app(settings, clock)
    made.jinja_env.bytecode_cache = compiled_templates
    made.testing = True
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def stage(app: Flask, clock: FixedClock) -> Stage:
    """The standing cast with a small strategy; its ids."""
    with app.app_context():
        return set_stage(clock.now())


@pytest.fixture
def client_of(app: Flask, stage: Stage) -> Callable[[str], Client]:
    """A client by name of the cast, signed in; `nobody` is a visitor who is not."""
    return lambda name: client(app) if name == "nobody" else client(app).sign_in(name)
