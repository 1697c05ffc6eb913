"""What all tests share: databases of both kinds, a real browser, and the rule that nothing is left out in CI."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests import services

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
