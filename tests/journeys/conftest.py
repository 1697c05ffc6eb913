"""What journeys share: the running server, its clock, and people at browsers whose every page is checked."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import services
from tests.journeys.checking import Checks
from tests.journeys.posting import Post
from tests.journeys.server import DATABASE, Server, Story, load
from tests.journeys.visiting import WIDE, Visitor, Way
from tests.mailing import Box, smtp_server

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure, so that the people's screens are kept."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def loaded(shared_folder: Path) -> Path:
    """The demonstration's database, loaded once a run."""
    folder = shared_folder / "demonstration"
    with services.locked(shared_folder / "demonstration.lock", fcntl.LOCK_EX):
        return folder / DATABASE if (folder / DATABASE).exists() else load(folder)


@pytest.fixture(scope="session")
def running(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, started once a worker."""
    server = Server(tmp_path_factory.mktemp("server"), loaded)
    server.start()
    yield server
    assert server.stop() == ""


@pytest.fixture
def server(running: Server) -> Server:
    """The server, with the story at its beginning."""
    running.reset()
    return running


@pytest.fixture(scope="session")
def checks(running: Server, browser: Browser) -> Iterator[Checks]:
    """The checks of every page; the HTML of all of them is checked at the end of the run."""
    checks = Checks(browser, running.address)
    yield checks
    faults = checks.end()
    assert not faults, "\n".join(faults)


@pytest.fixture
def story(server: Server) -> Story:
    """The time of the story, at its beginning."""
    return Story(server.clock)


@pytest.fixture
def post(server: Server) -> Iterator[Post]:
    """The way of letters to a mail server of this test."""
    box = Box()
    with smtp_server(box) as port:
        post = Post(server, box, f"smtp://127.0.0.1:{port}")
        yield post
        post.close()


@pytest.fixture
def visitor(
    server: Server, checks: Checks, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Visitor]]:
    """Makes people at browsers: visitor(PHONE). What was wrong on their pages fails the test at its end."""
    there: list[Visitor] = []

    def come(way: Way = WIDE) -> Visitor:
        context = browser.new_context(
            viewport={"width": way.width, "height": way.height},
            java_script_enabled=way.scripts,
            locale="en-GB",
            timezone_id="Europe/Brussels",
        )
        there.append(Visitor(context, way, checks))
        return there[-1]

    yield come
    faults = [fault for one in there for fault in one.faults]
    if faults or request.node.stash.get(FAILED, False):
        for number, one in enumerate(there, 1):
            one.picture(tmp_path / f"{number}-{one.who}.png")
    for one in there:
        one.page.context.close()
    assert not faults, "\n".join(faults)
