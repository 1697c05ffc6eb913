"""The letters of the room: an answer to what one said, and calls to rounds; rights are asked again when they go."""

from __future__ import annotations

from datetime import datetime

from consult.deliberation import permissions
from consult.deliberation.actions.telling import SPEAKERS
from consult.deliberation.queries import comments, rounds
from consult.deliberation.queries.counts import organisations_spoken
from consult.deliberation.talk import target_of
from consult.kit import outbox
from consult.kit.clock import now
from consult.kit.markup import excerpt
from consult.kit.outbox import Draft, Letter
from consult.kit.visitor import Visitor
from consult.network.queries.standing import standing_of
from consult.notices.letters import unsubscribe_address, wanted
from consult.notices.rules import ANSWERS, CALLS, TOO_OLD
from consult.strategy import queries as texts

QUOTED = 1200
"""How many letters of a comment are quoted."""
CLOSES, EXTENDED = "round-closes", "round-extended"


def answer(letter: Letter, reader: Visitor) -> Draft | None:
    """Somebody replied: what was said, and what they say to it. Nothing of what is hidden meanwhile."""
    reply = comments.comment(int(letter.values["about"][1]))
    if reply is None or reply.hidden_at is not None or reply.reply_to_id is None or _is_old(letter):
        return None
    if not permissions.read_discussion(reader) or not wanted(reader.id, ANSWERS):
        return None
    said, answered = (comments.said(id, target_of(reply)) for id in (reply.id, reply.reply_to_id))
    if said is None or answered is None:
        return None
    return Draft(
        "deliberation/mail/answer",
        {
            "said": said,
            "text": excerpt(said.text, QUOTED),
            "answered": answered,
            "was": excerpt(answered.text, QUOTED),
            "about": _about(reply.proposal_id, reply.pillar_id),
            "page": outbox.address("deliberation.comment", comment=reply.id),
        },
        unsubscribe_address(reader.id, ANSWERS),
    )


def _is_old(letter: Letter) -> bool:
    """Whether it could not be mailed for so long that it is no news any more."""
    return now() - letter.queued_at > TOO_OLD


def _about(proposal_id: int | None, pillar_id: int | None) -> str:
    """What a comment is on, in words."""
    if proposal_id is not None:
        heading = texts.headings([proposal_id]).get(proposal_id)
        return f"{heading.number} {heading.title}" if heading else ""
    pillar = texts.pillar_by_id(pillar_id or 0)
    return f"{pillar.position} {pillar.title}" if pillar else ""


def call(letter: Letter, reader: Visitor) -> Draft | None:
    """A round has opened, closes soon, or stays open longer; not any more once it has closed."""
    round, at, code = rounds.round(int(letter.values["about"][1])), now(), letter.values["code"]
    if (
        _is_old(letter)
        or round is None
        or at >= round.closes_at
        or (at < round.opens_at and code != EXTENDED)
    ):
        return None
    if not permissions.read_discussion(reader) or not wanted(reader.id, CALLS):
        return None
    silent = _silent(reader, round.strategy_id, round.opens_at, round.closes_at) if code == CLOSES else []
    if code == CLOSES and not silent:
        return None
    return Draft(
        "deliberation/mail/round",
        {
            "code": code,
            "round": round,
            "strategy": texts.strategy_by_id(round.strategy_id),
            "left": round.closes_at - at,
            "silent": silent,
            "page": outbox.address("deliberation.round", round=round.id),
        },
        unsubscribe_address(reader.id, CALLS),
    )


def _silent(reader: Visitor, strategy_id: int, opens_at: datetime, closes_at: datetime) -> list[str]:
    """The organisations this reader can speak for that have not spoken."""
    spoken = organisations_spoken(strategy_id, opens_at, closes_at)
    names = {
        held.organisation_id: held.short_name
        for held in standing_of(reader).mandates
        if "comment" in held.rights and held.role in SPEAKERS
    }
    return [name for id, name in names.items() if id not in spoken or not spoken[id].organisation]
