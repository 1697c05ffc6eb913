"""The standing cast: the people and organisations every story is told with, and the text they talk about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from consult.accounts.actions.passwords import set_password
from consult.accounts.models import Person
from consult.accounts.passwords import hashed
from consult.deliberation.models import Round
from consult.kit.canonical import digest
from consult.kit.db import db, transaction
from consult.network.models import Body, Mandate, Membership, Organisation, Seat
from consult.strategy.models import Paragraph, Passage, Pillar, Proposal, Strategy, Version

PASSWORD = "seven plain horses"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

ORGANISATIONS = {
    "coceta": (
        "Confederación Española de Cooperativas de Trabajo Asociado",
        "COCETA",
        "ES",
        "Europe",
        "full",
    ),
    "cwcf": ("Canadian Worker Cooperatives Federation", "CWCF", "CA", "Americas", "full"),
    "jwcu": ("Japan Workers' Co-operative Union", "JWCU", "JP", "Asia", "full"),
    "coboce": (
        "Cooperativa Boliviana de Cemento, Industrias y Servicios",
        "COBOCE",
        "BO",
        "Americas",
        "associate",
    ),
}
BODIES = {
    "cicopa": ("CICOPA", "federation"),
    "board": ("Board", "board"),
    "secretariat": ("Secretariat", "secretariat"),
    "tellers": ("Tellers", "tellers"),
}
# name -> (body, office) or (organisation, role)
SEATS = {
    "secretary": ("secretariat", "secretary"),
    "teller": ("tellers", "teller"),
    "board": ("board", "member"),
}
MANDATES = {
    "delegate": ("coceta", "lead"),
    "second": ("coceta", "voter"),
    "drafter": ("coceta", "drafter"),
    "alternate": ("coceta", "alternate"),
    "observer": ("coceta", "observer"),
    "neighbour": ("cwcf", "lead"),
    "faraway": ("jwcu", "lead"),
    "associate": ("coboce", "lead"),
}
NAMES = {
    "secretary": "Sofie Maes",
    "teller": "Teodor Nowak",
    "board": "Bianca Rossi",
    "delegate": "Dolores García",
    "second": "Sergio Ruiz",
    "drafter": "Diana Vega",
    "alternate": "Álvaro Gil",
    "observer": "Olga Prats",
    "neighbour": "Noah Tremblay",
    "faraway": "Fumiko Sato",
    "associate": "Amaru Quispe",
    "stranger": "Sam Doe",
}


def email(name: str) -> str:
    return f"{name}@cast.example"


@dataclass
class Stage:
    """Ids of what the cast finds when a test begins."""

    people: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    mandates: dict[str, int] = field(default_factory=dict)
    strategy: int = 0
    pillar: int = 0
    empty_pillar: int = 0
    round: int = 0
    proposals: dict[str, int] = field(default_factory=dict)
    """By state: `draft`, `consultation`, `revision`, `final`."""
    versions: dict[str, int] = field(default_factory=dict)


def set_stage(at: datetime = START) -> Stage:
    """Put the whole cast and a small strategy into an empty database."""
    stage = Stage()
    secret = hashed(PASSWORD)
    with transaction(writing=True):
        _people(stage, secret, at)
        _organisations(stage, at)
        _texts(stage, at)
    return stage


def _people(stage: Stage, secret: str, at: datetime) -> None:
    for name, spoken in NAMES.items():
        zone = "America/La_Paz" if name == "associate" else "Europe/Brussels"
        person = Person(email=email(name), name=spoken, language="en", time_zone=zone, created_at=at)
        db.session.add(person)
        db.session.flush()
        set_password(person.id, secret, at)
        stage.people[name] = person.id


def _organisations(stage: Stage, at: datetime) -> None:
    long_ago = at.date() - timedelta(days=400)
    for slug, (name, kind) in BODIES.items():
        db.session.add(Body(slug=slug, name=name, kind=kind))
    db.session.flush()
    bodies = {body.slug: body.id for body in db.session.scalars(db.select(Body))}
    for slug, (name, short, country, region, category) in ORGANISATIONS.items():
        row = Organisation(
            slug=slug, name=name, short_name=short, acronym=short, country=country, region=region
        )
        db.session.add(row)
        db.session.flush()
        stage.organisations[slug] = row.id
        db.session.add(
            Membership(
                organisation_id=row.id,
                from_on=date(1900, 1, 1),
                category=category,
                standing="active",
                recorded_at=at,
            )
        )
    for name, (body, office) in SEATS.items():
        db.session.add(
            Seat(person_id=stage.people[name], body_id=bodies[body], office=office, from_on=long_ago)
        )
    for name, (slug, role) in MANDATES.items():
        mandate = Mandate(
            organisation_id=stage.organisations[slug],
            person_id=stage.people[name],
            role=role,
            from_at=at - timedelta(days=300),
        )
        db.session.add(mandate)
        db.session.flush()
        stage.mandates[name] = mandate.id


def _texts(stage: Stage, at: datetime) -> None:
    strategy = Strategy(
        slug="platform", title="Platform 2017-2021", period="2017-2021", created_at=at - timedelta(days=60)
    )
    db.session.add(strategy)
    db.session.flush()
    for position, slug in enumerate(("national-structures", "sustainability"), start=1):
        pillar = Pillar(
            strategy_id=strategy.id,
            slug=slug,
            position=position,
            title=slug.replace("-", " ").capitalize(),
            hue=("pillar-ochre", "pillar-moss")[position - 1],
            objective="An objective.",
        )
        db.session.add(pillar)
        db.session.flush()
        stage.pillar = pillar.id
        stage.empty_pillar = stage.empty_pillar or pillar.id
    stage.strategy = strategy.id
    states = ("draft", "consultation", "revision", "final")
    for number, state in enumerate(states, start=1):
        stage.proposals[state] = add_proposal(stage, number, state, at)
    opened = Round(
        strategy_id=strategy.id,
        title="First reading",
        opens_at=at - timedelta(days=10),
        closes_at=at + timedelta(days=20),
    )
    db.session.add(opened)
    db.session.flush()
    stage.round = opened.id


def add_proposal(stage: Stage, number: int, state: str, at: datetime) -> int:
    """One more proposal in the second pillar with two paragraphs; call within a writing transaction."""
    proposal = Proposal(
        pillar_id=stage.pillar,
        number=number,
        ref=f"sustainability/{number}",
        state=state,
        created_at=at - timedelta(days=50),
    )
    db.session.add(proposal)
    db.session.flush()
    texts = [f"To organise a work group number {number}.", "To develop a concrete work plan."]
    title = f"Work group {number}"
    version = Version(
        proposal_id=proposal.id,
        number=1,
        title=title,
        text="\n\n".join(texts),
        note="As printed.",
        author_id=stage.people["secretary"],
        written_at=at - timedelta(days=49),
        published_at=None if state == "draft" else at - timedelta(days=48),
        sha256=""
        if state == "draft"
        else digest("text", {"title": title, "language": "en", "paragraphs": texts}),
    )
    db.session.add(version)
    db.session.flush()
    stage.versions[state] = version.id
    for position, text in enumerate(texts, start=1):
        paragraph = Paragraph(proposal_id=proposal.id)
        db.session.add(paragraph)
        db.session.flush()
        db.session.add(
            Passage(version_id=version.id, paragraph_id=paragraph.id, position=position, text=text)
        )
    return proposal.id
