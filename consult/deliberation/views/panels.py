"""What the room puts on the pages of others: the tab, the step and the facts of a proposal, counts, panels."""

from __future__ import annotations

from datetime import datetime

from flask import get_template_attribute, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from consult.deliberation import permissions, rules
from consult.deliberation.queries import counts as counting
from consult.deliberation.queries import threads
from consult.deliberation.talk import Situation
from consult.deliberation.views.places import situation_of, titles
from consult.deliberation.views.threads import Reading
from consult.kit.clock import now
from consult.kit.moments import moment
from consult.kit.pages import Link
from consult.kit.visitor import Visitor
from consult.network.queries.organisations import organisation_by_id
from consult.network.queries.standing import standing_of
from consult.strategy import queries as texts
from consult.strategy.events import Fact, Step
from consult.strategy.rules import is_public

STEP_RANK = 40
IN_A_PANEL = 3
OF_AN_ORGANISATION = 5


def _situation(proposal_id: int) -> Situation | None:
    return situation_of(("proposal", proposal_id))


def _said(count: int) -> str:
    return str(ngettext("%(num)d comment", "%(num)d comments", count))


def tabs(proposal_id: int) -> list[Link]:
    """The tab of the discussion with its count."""
    situation = _situation(proposal_id)
    if situation is None or not is_public(situation.state or ""):
        return []
    url = url_for("deliberation.proposal_discussion", proposal=proposal_id)
    here = request.path == url or request.path.startswith(url + "/")
    return [Link(_("Discussion"), url, here, situation.comments)]


def step(person: Visitor | None, proposal_id: int) -> Step | None:
    """While the discussion is open: to comment for one's organisation, or to draft for it."""
    mandates = [mandate for mandate in standing_of(person).mandates if {"comment", "draft"} & mandate.rights]
    situation = _situation(proposal_id)
    if not mandates or situation is None:
        return None
    phase = rules.phase(situation.rounds, situation.state, now())
    if not phase.is_open or phase.round is None:
        return None
    names = {mandate.organisation_id: mandate.short_name for mandate in mandates}
    may_post = any("comment" in mandate.rights for mandate in mandates)
    if len(names) > 1:
        label = _("Comment") if may_post else _("Draft a comment")
    else:
        name = next(iter(names.values()))
        label = (
            _("Comment for %(name)s", name=name) if may_post else _("Draft a comment for %(name)s", name=name)
        )
    url = url_for("deliberation.proposal_discussion", proposal=proposal_id, _anchor="write")
    return Step(label, url, phase.round.closes_at, _so_far(situation.comments), STEP_RANK)


def _so_far(count: int) -> str:
    if count == 0:
        return str(_("Nobody has commented yet."))
    return str(ngettext("%(num)d comment so far.", "%(num)d comments so far.", count))


def facts(proposal_id: int) -> list[Fact]:
    """How much was said, and until when more can be."""
    situation = _situation(proposal_id)
    if situation is None or not is_public(situation.state or ""):
        return []
    phase = rules.phase(situation.rounds, situation.state, now())
    url = url_for("deliberation.proposal_discussion", proposal=proposal_id)
    return [Fact(_("Discussion"), _phase_words(phase, situation.comments), url)]


def _phase_words(phase: rules.Phase, count: int) -> str:
    said, when = _said(count), _when(phase)
    sentences: dict[str, str] = {
        "open": _("%(said)s; open until %(when)s", said=said, when=when),
        "upcoming": _("%(said)s; opens %(when)s", said=said, when=when),
        "closed": _("%(said)s; closed %(when)s", said=said, when=when),
    }
    return sentences.get(phase.word, said)


def _when(phase: rules.Phase) -> str:
    if phase.round is None:
        return ""
    at: datetime = phase.round.opens_at if phase.word == "upcoming" else phase.round.closes_at
    return moment(at)


def counts(proposal_ids: list[int]) -> dict[int, list[str]]:
    """For lists of proposals: how many comments each has."""
    return {id: [_said(count)] for id, count in counting.comment_counts(proposal_ids).items()}


def pillar_panel(person: Visitor | None, pillar_id: int) -> Markup | None:
    """What members say on a pillar itself; for strangers how much it is."""
    pillar = texts.pillar_by_id(pillar_id)
    if pillar is None:
        return None
    member = permissions.read_discussion(person)
    if member:
        count, said = threads.newest(("pillar", pillar_id), IN_A_PANEL)
    else:
        said, count = (), counting.pillar_comment_counts([pillar_id]).get(pillar_id, 0)
    panel = get_template_attribute("deliberation/pillar_panel.html", "panel")
    url, reading = url_for("deliberation.pillar_discussion", pillar=pillar.slug), Reading()
    return _drawn(panel([reading.shown(one) for one in said], count, member, url))


def organisation_panel(person: Visitor | None, organisation_id: int) -> Markup | None:
    """What an organisation said last; for members and office."""
    organisation = organisation_by_id(organisation_id)
    if organisation is None or not permissions.read_discussion(person):
        return None
    said = threads.newest_of(organisation_id, OF_AN_ORGANISATION)
    panel = get_template_attribute("deliberation/organisation_panel.html", "panel")
    return _drawn(panel(said, titles(said), organisation))


def _drawn(panel: Markup) -> Markup | None:
    return panel if panel.strip() else None
