"""Taking a strategy in from its source file: all or nothing, and the second time nothing changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import or_, select

from consult.journal.actions import record
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.markup import blocks
from consult.kit.subject import touch
from consult.network.queries.organisations import bodies
from consult.strategy import paragraphs, queries, rules, tagged
from consult.strategy.actions.pillars import place_pillars
from consult.strategy.actions.proposals import add_proposal, reassign
from consult.strategy.actions.terms import terms_of, write_tags, write_terms
from consult.strategy.actions.versions import publish, text_hash
from consult.strategy.events import may_leave_final
from consult.strategy.goals import goal_of
from consult.strategy.models import Pillar, Proposal, Strategy, Version
from consult.strategy.source import Source, SourcePillar, SourceProposal, read
from consult.strategy.terms import Terms

FIRST_NOTE = "As printed."
CHANGED_NOTE = "Changed in the source file."


@dataclass
class ImportReport:
    """What an import does or would do; each line names a thing, such as `proposal finance/2`."""

    strategy: str
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def import_strategy(text: str, at: datetime, dry_run: bool = False) -> ImportReport:
    """Take in a strategy file. Raises source_places.Unreadable with all faults; then nothing is written.

    A proposal whose text is among its published versions already is unchanged, also when a later one exists;
    another text becomes a new version unless the proposal is final or withdrawn.
    """
    source = read(text)
    present = _Present(source)
    sha256 = digest("strategy-file", text)
    report = ImportReport(source.slug)
    if present.strategy is not None and present.strategy.imported_sha256 == sha256:
        report.unchanged = [name for name, _given in _names(source)]
        return report
    plan = _Plan(source, present, report)
    plan.compare()
    source.places.stop_at_faults()
    if not dry_run:
        strategy = plan.write(at)
        strategy.imported_sha256 = sha256
        details: dict[str, object] = {
            "new": len(report.new),
            "changed": len(report.changed),
            "sha256": sha256,
        }
        record(None, "strategy-imported", ("strategy", strategy.id), at, sensitive=True, details=details)
    return report


def _names(source: Source) -> list[tuple[str, object]]:
    """Everything the file holds, as the report names it."""
    names: list[tuple[str, object]] = [(f"strategy {source.slug}", source)]
    for pillar in source.pillars:
        names.append((f"pillar {pillar.slug}", pillar))
        names.extend((f"proposal {proposal.ref}", proposal) for proposal in pillar.proposals)
    return names


class _Present:
    """What of a source file is in the database already."""

    def __init__(self, source: Source) -> None:
        self.strategy = queries.strategy(source.slug)
        slugs = [pillar.slug for pillar in source.pillars]
        refs = [proposal.ref for pillar in source.pillars for proposal in pillar.proposals]
        of_strategy = Pillar.strategy_id == (self.strategy.id if self.strategy else None)
        found = db.session.scalars(select(Pillar).where(or_(Pillar.slug.in_(slugs), of_strategy)))
        self.pillars = {row.slug: row for row in found}
        ids = [row.id for row in self.pillars.values()]
        rows = db.session.scalars(
            select(Proposal).where(Proposal.ref.in_(refs) | Proposal.pillar_id.in_(ids))
        )
        self.proposals = {row.ref: row for row in rows}
        ids = [row.id for row in self.proposals.values()]
        versions = select(Version.proposal_id, Version.sha256).where(Version.proposal_id.in_(ids))
        self.hashes = {(id, sha256) for id, sha256 in db.session.execute(versions)}
        self.bodies = {row.slug: row.id for row in bodies()}
        self.texts = {text.code for text in tagged.instruments()}
        in_strategy = tagged.tags_in(self.strategy.id) if self.strategy else {}
        self.tags = {id: {(line.code, line.note) for line in lines} for id, lines in in_strategy.items()}

    def terms(self, given: SourceProposal) -> Terms | None:
        """The terms that the file states, with the owner as we know it."""
        if given.terms is None:
            return None
        return replace(given.terms.terms, owner_id=self.bodies.get(given.terms.owner))


class _Plan:
    """What has to be written so that the database holds the file, compared first and written after."""

    def __init__(self, source: Source, present: _Present, report: ImportReport) -> None:
        self.source, self.present, self.report = source, present, report
        self.texts: list[SourceProposal] = []
        self.numbers: list[tuple[Proposal, SourcePillar, int]] = []
        self.places: list[tuple[Pillar, int]] = []

    # --- comparing -------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Fill the report and note what cannot be."""
        strategy = self.present.strategy
        self._tell(
            f"strategy {self.source.slug}", strategy, _different(strategy, _strategy_words(self.source))
        )
        for pillar in self.source.pillars:
            self._compare_pillar(pillar)
            for proposal in pillar.proposals:
                self._compare_proposal(pillar, proposal)
        self._check_room()

    def _compare_pillar(self, given: SourcePillar) -> None:
        row = self.present.pillars.get(given.slug)
        changes = _different(row, _pillar_words(self.source, given))
        if row is not None:
            if row.strategy_id != getattr(self.present.strategy, "id", None):
                self.source.places.fault(f"{given.path}.key", "import-elsewhere", value=given.slug)
            if row.position != given.position:
                self.places.append((row, given.position))
                changes.append("position")
            if given.parent != self._parent_of(row):
                changes.append("parent")
        self._tell(f"pillar {given.slug}", row, changes)

    def _parent_of(self, row: Pillar) -> str | None:
        slugs = {other.id: other.slug for other in self.present.pillars.values()}
        return slugs.get(row.parent_id) if row.parent_id else None

    def _compare_proposal(self, pillar: SourcePillar, given: SourceProposal) -> None:
        row = self.present.proposals.get(given.ref)
        changes = _different(row, _proposal_words(self.source, given))
        parts = blocks(given.text)
        if not parts or len(parts) > paragraphs.MOST:
            self.source.places.fault(f"{given.path}.text", "import-paragraphs", most=paragraphs.MOST)
        sha256 = text_hash(given.title, self.source.language, parts)
        if row is not None:
            self._compare_number(row, pillar, given, changes)
            if (row.id, sha256) not in self.present.hashes:
                changes.append("text")
                self._check_open(row, given)
        if row is None or "text" in changes:
            self.texts.append(given)
        self._compare_terms(row, given, changes)
        self._tell(f"proposal {given.ref}", row, changes)

    def _compare_terms(self, row: Proposal | None, given: SourceProposal, changes: list[str]) -> None:
        places, terms = self.source.places, self.present.terms(given)
        if given.terms is not None and given.terms.owner and given.terms.owner not in self.present.bodies:
            places.fault(f"{given.terms.path}.owner", "import-owner", value=given.terms.owner)
        for at, (code, _note) in enumerate(given.tags):
            if goal_of(code) is None and code not in self.present.texts:
                places.fault(f"{given.path}.tags[{at}].code", "import-tag", value=code)
        if row is None:
            return
        if terms is not None and terms_of(row) != terms:
            changes.append("terms")
            if not all(may_leave_final.ask(row.id)):
                places.fault(f"{given.path}.terms", "import-terms-held", ref=given.ref)
        if set(given.tags) - self.present.tags.get(row.id, set()):
            changes.append("tags")

    def _compare_number(
        self, row: Proposal, pillar: SourcePillar, given: SourceProposal, changes: list[str]
    ) -> None:
        if row.pillar.strategy_id != getattr(self.present.strategy, "id", None):
            self.source.places.fault(f"{given.path}.ref", "import-elsewhere", value=given.ref)
        if (row.pillar.slug, row.number) == (pillar.slug, given.number):
            return
        # a number it had before: the secretariat has moved it since the file was written
        if rules.printed_number(pillar.position, given.number) not in row.former_numbers:
            self.numbers.append((row, pillar, given.number))
            changes.append("number")

    def _check_open(self, row: Proposal, given: SourceProposal) -> None:
        if not rules.may_publish(row.state):
            self.source.places.fault(f"{given.path}.text", "import-text-frozen", ref=given.ref)
        elif (row.id, "") in self.present.hashes:
            self.source.places.fault(f"{given.path}.text", "import-draft-waiting", ref=given.ref)

    def _check_room(self) -> None:
        """No two pillars in one place and no two proposals under one number, those of the database included."""
        slugs = {pillar.slug for pillar in self.source.pillars}
        held = {row.position for slug, row in self.present.pillars.items() if slug not in slugs}
        for pillar in self.source.pillars:
            if pillar.position in held:
                self.source.places.fault(f"{pillar.path}.order", "import-place-taken", value=pillar.position)
        moved = {row.ref for row, _pillar, _number in self.numbers}
        stay = [row for ref, row in self.present.proposals.items() if ref not in moved]
        taken = {(row.pillar.slug, row.number): row.ref for row in stay}
        for pillar in self.source.pillars:
            for given in pillar.proposals:
                holder = taken.get((pillar.slug, given.number), given.ref)
                if holder != given.ref and (given.ref in moved or given.ref not in self.present.proposals):
                    self.source.places.fault(f"{given.path}.number", "import-place-taken", value=given.number)

    def _tell(self, name: str, row: object | None, changes: list[str]) -> None:
        if row is None:
            self.report.new.append(name)
        elif changes:
            self.report.changed.append(f"{name}: {', '.join(changes)}")
        else:
            self.report.unchanged.append(name)

    # --- writing ---------------------------------------------------------------------------------------------

    def write(self, at: datetime) -> Strategy:
        """Write what differs."""
        strategy = self.present.strategy or Strategy(slug=self.source.slug, created_at=at)
        _set(strategy, _strategy_words(self.source))
        db.session.add(strategy)
        db.session.flush()
        pillars = self._write_pillars(strategy)
        reassign(None, [(row, pillars[pillar.slug], number) for row, pillar, number in self.numbers], at)
        for pillar in self.source.pillars:
            for given in pillar.proposals:
                row = self.present.proposals.get(given.ref)
                if row is None:
                    row = add_proposal(
                        None, pillars[pillar.slug], addressee="", at=at, number=given.number, ref=given.ref
                    )
                    self.present.proposals[given.ref] = row
                _set(row, _proposal_words(self.source, given))
                terms = self.present.terms(given)
                if terms is not None:
                    write_terms(row, terms)
                write_tags(row, given.tags, at)
        for given in self.texts:
            self._write_text(given, at)
        db.session.flush()
        touch("strategy", strategy.id)
        touch("pillar", *(row.id for row in pillars.values()))
        touch("proposal", *(row.id for row in self.present.proposals.values()))
        return strategy

    def _write_pillars(self, strategy: Strategy) -> dict[str, Pillar]:
        place_pillars(self.places)
        for given in self.source.pillars:
            row = self.present.pillars.get(given.slug)
            if row is None:
                row = Pillar(slug=given.slug, strategy_id=strategy.id, position=given.position)
                self.present.pillars[given.slug] = row
                db.session.add(row)
            _set(row, _pillar_words(self.source, given))
        db.session.flush()
        for given in self.source.pillars:
            parent = self.present.pillars[given.parent].id if given.parent else None
            self.present.pillars[given.slug].parent_id = parent
        db.session.flush()
        return self.present.pillars

    def _write_text(self, given: SourceProposal, at: datetime) -> None:
        row = self.present.proposals[given.ref]
        publish(
            None,
            row,
            title=given.title,
            title_supplied=given.title_supplied,
            text=given.text,
            language=self.source.language,
            note=CHANGED_NOTE if rules.is_public(row.state) else FIRST_NOTE,
            at=at,
        )


def _strategy_words(source: Source) -> dict[str, object]:
    names = "title title_supplied title_basis period language preamble closing source source_sha256"
    return {name: getattr(source, name) for name in names.split()}


def _pillar_words(source: Source, given: SourcePillar) -> dict[str, object]:
    names = "title title_supplied title_basis hue objective lede note"
    return {name: getattr(given, name) for name in names.split()} | {"language": source.language}


def _proposal_words(source: Source, given: SourceProposal) -> dict[str, object]:
    return {
        "addressee": given.addressee,
        "addressee_basis": given.addressee_basis,
        "source": f"{source.source}, line {given.line}",
    }


def _different(row: object | None, words: dict[str, object]) -> list[str]:
    return [] if row is None else [name for name, value in words.items() if getattr(row, name) != value]


def _set(row: object, words: dict[str, object]) -> None:
    for name, value in words.items():
        setattr(row, name, value)
