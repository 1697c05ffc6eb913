"""The demo's life as the case tells it: every act with its moment, in order of time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from consult.accounts.queries import person_by_email
from consult.deliberation.actions.comments import Words, post_comment
from consult.deliberation.actions.drafts import save_draft
from consult.deliberation.actions.editing import edit_comment
from consult.deliberation.actions.moderation import appeal_hiding, hide_comment
from consult.deliberation.actions.rounds import open_round
from consult.deliberation.actions.telling import call_due
from consult.deliberation.models import Comment
from consult.deliberation.queries.comments import comment as comment_by_id
from consult.kit import federation
from consult.kit.visitor import Visitor
from consult.network.actions.federation import EDITABLE, save_federation
from consult.network.queries.organisations import body
from consult.network.queries.standing import standing_of
from consult.network.standing import HeldMandate
from consult.notices.actions import choose_paces, follow, gather, mark_read
from consult.notices.queries import due
from consult.strategy import money
from consult.strategy.actions import proposals, versions
from consult.strategy.actions.terms import add_tag, set_terms
from consult.strategy.models import Proposal
from consult.strategy.queries import pillar, proposal_by_ref, published_version, strategies
from consult.strategy.terms import Terms
from consult.voting.actions.blocks import separate_part
from consult.voting.actions.casting import Vote, cast_vote
from consult.voting.actions.changes import ask_change, confirm_change
from consult.voting.actions.due import look_after
from consult.voting.actions.scheduling import Item, Plan, confirm_ballot, prepare_ballot
from consult.voting.models import Ballot
from consult.voting.occasions import BEFORE, COUNTED
from consult.voting.phases import period
from consult.voting.queries import ballots, casts, changes

Told = dict[str, Any]
Act = tuple[datetime, Callable[[], None]]
_HOURS_OF_DIGESTS = 9 * 24
"""How far back the story has its digests written."""


def case(name: str) -> str:
    """A file of the case as text."""
    return files("consult.cases.cicopa").joinpath(name).read_text(encoding="utf-8")


def life() -> Told:
    """The story as data."""
    told: Told = json.loads(case("life.json"))
    return told


def moment(given: str, at: datetime) -> datetime:
    """A duration such as `-P20DT3H`, relative to the moment of loading."""
    length = period(given.lstrip("-"))
    return at - length if given.startswith("-") else at + length


class Story:
    """Plays the acts of the story through the rooms' own actions, each at its own moment."""

    def __init__(self, told: Told, at: datetime) -> None:
        self.told, self.at = told, at
        self.people: dict[str, Visitor] = {}
        self.comments: dict[str, int] = {}
        self.ballots: dict[str, int] = {}

    def play(self) -> None:
        """Everything, in order of time: what is told later may depend on what came before."""
        for _moment, act in sorted(self._acts(), key=lambda told: told[0]):
            act()

    def _acts(self) -> Iterator[Act]:
        known = self.told["federation"]
        yield self._when(known["at"]), _later(self._contact, known)
        for round in self.told["rounds"]:
            yield self._when(round["announced_at"]), _later(self._open_round, round)
            yield self._when(round["opens_at"]), _later(self._call_to, round)
        for proposal in self.told["proposals"]:
            if proposal["state"] == "final":
                yield self._when(proposal["since"]), _later(self._settle, proposal)
        serving = json.loads(case("serving.json"))
        for told in serving["terms"]:
            yield self._when(told["at"]), _later(self._state_terms, told, serving["by"])
        for told in serving["tags"]:
            yield self._when(told["at"]), _later(self._tag, told, serving["by"])
        for version in self.told["versions"]:
            yield self._when(version["published_at"]), _later(self._publish, version)
        for comment in self.told["comments"]:
            yield self._when(comment["posted_at"]), _later(self._comment, comment)
            if edited := comment.get("edited"):
                yield self._when(edited["at"]), _later(self._edit, comment)
        for hiding in self.told["hidings"]:
            yield self._when(hiding["hidden_at"]), _later(self._hide, hiding)
            yield self._when(hiding["appeal"]["at"]), _later(self._appeal, hiding)
        for draft in self.told["drafts"]:
            yield self._when(draft["written_at"]), _later(self._draft, draft)
        for heard in self.told["hearing"]:
            yield self._when(heard["at"]), _later(self._hear, heard)
        for hour in range(_HOURS_OF_DIGESTS):
            at = (self.at - timedelta(hours=hour)).replace(minute=0, second=0, microsecond=0)
            yield at, _later(self._gather, at)
        for ballot in self.told["ballots"]:
            yield from self._asking(ballot)
        for block in self.told["blocks"]:
            yield from self._asking(block)
            for part in block["separated"]:
                yield self._when(part["at"]), _later(self._separate, block, part)
                yield from self._answers(part)
        for ballot in self.told["repeated"]:
            yield from self._asking(ballot)
            again = {
                **ballot,
                **ballot["again"],
                "rerun_of": ballot["key"],
                "reason": "",
                "votes": [],
                "changes": [],
            }
            yield from self._asking(again)

    def _asking(self, told: Told) -> Iterator[Act]:
        """A ballot from its preparation on: what falls due by the clock is told when it did."""
        yield self._when(told["prepared_at"]), _later(self._prepare, told)
        yield self._when(told["confirmed_at"]), _later(self._confirm, told)
        yield from self._answers(told)
        for change in told.get("changes", ()):
            yield self._when(change["asked_at"]), _later(self._ask_change, told, change)
            yield self._when(change["confirmed_at"]), _later(self._confirm_change, told, change)
        opens_at, closes_at = self._when(told["opens_at"]), self._when(told["closes_at"])
        for at in (opens_at, *(closes_at - before for before in BEFORE.values()), closes_at + COUNTED):
            if opens_at <= at <= self.at:
                yield at, _later(self._look, at)

    def _answers(self, told: Told) -> Iterator[Act]:
        for vote in told["votes"]:
            yield self._when(vote["cast_at"]), _later(self._vote, told, vote)

    def _when(self, given: str) -> datetime:
        return moment(given, self.at)

    def _person(self, email: str) -> Visitor:
        if email not in self.people:
            row = person_by_email(email)
            if row is None:
                raise LookupError(f"The story names {email}, whom nobody knows.")
            self.people[email] = Visitor(row.id, row.name, row.email, row.language, row.time_zone, 0, "")
        return self.people[email]

    def _mandate(self, person: Visitor, organisation: str) -> HeldMandate:
        for held in standing_of(person).mandates:
            if held.slug == organisation:
                return held
        raise LookupError(f"{person.email} has no mandate of {organisation}.")

    def _proposal(self, ref: str) -> Proposal:
        found = proposal_by_ref(ref)
        if found is None:
            raise LookupError(f"The story names the proposal {ref}, which is not in the strategy.")
        return found

    def _target(self, told: Told) -> tuple[str, int]:
        if told["kind"] == "proposal":
            return "proposal", self._proposal(told["ref"]).id
        found = pillar(told["key"])
        if found is None:
            raise LookupError(f"The story names the pillar {told['key']}, which is not in the strategy.")
        return "pillar", found.id

    def _contact(self, told: Told) -> None:
        """Where the federation is reached, as its own leaflet prints it (its e-mail address is cut there)."""
        values = {name: getattr(federation.current(), name) for name in EDITABLE}
        values |= {"phone": told["phone"], "address": told["address"]}
        save_federation(self._person(told["by"]), values, self._when(told["at"]))

    def _open_round(self, told: Told) -> None:
        open_round(
            self._person(told["opened_by"]),
            strategies()[0].id,
            told["title"],
            self._when(told["opens_at"]),
            self._when(told["closes_at"]),
            self._when(told["announced_at"]),
            text=told["text"],
            pillar_ids=[self._target(part)[1] for part in told["targets"]],
        )

    def _call_to(self, told: Told) -> None:
        call_due(self._when(told["opens_at"]))

    def _settle(self, told: Told) -> None:
        proposal, at = self._proposal(told["ref"]), self._when(told["since"])
        secretary = self._person(self.told["strategy"]["by"])
        for state in ("revision", "final"):
            proposals.move(secretary, proposal, state, "", at)

    def _state_terms(self, told: Told, by: str) -> None:
        cost, owner = told["cost"] or {}, body(told["owner"])
        currency = cost.get("currency", "")
        stated = Terms(
            cost_minor=money.read(cost["amount"], currency) if cost else None,
            cost_currency=currency,
            cost_bound=cost.get("bound", ""),
            cost_note=cost.get("note", ""),
            from_on=_day(told["from"]),
            until_on=_day(told["until"]),
            legal_basis=told["legal_basis"],
            owner_id=owner.id if owner else None,
            terms_basis=told["basis"],
        )
        set_terms(self._person(by), self._proposal(told["ref"]), stated, self._when(told["at"]))

    def _tag(self, told: Told, by: str) -> None:
        at = self._when(told["at"])
        add_tag(self._person(by), self._proposal(told["ref"]), told["code"], told["note"], at)

    def _publish(self, told: Told) -> None:
        proposal = self._proposal(told["proposal"])
        before = published_version(proposal.id)
        if before is None:
            raise LookupError(f"{told['proposal']} has no version to follow.")
        versions.publish(
            self._person(told["author"]),
            proposal,
            title=before.title,
            text=told["text"],
            language=told["language"],
            note=told["note"],
            at=self._when(told["published_at"]),
        )

    def _comment(self, told: Told) -> None:
        person = self._person(told["author"])
        row = post_comment(
            person,
            self._mandate(person, told["organisation"]),
            self._target(told["target"]),
            told["edited"]["before"] if told.get("edited") else told["text"],
            self._when(told["posted_at"]),
            stands_for=told["stands_for"],
            reply_to_id=self.comments[told["reply_to"]] if told["reply_to"] else None,
            **_words(told),
        )
        self.comments[told["key"]] = row.id

    def _said(self, key: str) -> Comment:
        found = comment_by_id(self.comments[key])
        if found is None:
            raise LookupError(f"The comment {key} is gone.")
        return found

    def _edit(self, told: Told) -> None:
        person = self._person(told["author"])
        mandate = self._mandate(person, told["organisation"])
        words = Words(told["text"], **_words(told))
        edit_comment(person, mandate, self._said(told["key"]), words, self._when(told["edited"]["at"]))

    def _hide(self, told: Told) -> None:
        comment, at = self._said(told["comment"]), self._when(told["hidden_at"])
        hide_comment(self._person(told["by"]), comment, told["rule"], told["reason"], at)

    def _appeal(self, told: Told) -> None:
        [said] = [one for one in self.told["comments"] if one["key"] == told["comment"]]
        appeal = told["appeal"]
        appeal_hiding(
            self._person(said["author"]), self._said(said["key"]), appeal["text"], self._when(appeal["at"])
        )

    def _draft(self, told: Told) -> None:
        person = self._person(told["author"])
        save_draft(
            person,
            self._mandate(person, told["organisation"]),
            self._target(told["target"]),
            told["text"],
            self._when(told["written_at"]),
            **_words(told),
        )

    def _item(self, told: Told) -> Item:
        proposal = self._proposal(told["proposal"])
        version = published_version(proposal.id)
        if version is None:
            raise LookupError(f"{told['proposal']} has no text to vote on.")
        return Item(proposal, version, told["question"])

    def _prepare(self, told: Told) -> None:
        rule = ballots.rule(told["rule"], told["rule_version"])
        if rule is None:
            raise LookupError(f"The ballot {told['key']} has no rule.")
        block = tuple(self._item(part) for part in told.get("parts", ()))
        first = block[0] if block else self._item(told)
        times = self._when(told["opens_at"]), self._when(told["closes_at"])
        before = self.ballots[told["rerun_of"]] if "rerun_of" in told else None
        plan = Plan(first.proposal, first.version, told["question"], rule, *times, block, before)
        actor, reason = self._person(told["prepared_by"]), told.get("reason", "")
        self.ballots[told["key"]] = prepare_ballot(actor, plan, reason, self._when(told["prepared_at"])).id

    def _separate(self, block: Told, told: Told) -> None:
        person, at = self._person(told["by"]), self._when(told["at"])
        refs = [part["proposal"] for part in block["parts"]]
        mandate, place = self._mandate(person, told["organisation"]), refs.index(told["proposal"]) + 1
        own = separate_part(person, mandate, self._ballot(block), place, told["reason"], lambda: at)
        self.ballots[told["key"]] = own.id

    def _ask_change(self, ballot: Told, told: Told) -> None:
        becomes = self._when(told["becomes"]) if told["becomes"] else None
        actor, at = self._person(told["asked_by"]), self._when(told["asked_at"])
        ask_change(actor, self._ballot(ballot), told["act"], becomes, told["reason"], at)

    def _confirm_change(self, ballot: Told, told: Told) -> None:
        row, at = self._ballot(ballot), self._when(told["confirmed_at"])
        asked = changes.waiting(row.id)
        if asked is None:
            raise LookupError(f"Nothing waits to be changed of the ballot {ballot['key']}.")
        confirm_change(self._person(told["confirmed_by"]), row, asked, asked.sha256, lambda: at)

    def _look(self, at: datetime) -> None:
        """What the jobs of that minute told."""
        for id in ballots.due(at):
            row = ballots.ballot_to_change(id)
            if row is not None:
                look_after(row, at)

    def _hear(self, told: Told) -> None:
        """Somebody says what they follow and how letters come, or has read their notices."""
        person, at = self._person(told["person"]), self._when(told["at"])
        for target in told["follows"]:
            follow(person.id, *self._target(target), at)
        choose_paces(person, person.id, told["paces"], at)
        if told["reads"]:
            mark_read(person.id, at)

    def _gather(self, at: datetime) -> None:
        gather(due(at), at)

    def _ballot(self, told: Told) -> Ballot:
        found = ballots.ballot(self.ballots[told["key"]])
        if found is None:
            raise LookupError(f"The ballot {told['key']} is gone.")
        return found

    def _confirm(self, told: Told) -> None:
        ballot = self._ballot(told)
        teller, at = self._person(told["confirmed_by"]), self._when(told["confirmed_at"])
        confirm_ballot(teller, ballot, ballot.schedule_sha256, at)

    def _vote(self, ballot: Told, told: Told) -> None:
        person = self._person(told["by"])
        mandate = self._mandate(person, told["organisation"])
        paper = ballots.paper(self.ballots[ballot["key"]])
        if paper is None:
            raise LookupError(f"The ballot {ballot['key']} is gone.")
        live = casts.own_live([paper.ballot.id], [mandate.organisation_id])
        seen = live.get((paper.ballot.id, mandate.organisation_id))
        vote = Vote(
            told["choice"], told["explanation"] or "", told["language"] or "en", seen.id if seen else None
        )
        at = self._when(told["cast_at"])
        cast_vote(person, mandate, paper, vote, lambda: at)


def _words(told: Told) -> dict[str, Any]:
    """What a comment or draft of the story says besides its text."""
    return {
        "language": told["language"],
        "wording": told["wording"] or "",
        "stance": told["stance"] or "",
        "kind": told["kind"],
    }


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def _later(act: Callable[..., None], *told: Any) -> Callable[[], None]:
    return lambda: act(*told)
