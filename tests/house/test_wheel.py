"""The wheel, installed in an empty environment outside the checkout, serves pages: nothing was left out of it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.house.source import ROOT


def run(*command: str | Path, cwd: Path, **more: str) -> None:
    """Run a command to its end, knowing nothing of the checkout's environment."""
    done = subprocess.run(
        command, cwd=cwd, env=surroundings(**more), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")


def surroundings(**more: str) -> dict[str, str]:
    """The machine's environment without what would lead Python back to the checkout."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "VIRTUAL", "CONSULT"))
    }
    return kept | more


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty environment into which only the wheel and its locked dependencies went."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "wheels", cwd=ROOT)
    (wheel,) = (folder / "wheels").glob("*.whl")
    uv = Path(sys.executable).with_name("uv")
    python = folder / "venv" / "bin" / "python"
    run(uv, "venv", "--no-project", "--python", sys.executable, folder / "venv", cwd=folder)
    locked = ROOT / "requirements.txt"
    run(uv, "pip", "install", "--python", python, "--require-hashes", "-r", locked, cwd=folder)
    run(uv, "pip", "install", "--python", python, "--no-deps", "--offline", wheel, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def address(elsewhere: Path) -> Iterator[str]:
    """The installed application with the demonstration in it, on the application server that users run."""
    programs = elsewhere / "venv" / "bin"
    settings = {"CONSULT_DATA": str(elsewhere / "data"), "CONSULT_DEMO": "1"}
    run(programs / "consult", "demo", "--prepare", cwd=elsewhere, **settings)
    # The test listens and hands the socket on: a request waits in its queue until the server takes it.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = subprocess.Popen(
            [
                programs / "gunicorn",
                "--no-control-socket",
                "--bind",
                f"fd://{listening.fileno()}",
                "consult.wsgi:app",
            ],
            cwd=elsewhere,
            env=surroundings(**settings),
            pass_fds=[listening.fileno()],
            stdin=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.terminate()
            server.wait()


def page(address: str, path: str = "/", language: str = "en") -> str:
    """A page as a browser of that language gets it; any status but 200 is an error."""
    with urlopen(Request(address + path, headers={"Accept-Language": language}), timeout=60) as answer:  # noqa: S310 - our own server
        assert answer.status == 200
        text: str = answer.read().decode()
    return text


def test_the_installed_wheel_serves_the_home_page(address: str) -> None:
    assert "<h1" in page(address)
    assert "CICOPA" in page(address, "/network")


def test_the_installed_wheel_has_its_stylesheet_and_scripts(address: str) -> None:
    files = re.findall(
        r"<(?:link|script)\b[^>]* (?:href|src)=\"(/[^\"]+\.(?:css|js|svg)[^\"]*)\"", page(address)
    )
    assert any(".css" in file for file in files)
    assert all(page(address, file) for file in files)


@pytest.mark.parametrize("language", ["es", "fr"])
def test_the_installed_wheel_speaks_the_three_languages(address: str, language: str) -> None:
    there = page(address, language=language)
    assert f'<html lang="{language}"' in there
    assert "Skip to the content" in page(address)
    assert "Skip to the content" not in there


def test_the_installed_wheel_does_not_use_the_checkout(elsewhere: Path) -> None:
    where = "import consult, sys; sys.exit(consult.__file__)"
    done = subprocess.run(
        [elsewhere / "venv" / "bin" / "python", "-c", where],
        cwd=elsewhere,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert Path(done.stderr.strip()).is_relative_to(elsewhere)
