"""Reading blocks: the texts asked about in one vote, and those that were taken out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from consult.kit.db import db
from consult.kit.markup import html
from consult.network.models import Organisation
from consult.strategy.lines import Heading, PassageRow
from consult.strategy.models import Passage, Pillar, Proposal, Version
from consult.strategy.queries import headings
from consult.strategy.rules import address, printed_number
from consult.voting.models import Ballot, BlockPart
from consult.voting.queries.ballots import Paper


class Asking(Protocol):
    """A ballot, or its line in a list."""

    @property
    def id(self) -> int: ...
    @property
    def proposal_id(self) -> int: ...
    @property
    def block_size(self) -> int: ...


@dataclass(frozen=True)
class Part:
    """A text of a block as its page shows it; with `separated_at`, who had it asked about apart and why."""

    heading: Heading
    position: int
    proposal_id: int
    version_id: int
    version: int
    title: str
    language: str
    text_sha256: str
    question: str
    separated_at: datetime | None
    organisation: str
    slug: str
    reason: str
    own_ballot_id: int | None

    @property
    def together(self) -> bool:
        """Whether it is still asked about with the others."""
        return self.separated_at is None


def parts(ballot_id: int) -> list[Part]:
    """Every text of a block in its order with its heading, those taken out too; none for an ordinary ballot."""
    query = (
        select(
            Proposal.id, Pillar.position, Proposal.number, Version.title, Pillar.slug, Pillar.title, Pillar.hue,
            Proposal.state, Proposal.pillar_id, Version.title_supplied, Version.language, Version.number,
            Version.published_at, BlockPart, Organisation.short_name, Organisation.slug,
        )
        .select_from(BlockPart)
        .join(Version, Version.id == BlockPart.version_id)
        .join(Proposal, Proposal.id == BlockPart.proposal_id)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .outerjoin(Organisation, Organisation.id == BlockPart.organisation_id)
        .where(BlockPart.ballot_id == ballot_id)
        .order_by(BlockPart.position)
    )  # fmt: skip
    found: list[Part] = []
    rows: Sequence[Any] = db.session.execute(query).all()
    for id, pillar, number, *rest, kept, organisation, slug in rows:
        heading = Heading(id, printed_number(pillar, number), *rest)
        found.append(_part(kept, heading, organisation or "", slug or ""))
    return found


def _part(kept: BlockPart, heading: Heading, organisation: str, slug: str) -> Part:
    return Part(
        heading=heading,
        position=kept.position,
        proposal_id=kept.proposal_id,
        version_id=kept.version_id,
        version=heading.version,
        title=heading.title,
        language=kept.language,
        text_sha256=kept.text_sha256,
        question=kept.question,
        separated_at=kept.separated_at,
        organisation=organisation,
        slug=slug,
        reason=kept.reason,
        own_ballot_id=kept.own_ballot_id,
    )


def rows(ballot_id: int) -> Sequence[BlockPart]:
    """The same as they are kept."""
    query = select(BlockPart).where(BlockPart.ballot_id == ballot_id)
    return db.session.scalars(query.order_by(BlockPart.position)).all()


def proposals_of(ballots: Iterable[Asking]) -> dict[int, list[int]]:
    """What each of some ballots asks about: one proposal, or those still in its block; a statement for blocks only."""
    asked = {ballot.id: [ballot.proposal_id] for ballot in ballots}
    return asked | _in_blocks(ballots)


def _in_blocks(ballots: Iterable[Asking]) -> dict[int, list[int]]:
    wanted = [ballot.id for ballot in ballots if ballot.block_size]
    found: dict[int, list[int]] = {}
    if wanted:
        query = select(BlockPart.ballot_id, BlockPart.proposal_id).where(
            BlockPart.ballot_id.in_(wanted), BlockPart.separated_at.is_(None)
        )
        for ballot_id, proposal_id in db.session.execute(query.order_by(BlockPart.position)):
            found.setdefault(ballot_id, []).append(proposal_id)
    return found


def named(ballots: Sequence[Asking]) -> dict[int, list[Heading]]:
    """The headings of what each ballot asks about, in the ballot's order: one statement, and one where there are
    blocks."""
    asked = proposals_of(ballots)
    known = headings({id for ids in asked.values() for id in ids})
    return {id: [known[one] for one in ids if one in known] for id, ids in asked.items()}


@dataclass(frozen=True)
class Text:
    """A frozen text as the pages of its ballot show it."""

    number: str
    title: str
    language: str
    version: int
    passages: list[PassageRow]


def texts(version_ids: Iterable[int]) -> list[Text]:
    """The texts of some versions with all their paragraphs, in one statement and in the order asked for."""
    wanted = list(version_ids)
    query = (
        select(
            Version.id, Version.title, Version.language, Version.number, Pillar.position, Proposal.number,
            Passage.paragraph_id, Passage.position, Passage.text,
        )
        .join(Version, Version.id == Passage.version_id)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .where(Passage.version_id.in_(wanted))
        .order_by(Passage.version_id, Passage.position)
    )  # fmt: skip
    found: dict[int, Text] = {}
    for id, title, language, version, pillar, number, paragraph, position, words in db.session.execute(query):
        printed = printed_number(pillar, number)
        text = found.setdefault(id, Text(printed, title, language, version, []))
        text.passages.append(PassageRow(paragraph, position, words, address(printed, position), html(words)))
    return [found[id] for id in wanted if id in found]


def texts_of(ballot: Ballot, parts: Iterable[Part]) -> list[Text]:
    """The texts a ballot asks about now."""
    return texts([part.version_id for part in parts if part.together] or [ballot.version_id])


def part(position: int, ballot: Paper) -> Part | None:
    """One text of a block by its place, for an address."""
    return next((row for row in parts(ballot.ballot.id) if row.position == position), None)


def together(proposal_ids: Iterable[int]) -> Sequence[Proposal]:
    """The proposals of a block that is planned, in the order of the strategy."""
    query = select(Proposal).join(Pillar, Pillar.id == Proposal.pillar_id)
    query = query.where(Proposal.id.in_(set(proposal_ids)))
    return db.session.scalars(query.order_by(Pillar.position, Proposal.number)).all()


def newest_versions(proposal_ids: Iterable[int]) -> dict[int, Version]:
    """The newest published version of each proposal, in one statement."""
    query = (
        select(Version)
        .where(Version.proposal_id.in_(set(proposal_ids)), Version.published_at.is_not(None))
        .order_by(Version.number)
    )
    return {version.proposal_id: version for version in db.session.scalars(query)}


def others_of(ballot: Ballot) -> Sequence[Ballot]:
    """What belongs to a ballot: the one it repeats, the block it came from, and those that repeat it."""
    known = {id for id in (ballot.rerun_of_id, ballot.split_from_id) if id is not None}
    where = Ballot.rerun_of_id == ballot.id
    if known:
        where = where | Ballot.id.in_(known)
    return db.session.scalars(select(Ballot).where(where).order_by(Ballot.id)).all()
