"""The command line: `consult demo`, `consult serve`, or any command of the application, such as `consult jobs`."""

from __future__ import annotations

import os
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

from consult.app import create_app
from consult.demo.serving import main as demo
from consult.kit import jobs, migrating, serving
from consult.settings import SettingError, Settings, from_environment


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="The address to serve on.")
@click.option("--workers", default=serving.WORKERS, show_default=True, help="Processes that answer.")
@click.option("--threads", default=serving.THREADS, show_default=True, help="Threads in each of them.")
@click.argument("more", nargs=-1)
def serve(bind: str, workers: int, threads: int, more: tuple[str, ...]) -> None:
    """Serve the pages and do the work of every minute; MORE are options of gunicorn."""
    sys.stdout.flush()
    os.execv(sys.executable, serving.command(bind, workers, threads, more))  # noqa: S606 - our own program


def application(settings: Settings | None = None) -> Flask:
    """The application with what only commands need."""
    app = create_app(settings)
    migrating.init_app(app)
    app.cli.add_command(jobs.command)
    return app


def main() -> None:
    """Run one command."""
    try:
        from_environment()
    except SettingError as error:
        sys.exit(str(error))
    if sys.argv[1:2] == ["demo"]:
        demo(sys.argv[2:], application)
        return
    group = FlaskGroup(name="consult", create_app=application, add_version_option=False)
    group.add_command(serve)
    group()


if __name__ == "__main__":
    main()
