"""The reference: the smallest Flask and SQLAlchemy application that lists proposals and takes a vote honestly.

It checks what Consult must check and nothing more: the session's row on the server, the CSRF token, the shape of the
form, the mandate, the clock, and one vote an organisation by a constraint. It writes under SQLite WAL with full syncs
and BEGIN IMMEDIATE, one commit a vote. It imports nothing of Consult.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, abort, redirect, render_template, request, session, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemLoader
from sqlalchemy import Connection, ForeignKey, String, UniqueConstraint, event, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

SAFE = {"GET", "HEAD", "OPTIONS"}
CHOICES = ("yes", "no", "abstain")
LONG_AGO, LONG_AFTER = datetime(2000, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - SQLite keeps naive times, in UTC
SESSION_LIFE = timedelta(days=7)


class Table(DeclarativeBase):
    """The one family of tables."""


db = SQLAlchemy(model_class=Table, session_options={"expire_on_commit": False})


class Person(Table):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))


class Login(Table):
    __tablename__ = "login"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Organisation(Table):
    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    weight: Mapped[int]


class Mandate(Table):
    __tablename__ = "mandate"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))


class Proposal(Table):
    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    pillar: Mapped[str] = mapped_column(String(80), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))


class Comment(Table):
    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str]


class Ballot(Table):
    __tablename__ = "ballot"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    question: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class Vote(Table):
    """One live vote an organisation and ballot, by constraint."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("ballot_id", "organisation_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    choice: Mapped[str] = mapped_column(String(10))
    explanation: Mapped[str]
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    cast_at: Mapped[datetime]


class VoteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The shape of a vote."""

    choice = RadioField("Our vote", choices=[(word, word.capitalize()) for word in CHOICES])
    explanation = TextAreaField("Explanation", validators=[Length(max=1500)])


def utcnow() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def on_connect(connection: sqlite3.Connection, record: object) -> None:
    """The same durability as the other side: WAL and a sync at every commit."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "busy_timeout=20000", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def on_begin(connection: Connection) -> None:
    """A writing request takes the lock at once, a reading one does not."""
    writes = bool(request) and request.method not in SAFE
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def signed_in() -> Person:
    """The person of this browser's session, whose row on the server must hold."""
    query = (
        select(Person, Login.started_at)
        .join(Login, Login.person_id == Person.id)
        .where(Login.token_sha256 == sha256(session.get("token", "").encode()).hexdigest())
        .where(Login.ended_at.is_(None))
    )
    found = db.session.execute(query).first()
    if found is None or utcnow() - found[1] > SESSION_LIFE:
        abort(403)
    person: Person = found[0]
    return person


def in_transaction(view: Any) -> Any:
    """Commit what a POST wrote when its answer is below 400."""

    @wraps(view)
    def within(**values: Any) -> Any:
        answer = view(**values)
        if request.method not in SAFE:
            db.session.commit()
        return answer

    return within


def create_app(database: str) -> Flask:
    """The application over an SQLite file."""
    app = Flask("reference", static_folder=None)
    app.jinja_loader = FileSystemLoader(Path(__file__).parent / "pages")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY="a key of the benchmark, which keeps no secret",
        SESSION_COOKIE_SAMESITE="Lax",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}",
    )
    db.init_app(app)
    CSRFProtect(app)
    with app.app_context():
        event.listen(db.engine, "connect", on_connect)
        event.listen(db.engine, "begin", on_begin)
    app.add_url_rule("/", view_func=home)
    app.add_url_rule("/bare", view_func=bare)
    app.add_url_rule("/sign-in", view_func=sign_in, methods=["GET", "POST"])
    app.add_url_rule("/pillars/<pillar>", view_func=proposals)
    app.add_url_rule("/ballots/<int:ballot>/vote/<organisation>", view_func=vote, methods=["GET", "POST"])
    return app


def bare() -> str:
    """The bare page: what the server and Flask cost alone."""
    return "<!doctype html><title>Bare</title><p>Bare"


@in_transaction
def home() -> str:
    return render_template("sign_in.html")


@in_transaction
def sign_in() -> Any:
    """Begin a session. There is no password: signing in is not measured."""
    if request.method == "GET":
        return render_template("sign_in.html")
    person_id = db.session.scalar(select(Person.id).where(Person.email == request.form["email"]))
    if person_id is None:
        abort(403)
    token = secrets.token_urlsafe(24)
    login = Login(token_sha256=sha256(token.encode()).hexdigest(), person_id=person_id, started_at=utcnow())
    db.session.add(login)
    session["token"] = token
    return redirect(url_for("home"), 303)


