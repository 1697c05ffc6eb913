"""The work of every minute: each room's jobs, then the letters. Calls may get lost; what is due stands in the tables.

The consumer of `consult jobs` is called every minute, and by `nudge` when a person waits for a letter. The store of
calls is a file in the data folder, or PostgreSQL or Redis by CONSULT_JOBS_URL. Huey takes half a second to import, so
it is imported where it is needed and never while the web server starts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click
import structlog
from flask import Flask, Response, current_app, has_request_context
from flask.cli import with_appcontext

from consult.kit import pulse
from consult.kit.clock import now
from consult.kit.delivery import Delivered, deliver
from consult.kit.outbox import expect, somebody_waits
from consult.kit.room import rooms
from consult.settings import Settings

if TYPE_CHECKING:
    from huey import Huey

log = structlog.get_logger(__name__)
NAME, MINUTE, DELIVER = "consult", "minute", "deliver"
WORKERS = 2
"""One for the minute's work, one for who is waiting meanwhile."""
STOP_SECONDS = 20


def run_jobs(app: Flask) -> None:
    """Every job of every room, each on its own: one that fails is logged and stops no other."""
    with app.app_context():
        jobs = [(room.name, job) for room in rooms() for job in room.jobs]
    for name, job in jobs:
        with app.app_context():
            try:
                job(now())
            except Exception:
                log.exception("job_failed", room=name, job=job.__name__)


def run_minute(app: Flask) -> bool:
    """The jobs and then the letters, once a minute whoever asks; False when somebody else has this minute."""
    with app.app_context():
        began_at = now()
        if not pulse.begin(began_at):
            return False
    run_jobs(app)
    run_delivery(app)
    with app.app_context():
        pulse.end(began_at, now())
    return True


def run_delivery(app: Flask) -> Delivered:
    """Deliver what is due; what goes wrong is logged, and the next minute tries again."""
    with app.app_context():
        try:
            return deliver(now())
        except Exception:
            log.exception("delivery_failed")
            return Delivered()


# --- calling ---------------------------------------------------------------------------------------------------


def nudge() -> None:
    """Have letters delivered soon, once this request is answered; those with a secret do so by themselves.

    It touches no database of ours and delays nobody; when it is lost, the letters go within a minute.
    """
    if has_request_context():
        # the guard commits before Flask comes to `called`
        expect()
    else:
        _call_aside()


def init_app(app: Flask) -> None:
    """A request that wrote down a letter with a secret, for which somebody waits, nudges by itself."""

    @app.after_request
    def called(answer: Response) -> Response:
        if somebody_waits() and answer.status_code < 400:
            _call_aside()
        return answer


def _call_aside() -> None:
    store = partial(_store, _settings(current_app))
    Thread(target=_call, args=(store,), name="nudge", daemon=True).start()


def _call(store: Callable[[], Huey]) -> None:
    try:
        huey = store()
        # only its name is sent; what it does is known to the consumer
        huey.task(name=DELIVER)(_nothing)()
        huey.storage.close()
    except Exception as error:
        log.warning("nudge_lost", kind=type(error).__name__)


def _nothing() -> None:
    """Stands for the work that the consumer does."""


class Calls:
    """What the consumer can be called for, and the store of calls."""

    def __init__(self, app: Flask) -> None:
        from huey import crontab

        self.huey = _store(_settings(app))
        self.minute = self.huey.periodic_task(crontab(), name=MINUTE)(lambda: _quietly(run_minute, app))
        self.deliver = self.huey.task(name=DELIVER)(lambda: _quietly(run_delivery, app))


def _quietly(work: Callable[[Flask], object], app: Flask) -> None:
    try:
        work(app)
    except Exception:
        log.exception("minute_failed")


def _settings(app: Flask) -> Settings:
    found: Settings = app.extensions["consult.settings"]
    return found


class _NameOnly:
    """How a call is kept: its name and nothing else. Huey would pickle it, and so trust whoever can write there."""

    def serialize(self, message: Any) -> bytes:
        return str(message.name).encode()

    def deserialize(self, data: bytes) -> Any:
        from huey.registry import Message

        return Message(
            id=uuid4().hex, name=bytes(data).decode(), args=(), kwargs={}, retries=0, retry_delay=0
        )


def _store(settings: Settings) -> Huey:
    from huey import PostgresHuey, RedisHuey, SqliteHuey

    url = settings.jobs_url
    kept: dict[str, Any] = {"name": NAME, "results": False, "serializer": _NameOnly()}
    if not url:
        settings.data.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(filename=str(settings.data / "jobs.sqlite3"), **kept)
    if url.startswith("postgres"):
        return PostgresHuey(dsn=url.replace("postgresql+psycopg://", "postgresql://", 1), **kept)
    return RedisHuey(url=url, **kept)


# --- the consumer ----------------------------------------------------------------------------------------------


@click.command("jobs")
@click.option("--once", is_flag=True, help="Do this minute's work and end: for machines where cron calls.")
@with_appcontext
def command(once: bool) -> None:
    """Do the work of every minute: reminders, digests, letters."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    if once:
        run_minute(app)
        return
    consume(app)


def consume(app: Flask) -> None:
    """Be the consumer until asked to end."""
    calls = Calls(app)
    # what waited while nobody was here is not left until the next full minute
    calls.huey.enqueue(calls.minute.task_class())
    consumer = calls.huey.create_consumer(
        workers=WORKERS, max_delay=1.0, graceful_signal="TERM", shutdown_timeout=STOP_SECONDS
    )
    # Huey does so only after its workers have begun: who is asked to end meanwhile would leave a letter half sent
    consumer._set_signal_handlers()
    consumer.run()
