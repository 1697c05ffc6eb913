"""What all tests share: databases of both kinds, a real browser, and the rule that nothing is left out in CI."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright

from consult.app import create_app
from consult.demo import loading
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


LONG = (
    "tests/journeys/",
    "tests/faults/",
    "tests/notices/test_a_year",
    "tests/kit/test_jobs",
    "tests/house/test_wheel",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: the others fill up the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


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
def sqlite_templates(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two SQLite files, made once a run: `empty` has the newest tables, `staged` the cast as well."""
    folder = shared_folder / "sqlite-templates"
    with services.locked(shared_folder / "sqlite-templates.lock", fcntl.LOCK_EX):
        if not folder.exists():
            draft = tmp_path_factory.mktemp("sqlite")
            migrate(f"sqlite:///{draft / 'empty'}", draft)
            shutil.copyfile(draft / "empty", draft / "staged")
            (draft / "stage.json").write_text(staged(f"sqlite:///{draft / 'staged'}", draft))
            draft.rename(folder)
    return folder


def staged(url: str, folder: Path) -> str:
    """Put the standing cast into a database; answers its ids as text."""
    settings = Settings(data=folder / "data", database_url=url, secret_key="x" * 40, cheap_passwords=True)
    made = create_app(settings, FixedClock(START))
    with made.app_context():
        stage = set_stage(START)
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return json.dumps(asdict(stage))


@pytest.fixture(scope="session")
def postgres_templates(
    postgres: services.Postgres, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The same on PostgreSQL: the names of databases to copy from."""
    folder = tmp_path_factory.mktemp("postgres")

    empty = postgres.template("template_consult", lambda url: migrate(url, folder))
    return {
        "empty": empty,
        "staged": postgres.template("template_staged", lambda url: staged(url, folder), empty),
    }


def loaded(url: str, folder: Path) -> None:
    """Load the demonstration into a database with tables, as of the day on which tests begin."""
    settings = Settings(
        data=folder / "data", database_url=url, secret_key="x" * 40, cheap_passwords=True, demo=True
    )
    made = create_app(settings, FixedClock(START))
    with made.app_context():
        loading.load()
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_story(sqlite_templates: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the demonstration as it is loaded, made once a run."""
    file = sqlite_templates / "story"
    with services.locked(sqlite_templates / "story.lock", fcntl.LOCK_EX):
        if not file.exists():
            draft = tmp_path_factory.mktemp("story") / "story"
            shutil.copyfile(sqlite_templates / "empty", draft)
            loaded(f"sqlite:///{draft}", draft.parent)
            draft.rename(file)
    return file


@pytest.fixture(scope="session")
def postgres_story(
    postgres: services.Postgres,
    postgres_templates: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The same on PostgreSQL: the name of a database to copy from."""
    folder = tmp_path_factory.mktemp("story")
    return postgres.template("template_story", lambda url: loaded(url, folder), postgres_templates["empty"])


@pytest.fixture
def story() -> None:
    """Asked for by tests that begin with the demonstration loaded."""


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


def wanted(request: pytest.FixtureRequest) -> str:
    """Which template a test starts from: with the cast when it asks for the stage, else with the story or empty."""
    if "story" in request.fixturenames:
        return "story"
    return "staged" if "stage" in request.fixturenames else "empty"


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this worker's SQLite database stands, written anew for each test."""
    return tmp_path_factory.mktemp("database") / "consult.sqlite3"


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, sqlite_file: Path, sqlite_templates: Path) -> str:
    """An SQLite database of this test's own, with tables, and with the cast if the test asks for the stage."""
    # a new file each time, not the old one written over: a connection somebody forgot keeps the old one to itself
    for left in ("", "-wal", "-shm"):
        sqlite_file.with_name(sqlite_file.name + left).unlink(missing_ok=True)
    which = wanted(request)
    template = request.getfixturevalue("sqlite_story") if which == "story" else sqlite_templates / which
    shutil.copyfile(template, sqlite_file)
    return f"sqlite:///{sqlite_file}"


@pytest.fixture(scope="session")
def postgres_address(postgres: services.Postgres) -> Iterator[str]:
    """This worker's PostgreSQL database, made anew for each test."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def postgres_url(
    request: pytest.FixtureRequest,
    postgres: services.Postgres,
    postgres_address: str,
    postgres_templates: dict[str, str],
) -> str:
    """A PostgreSQL database of this test's own, with tables, and with the cast if the test asks for the stage."""
    which = wanted(request)
    template = request.getfixturevalue("postgres_story") if which == "story" else postgres_templates[which]
    postgres.replace(postgres_address, template)
    return postgres_address


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


@pytest.fixture(scope="session")
def apps(compiled_templates: FileSystemBytecodeCache) -> dict[str, Flask]:
    """This worker's applications by the address of their database: made once, because making one takes long."""
    return {}


@pytest.fixture
def app(
    database_url: str,
    clock: FixedClock,
    tmp_path: Path,
    compiled_templates: FileSystemBytecodeCache,
    apps: dict[str, Flask],
) -> Iterator[Flask]:
    """The application on each database in turn, with tables and no rows, and with a data folder of this test's own."""
    settings = Settings(
        data=tmp_path / "data", database_url=database_url, secret_key="x" * 40, cheap_passwords=True
    )
    if database_url not in apps:
        apps[database_url] = create_app(settings, clock)
        apps[database_url].jinja_env.bytecode_cache = compiled_templates
    made = apps[database_url]
    settings.data.mkdir(exist_ok=True)
    made.extensions.update({"consult.settings": settings, "consult.clock": clock})
    made.extensions.pop("consult.federation", None)
    made.testing = True
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def stage(app: Flask, clock: FixedClock, sqlite_templates: Path) -> Stage:
    """The standing cast with a small strategy; its ids. They are in the database already: see `wanted`."""
    assert clock.now() == START
    return Stage(**json.loads((sqlite_templates / "stage.json").read_text()))


@pytest.fixture
def client_of(app: Flask, stage: Stage) -> Callable[[str], Client]:
    """A client by name of the cast, signed in; `nobody` is a visitor who is not."""
    return lambda name: client(app) if name == "nobody" else client(app).sign_in(name)
