"""The desk: what is open, late, missing or about to close, each row ending in the one thing to do."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import Link, page
from consult.secretariat import permissions
from consult.secretariat.lines import SOON, Step, TextLine, by_region
from consult.secretariat.queries import desk as queries
from consult.secretariat.queries import waiting
from consult.voting.phases import State

bp = Blueprint("secretariat", __name__)


@bp.get("/secretariat")
@enter(permissions.read_desk)
def desk() -> Response:
    """The whole desk."""
    at = now()
    ballots = queries.ballots(at)
    opened = [line for line in ballots if line.state is State.OPEN]
    members = queries.members(at)
    return page(
        "secretariat/desk.html",
        at=at,
        soon=at + SOON,
        opened=[(line, by_region(line.voters)) for line in opened],
        waiting=_by_opening(ballots, State.PREPARED),
        scheduled=_by_opening(ballots, State.SCHEDULED),
        rounds=queries.rounds(at),
        without_round=queries.without_round(at),
        texts=[(line, _to_do(line)) for line in queries.texts(at)],
        counts=waiting.counts(at),
        changes=waiting.changes(),
        apart=waiting.apart(at),
        gaps=members.gaps,
        suspended=members.suspended,
        desks=_desks(),
    )


def _by_opening(ballots: list[queries.BallotLine], wanted: State) -> list[queries.BallotLine]:
    return sorted((line for line in ballots if line.state is wanted), key=lambda line: line.ballot.opens_at)


def _to_do(line: TextLine) -> Link:
    """The one thing to do with a text."""
    write = url_for("strategy_desk.write", proposal=line.id)
    match line.step:
        case Step.PUBLISH_FIRST:
            return Link(_("Publish it"), write)
        case Step.FINISH_DRAFT:
            return Link(_("Finish version %(number)s", number=line.draft), write)
        case Step.WRITE:
            return Link(_("Write version %(number)s", number=(line.version or 0) + 1), write)
        case Step.MOVE_ON:
            return Link(_("Move it on"), url_for("strategy_desk.proposal", proposal=line.id))
        case Step.ASK:
            return Link(_("Prepare a ballot"), url_for("voting_desk.new", proposal=line.id))


def _desks() -> list[Link]:
    """Every desk of the secretariat."""
    return [
        Link(_("Texts"), url_for("strategy_desk.overview")),
        Link(_("Rounds"), url_for("deliberation_desk.rounds")),
        Link(_("Ballots"), url_for("voting.index")),
        Link(_("Members and mandates"), url_for("network_desk.organisations")),
        Link(_("People"), url_for("network_people.people")),
        Link(_("Bodies and seats"), url_for("network_people.bodies")),
        Link(_("Federation"), url_for("network_federation.settings")),
        Link(_("News"), url_for("news_desk.notes")),
        Link(_("Approvals"), url_for("network_office.approvals")),
        Link(_("Rights"), url_for("network_office.rights")),
        Link(_("Hidden comments"), url_for("deliberation_desk.hidden_comments")),
        Link(_("Letters"), url_for("secretariat_letters.letters")),
        Link(_("Journal"), url_for("journal.journal")),
    ]
