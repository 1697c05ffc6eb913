"""Taking in a rule: a version once, and never changed."""

from __future__ import annotations

from datetime import datetime

from consult.journal.actions import record
from consult.kit import subject
from consult.kit.canonical import digest, encode
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.voting import rule_document
from consult.voting.document import RuleError
from consult.voting.models import Rule
from consult.voting.queries import ballots


def add_rule(document: dict[str, object], at: datetime) -> tuple[Rule, bool]:
    """Take in a version of a rule; answers it and whether it is new. The same version never changes."""
    found = rule_document.canonical(document)
    read = rule_document.parse(document)
    if read.negatives_need_reason and not read.explanations:
        raise RuleError("explanations", "reasons_need_room")
    sha256 = digest("rule", found)
    known = ballots.rule(read.id, read.version)
    if known is not None:
        if known.sha256 != sha256:
            raise Refused("rule-changed", title=read.title, number=read.version)
        return known, False
    row = Rule(
        slug=read.id,
        number=read.version,
        title=read.title,
        basis=read.basis,
        document=encode(found).decode(),
        sha256=sha256,
        created_at=at,
    )
    db.session.add(row)
    db.session.flush()
    record(None, "rule-imported", ("rule", row.id), at, details={"slug": row.slug, "sha256": sha256})
    subject.touch("rule", row.id)
    return row, True
