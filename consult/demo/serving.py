"""`consult demo`: make the database, load the case when it is new, and serve it with the application server."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Sequence

import click
from flask import Flask

from consult.demo import loading
from consult.kit import migrating, serving
from consult.settings import Settings, from_environment

WORKERS, THREADS = serving.WORKERS, serving.THREADS


def main(arguments: Sequence[str], create_app: Callable[[Settings], Flask]) -> None:
    """Serve the demonstration; `--reset` starts over, `--prepare` stops before serving."""
    unknown = set(arguments) - {"--reset", "--prepare"}
    if unknown:
        sys.exit(f"consult demo knows --reset and --prepare, not {' '.join(sorted(unknown))}.")
    port = _port()
    os.environ.setdefault("CONSULT_DATA", "data/demo")
    os.environ["CONSULT_DEMO"] = "1"
    os.environ.setdefault("CONSULT_PUBLIC_URL", f"http://127.0.0.1:{port}")
    if "--prepare" not in arguments:
        _refuse_taken(port)
    app = create_app(from_environment())
    try:
        prepare(app, anew="--reset" in arguments)
    except loading.NoDemonstration:
        sys.exit(
            "What is in this database was not loaded as a demonstration, so it stays. Name another CONSULT_DATA."
        )
    _tell(port)
    if "--prepare" not in arguments:
        serve(port)


def prepare(app: Flask, *, anew: bool = False) -> bool:
    """Bring the database up to date and load the case when there is nobody in it, or `anew`. True when loaded."""
    migrating.init_app(app)
    with app.app_context():
        migrating.upgrade()
        if loading.is_empty():
            loading.load()
        elif anew:
            loading.start_over()
        else:
            return False
        return True


def serve(port: int) -> None:
    """Become the server and the jobs; what was done before stays in the data folder."""
    sys.stdout.flush()
    os.execv(sys.executable, serving.command(f"127.0.0.1:{port}"))  # noqa: S606 - our own program


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not (given.isascii() and given.isdecimal()) or not 0 < int(given) < 65536:
        sys.exit(f"PORT is {given!r}: give a number from 1 to 65535, such as PORT=8010 make demo.")
    return int(given)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(
                f"Port {port} is in use. Stop what runs there or give another: PORT={port + 1} make demo"
            )


def _tell(port: int) -> None:
    click.echo(f"\nConsult, the demonstration: http://127.0.0.1:{port}/demo\n")
    click.echo(f"Sign in with one click there, or with the password {loading.PASSWORD} as")
    for address, who in loading.SHOWN_PEOPLE:
        click.echo(f"  {address:<34} {who}")
    click.echo("\nStop with Ctrl-C. `make demo` goes on where you stopped; `make demo-reset` starts over.\n")
