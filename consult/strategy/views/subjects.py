"""Strategies, pillars, proposals and versions as subjects that journal, notices and search point at."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _l

from consult.kit.subject import SubjectKind
from consult.kit.visitor import Visitor
from consult.strategy import finding, permissions, queries, rules

Found = dict[int, tuple[str, str]]


def _readable(person: Visitor | None, state: str) -> bool:
    return rules.is_public(state) or permissions.edit_strategy(person)


def _look_at_proposals(person: Visitor | None, ids: Sequence[int]) -> Found:
    return {
        id: (f"{row.number} {row.title}".strip(), url_for("strategy.proposal", proposal=id))
        for id, row in finding.named_proposals(ids).items()
        if _readable(person, row.state)
    }


def _look_at_versions(person: Visitor | None, ids: Sequence[int]) -> Found:
    return {
        id: (
            finding.version_title(f"{row.number} {row.title}", row.version),
            url_for("strategy.version", proposal=row.proposal_id, version=row.version),
        )
        for id, row in finding.named_versions(ids).items()
        if _readable(person, row.state)
    }


def _look_at_pillars(person: Visitor | None, ids: Sequence[int]) -> Found:
    return {
        id: (title, url_for("pillars.pillar", pillar=slug))
        for id, (title, slug) in finding.named_pillars(ids).items()
    }


def _look_at_strategies(person: Visitor | None, ids: Sequence[int]) -> Found:
    return {
        id: (title, url_for("strategy.strategy", slug=slug))
        for id, (title, slug) in finding.named_strategies(ids).items()
    }


def _proposal_title(id: int) -> str | None:
    row = finding.named_proposals([id]).get(id)
    return f"{row.number} {row.title}".strip() if row else None


def _may_see_proposal(person: Visitor | None, id: int) -> bool:
    row = queries.proposal(id)
    return row is not None and permissions.read_proposal(person, row)


def _pillar_title(id: int) -> str | None:
    row = queries.pillar_by_id(id)
    return row.title if row else None


def _pillar_url(id: int) -> str:
    row = queries.pillar_by_id(id)
    return url_for("pillars.pillar", pillar=row.slug) if row else url_for("strategy.strategies")


def _version_title(id: int) -> str | None:
    row = finding.named_versions([id]).get(id)
    return finding.version_title(f"{row.number} {row.title}", row.version) if row else None


def _version_url(id: int) -> str:
    row = queries.version_by_id(id)
    if row is None:
        return url_for("strategy.strategies")
    return url_for("strategy.version", proposal=row.proposal_id, version=row.number)


def _may_see_version(person: Visitor | None, id: int) -> bool:
    row = queries.version_by_id(id)
    return row is not None and row.published_at is not None and _may_see_proposal(person, row.proposal_id)


def _strategy_title(id: int) -> str | None:
    row = queries.strategy_by_id(id)
    return row.title if row else None


def _strategy_url(id: int) -> str:
    row = queries.strategy_by_id(id)
    return url_for("strategy.strategy", slug=row.slug) if row else url_for("strategy.strategies")


def _everyone(person: Visitor | None, id: int) -> bool:
    return True


SUBJECTS = (
    SubjectKind(
        "strategy", _l("Strategy"), _strategy_title, _strategy_url, _everyone,
        look=_look_at_strategies, words=finding.strategy_words, every=finding.every_strategy,
    ),
    SubjectKind(
        "pillar", _l("Pillar"), _pillar_title, _pillar_url, _everyone,
        look=_look_at_pillars, words=finding.pillar_words, every=finding.every_pillar, followable=True,
    ),
    SubjectKind(
        "proposal", _l("Proposal"), _proposal_title, lambda id: url_for("strategy.proposal", proposal=id),
        _may_see_proposal,
        look=_look_at_proposals, words=finding.proposal_words, every=finding.every_proposal, followable=True,
    ),
    SubjectKind(
        "version", _l("Version"), _version_title, _version_url, _may_see_version,
        look=_look_at_versions, words=finding.version_words, every=finding.every_version,
    ),
)  # fmt: skip
