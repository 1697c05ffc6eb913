"""Every comment of a discussion or of a strategy as a file for a spreadsheet, with the rights of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response
from flask_babel import gettext as _

from consult.deliberation import permissions
from consult.deliberation.queries import files
from consult.deliberation.rules import LANGUAGES, PERSON
from consult.deliberation.talk import Row
from consult.deliberation.views.discussion import bp
from consult.deliberation.views.places import public_proposal
from consult.deliberation.views.words import kind_word, rule_word, stance_word
from consult.kit.guard import enter
from consult.kit.moments import moment_iso
from consult.kit.outbox import address
from consult.kit.sheets import csv_file
from consult.network.forms.words import country_name, region_name
from consult.strategy.queries import pillar, strategy

if TYPE_CHECKING:
    from consult.strategy.models import Pillar, Proposal, Strategy


@bp.get("/proposals/<int:proposal>/discussion.csv")
@enter(permissions.read_discussion, proposal=public_proposal)
def proposal_file(proposal: Proposal) -> Response:
    """What members said on a proposal."""
    return _file(f"comments-proposal-{proposal.id}", files.of_discussion(("proposal", proposal.id)))


@bp.get("/pillars/<pillar>/discussion.csv")
@enter(permissions.read_discussion, pillar=pillar)
def pillar_file(pillar: Pillar) -> Response:
    """What members said on a pillar as a whole."""
    return _file(f"comments-{pillar.slug}", files.of_discussion(("pillar", pillar.id)))


@bp.get("/strategies/<slug>/comments.csv")
@enter(permissions.read_discussion, slug=strategy)
def strategy_file(slug: Strategy) -> Response:
    """Everything members said on a strategy."""
    return _file(f"comments-{slug.slug}", files.of_strategy(slug.id))


def _file(name: str, rows: list[Row]) -> Response:
    columns = [
        _("Number"), _("About"), _("Paragraph"), _("Version"), _("Posted (UTC)"), _("Organisation"),
        _("Country"), _("Region"), _("Stands for"), _("Person"), _("Kind"), _("Stance"), _("Language"),
        _("Comment"), _("Suggested wording"), _("Reply to"), _("Edited (UTC)"), _("Hidden (UTC)"),
        _("Why hidden"), _("Address"),
    ]  # fmt: skip
    return csv_file(name, columns, (_cells(row) for row in rows))


def _cells(row: Row) -> list[object]:
    hidden = row.hidden_at is not None
    return [
        row.id, row.about, row.paragraph, row.version, moment_iso(row.at), row.organisation,
        country_name(row.country), region_name(row.region),
        _("the person") if row.stands_for == PERSON else _("the organisation"), row.person,
        "" if hidden else kind_word(row.kind), "" if hidden else stance_word(row.stance),
        LANGUAGES.get(row.language, row.language), row.text, row.wording, row.reply_to_id,
        moment_iso(row.edited_at) if row.edited_at else "", moment_iso(row.hidden_at) if row.hidden_at else "",
        rule_word(row.hidden_rule) if hidden else "", address("deliberation.comment", comment=row.id),
    ]  # fmt: skip
