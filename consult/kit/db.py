"""The database: sessions that write only when told to, exact column types, one transaction a request."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import flask_sqlalchemy.model
import flask_sqlalchemy.session
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Date, DateTime, Dialect, Engine, MetaData, String, event
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, UOWTransaction, registry
from sqlalchemy.types import TypeDecorator

_writing: ContextVar[bool] = ContextVar("consult_writing", default=False)


class WriteOnRead(RuntimeError):
    """Something tried to write while only reading was announced: a defect, never the reader's fault."""


class Instant(TypeDecorator[datetime]):
    """A moment: aware, kept in UTC to the microsecond. Naive times are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without its zone is not a moment.")
        return (
            value.astimezone(UTC) if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)
        )

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactFraction(TypeDecorator[Fraction]):
    """A fraction as exact text, such as `1` or `2/3`."""

    impl = String(80)
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        return None if value is None else str(Fraction(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        return None if value is None else _fraction(value)


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    """Weights and shares are few and each is read in many rows: parse each once."""
    return Fraction(text)


_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class _Declared(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=_NAMES),
        type_annotation_map={datetime: Instant, date: Date, Fraction: ExactFraction},
    )


class GuardedSession(flask_sqlalchemy.session.Session):
    """A session that refuses to write unless a writing transaction was announced."""


db = SQLAlchemy(model_class=_Declared, session_options={"class_": GuardedSession, "expire_on_commit": False})

if TYPE_CHECKING:

    class Model(_Declared, flask_sqlalchemy.model.Model):
        """What every table's class descends from."""

        __abstract__ = True

else:
    Model = db.Model


@event.listens_for(GuardedSession, "before_flush")
def _refuse_flush(session: Session, context: UOWTransaction, instances: object) -> None:
    if not _writing.get() and (
        session.new or session.deleted or any(map(session.is_modified, session.dirty))
    ):
        raise WriteOnRead("A reading request tried to write.")


@event.listens_for(GuardedSession, "do_orm_execute")
def _refuse_execute(state: ORMExecuteState) -> None:
    if not _writing.get() and not state.is_select:
        raise WriteOnRead("A reading request tried to execute something else than a select.")


@contextmanager
def transaction(*, writing: bool) -> Iterator[None]:
    """One transaction: committed at the end when writing, rolled back when reading or when anything fails.

    On SQLite a writing one begins IMMEDIATE, so that reading and then writing cannot lose an update.
    """
    db.session.rollback()
    token = _writing.set(writing)
    try:
        yield
        if writing:
            db.session.commit()
        else:
            db.session.rollback()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


@contextmanager
def apart() -> Iterator[Connection]:
    """A connection for reading beside the present transaction: it sees what is committed and holds nothing."""
    token = _writing.set(False)
    try:
        with db.engine.connect() as connection:
            yield connection
    finally:
        _writing.reset(token)


def is_writing() -> bool:
    """Whether the present transaction may write."""
    return _writing.get()


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _on_connect(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # the driver must not begin on its own: see transaction()
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "busy_timeout=20000", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def prepare_engine(engine: Engine) -> None:
    """Teach an engine our ways: on SQLite WAL, foreign keys, full syncs and explicit beginnings."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def init_app(app: Flask, url: str) -> None:
    """Bind the database of an application."""
    # errors are logged with their statement: its values, a choice among them, are nobody's business
    options: dict[str, Any] = {"hide_parameters": True}
    if not url.startswith("sqlite"):
        options["pool_pre_ping"] = True
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