@in_transaction
def proposals(pillar: str) -> str:
    """The list: every proposal of a pillar with its comments and its tally."""
    person = signed_in()
    columns = (Proposal.id, Proposal.number, Proposal.title, Proposal.state)
    rows = db.session.execute(
        select(*columns).where(Proposal.pillar == pillar).order_by(Proposal.number)
    ).all()
    ids = [row.id for row in rows]
    said = select(Comment.proposal_id, func.count()).where(Comment.proposal_id.in_(ids))
    comments = {id: number for id, number in db.session.execute(said.group_by(Comment.proposal_id))}
    asked = select(Ballot.id, Ballot.proposal_id, Ballot.closes_at).where(Ballot.proposal_id.in_(ids))
    ballots = {row.proposal_id: row for row in db.session.execute(asked)}
    return render_template(
        "list.html",
        person=person,
        mandates=mandates(person.id),
        pillar=pillar,
        rows=rows,
        comments=comments,
        ballots=ballots,
        tallies=tallies([row.id for row in ballots.values() if row.closes_at <= utcnow()]),
    )


def tallies(ballot_ids: list[int]) -> dict[int, dict[str, int]]:
    """The weighted votes of closed ballots by choice, summed by the database."""
    query = (
        select(Vote.ballot_id, Vote.choice, func.sum(Organisation.weight))
        .join(Organisation, Organisation.id == Vote.organisation_id)
        .where(Vote.ballot_id.in_(ballot_ids))
        .group_by(Vote.ballot_id, Vote.choice)
    )
    found: dict[int, dict[str, int]] = {id: dict.fromkeys(CHOICES, 0) for id in ballot_ids}
    for ballot_id, choice, number in db.session.execute(query):
        found[ballot_id][choice] = number
    return found


def mandates(person_id: int) -> list[Any]:
    """The organisations a person acts for."""
    query = select(Organisation.id, Organisation.slug, Organisation.name, Mandate.role)
    query = query.join(Mandate, Mandate.organisation_id == Organisation.id)
    return list(db.session.execute(query.where(Mandate.person_id == person_id)))


@in_transaction
def vote(ballot: int, organisation: str) -> Any:
    """Cast an organisation's vote: once, in time, by somebody who may."""
    person = signed_in()
    row = db.session.get(Ballot, ballot)
    if row is None:
        abort(404)
    held = next((held for held in mandates(person.id) if held.slug == organisation), None)
    if held is None or held.role not in {"lead", "voter"}:
        abort(403)
    at = utcnow()
    if not row.opens_at <= at < row.closes_at:
        abort(409)
    form = VoteForm()
    if not form.validate_on_submit():
        return render_template("vote.html", person=person, ballot=row, held=held, form=form)
    receipt = secrets.token_urlsafe(18)
    db.session.add(
        Vote(
            ballot_id=row.id,
            organisation_id=held.id,
            person_id=person.id,
            choice=form.choice.data,
            explanation=form.explanation.data,
            receipt=receipt,
            cast_at=at,
        )
    )
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        abort(409)
    return redirect(url_for("home", receipt=receipt), 303)


def fill(app: Flask, organisations: int, listed: int, to_vote: int, comments: int) -> list[int]:
    """Put in as much as the other side has; answers the ids of the open ballots."""
    with app.app_context():
        db.create_all()
        _fill_people(organisations)
        titles = [
            f"To organise a work group on subject number {number}" for number in range(listed + to_vote)
        ]
        _put(
            Proposal,
            (
                {"id": id, "pillar": "listed" if id <= listed else "voted", "number": id, "state": "final"}
                | {"title": title, "text": title * 10}
                for id, title in enumerate(titles, start=1)
            ),
        )
        shares = ((number % listed + 1, number % organisations + 1) for number in range(comments))
        _put(
            Comment, ({"proposal_id": p, "organisation_id": o, "text": "We agree. " * 20} for p, o in shares)
        )
        yesterday = utcnow() - timedelta(days=1)
        _put(
            Ballot,
            (
                {"id": id, "proposal_id": id, "question": title, "opens_at": LONG_AGO}
                | {"closes_at": yesterday if id <= listed else LONG_AFTER}
                for id, title in enumerate(titles, start=1)
            ),
        )
        pairs = (
            (ballot, member) for ballot in range(1, listed + 1) for member in range(1, organisations + 1)
        )
        _put(
            Vote,
            (
                {"ballot_id": ballot, "organisation_id": member, "person_id": member, "explanation": ""}
                | {
                    "choice": CHOICES[(ballot + member) % 3],
                    "cast_at": yesterday,
                    "receipt": f"{ballot}-{member}",
                }
                for ballot, member in pairs
            ),
        )
        db.session.commit()
        db.engine.dispose()
    return list(range(listed + 1, listed + to_vote + 1))


def _fill_people(organisations: int) -> None:
    numbers = range(1, organisations + 1)
    _put(
        Organisation, ({"id": n, "slug": f"member-{n}", "name": f"Member {n}", "weight": 1} for n in numbers)
    )
    _put(
        Person, ({"id": n, "email": f"delegate-{n}@bench.example", "name": f"Delegate {n}"} for n in numbers)
    )
    _put(Mandate, ({"organisation_id": n, "person_id": n, "role": "lead"} for n in numbers))


def _put(table: type[Table], rows: Any) -> None:
    db.session.execute(insert(table), list(rows))


app = create_app(os.environ["BENCH_DATABASE"]) if "BENCH_DATABASE" in os.environ else None
