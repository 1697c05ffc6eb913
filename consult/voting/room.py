"""The front door of the voting room."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.journal.events import verb_words
from consult.kit.clock import now
from consult.kit.languages import in_language
from consult.kit.outbox import kind_words
from consult.kit.pages import first_page
from consult.kit.room import MenuEntry, Room
from consult.kit.subject import SubjectKind, Words
from consult.kit.visitor import Visitor
from consult.network.events import AboutToChange, Changed, approval_words, organisation_panels
from consult.notices.events import notice_words
from consult.strategy.events import (
    adopted,
    may_leave_final,
    pillar_counts,
    proposal_facts,
    proposal_steps,
    proposal_tabs,
)
from consult.voting import jobs, letters, permissions
from consult.voting.actions.rolls import after_network_changed, before_network_changes
from consult.voting.commands import voting
from consult.voting.desk import changes as desk
from consult.voting.queries import subjects
from consult.voting.queries.ballots import all_ids, ballot, by_id, rule_by_id, rule_of
from consult.voting.views import answers, ballots
from consult.voting.views import blocks as blocks  # puts its pages on the room's blueprint
from consult.voting.views import calendar as calendar  # the same
from consult.voting.views import casting as casting  # the same
from consult.voting.views import changes as changes  # the same
from consult.voting.views import record as record  # the same
from consult.voting.views import results as results  # the same
from consult.voting.views import voice as voice  # the same
from consult.voting.views.rule_words import plainly
from consult.voting.views.words import FILTERS


def _ballot_title(id: int) -> str | None:
    row = ballot(id)
    return row.question if row else None


def _ballot_seen(person: Visitor | None, id: int) -> bool:
    row = ballot(id)
    return row is not None and permissions.read_ballot_at(person, row, now())


def _rule_title(id: int) -> str | None:
    row = rule_by_id(id)
    return _("%(title)s, version %(number)s", title=row.title, number=row.number) if row else None


def _rule_url(id: int) -> str:
    row = rule_by_id(id)
    return url_for("voting.rule", slug=row.slug, number=row.number) if row else url_for("voting.index")


def _ballots_looked_at(person: Visitor | None, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    at = now()
    return {
        row.id: (row.question, url_for("voting.ballot", ballot=row.id))
        for row in by_id(ids).values()
        if permissions.read_ballot_at(person, row, at)
    }


def _rules_looked_at(person: Visitor | None, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    return {
        row.id: (
            _("%(title)s, version %(number)s", title=row.title, number=row.number),
            url_for("voting.rule", slug=row.slug, number=row.number),
        )
        for row in subjects.rules(ids)
    }


def _rule_words(ids: Sequence[int]) -> dict[int, Words]:
    """A rule is found by its plain sentences; they are written in the federation's own language."""
    found = {}
    with in_language(""):
        for row in subjects.rules(ids):
            read = rule_of(row.document)
            text = "\n".join([row.basis, *(f"{term}: {said}" for term, said in plainly(read))])
            found[row.id] = Words(row.title, text, str(get_locale()), "public", row.created_at)
    return found


def _prepare(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)


_VERBS = {
    "rule-imported": _l("Voting rule taken in"),
    "ballot-prepared": _l("Ballot prepared"),
    "ballot-scheduled": _l("Ballot confirmed and scheduled"),
    "ballot-withdrawn": _l("Ballot withdrawn"),
    "roll-frozen": _l("Roll written down"),
    "part-separated": _l("Text of a block to be voted on apart"),
    "ballot-split": _l("Ballot made of a text taken out of a block"),
    "ballot-change-asked": _l("Change of a ballot asked for"),
    "ballot-change-dropped": _l("Request to change a ballot taken back"),
    "ballot-extended": _l("Ballot extended"),
    "ballot-closed-early": _l("Ballot closed early"),
    "ballot-annulled": _l("Ballot annulled"),
}

_NOTICES = {
    "ballot-announced": _l("A vote is coming: “%(subject)s”"),
    "ballot-opened": _l("Voting is open: “%(subject)s”"),
    "ballot-reminder": _l("Our vote is missing: “%(subject)s”"),
    "ballot-decided": _l("The result is known: “%(subject)s”"),
    "ballot-withdrawn": _l("A ballot was withdrawn: “%(subject)s”"),
    "ballot-extended": _l("There is more time to vote: “%(subject)s”"),
    "ballot-closes-early": _l("A ballot closes earlier: “%(subject)s”"),
    "ballot-annulled": _l("A ballot was annulled: “%(subject)s”"),
    "ballot-separated": _l("%(organisation)s has a text voted on apart: “%(subject)s”"),
    "ballot-waits": _l("A teller's key is asked for: “%(subject)s”"),
}

_REFUSALS = {
    "rule-changed": _l(
        "Version %(number)s of “%(title)s” is known with another text. Give the new text a new version number."
    ),
    "proposal-not-final": _l("A ballot needs a final text. Move the proposal to “final” first."),
    "text-not-published": _l("This version is not published."),
    "ballot-already": _l("There is a ballot on this proposal that is not over yet."),
    "opens-in-the-past": _l("A ballot opens in the future. Choose a later time."),
    "closes-before-opening": _l("A ballot closes after it opens. Choose a later time."),
    "times-need-reason": _l(
        "These times are shorter than the rule asks. Say why; members will read the reason."
    ),
    "schedule-changed": _l("What you read has changed since. Read it again before you confirm it."),
    "schedule-lapsed": _l(
        "The time of opening has passed without a teller's confirmation. The ballot has to be prepared anew."
    ),
    "ballot-confirmed": _l("This ballot was confirmed already."),
    "ballot-withdrawn": _l("This ballot was withdrawn."),
    "ballot-has-opened": _l("This ballot has opened, so it can no longer be withdrawn."),
    "reason-missing": _l("Please give the reason; members will read it."),
    "coming-roll-impossible": _l(
        "With this, nobody could vote in a coming ballot (“%(question)s”): its rule has no place for a voter. "
        "Withdraw that ballot first, or let this hold from a later day."
    ),
    "roll-not-due": _l("The roll is written down when the ballot opens."),
    "record-date-not-yet": _l("This rule names a record date we cannot work with yet."),
    "weights-not-yet": _l(
        "This rule gives organisations different weights. Ballots with weights come later."
    ),
    "electorate-missing": _l("This rule does not say who votes."),
    "secret-not-yet": _l("This rule asks for a secret ballot. Secret ballots come later."),
    "open-tally-not-yet": _l(
        "This rule shows the count while the ballot is open. Here nobody sees it before closing."
    ),
    "proxies-not-yet": _l("This rule allows proxies, split votes or a poll by weight. These come later."),
    "attributes-not-yet": _l("This rule counts by figures of members that are not kept here yet."),
    "category-without-vote": _l("This rule lets members vote whose category gives no vote."),
    "voter-without-chamber": _l("Under this rule an organisation stands in no chamber, or in two."),
    "mandate-passed-over": _l("Your mandate has just ended or passed over to somebody else."),
    "vote-not-yours": _l("Your mandate does not give the vote."),
    "not-on-roll": _l("Your organisation is not among those that vote in this ballot."),
    "ballot-not-open-yet": _l("This ballot has not opened yet."),
    "ballot-closed": _l("This ballot has closed. Nothing was recorded."),
    "vote-final": _l("Under this rule a vote once cast is final."),
    "vote-overtaken": _l("Your organisation has voted meanwhile."),
    "block-too-small": _l("A block holds two to sixty different texts."),
    "block-of-strategies": _l("The texts of a block belong to one strategy."),
    "rerun-not-annulled": _l("Only an annulled ballot is run again."),
    "rerun-of-others": _l("A ballot is run again on the same proposals."),
    "block-has-opened": _l("A text can be taken out of a block only until the ballot opens."),
    "separation-not-yours": _l("Only an organisation that votes in this ballot can ask for this."),
    "part-is-apart": _l("This text is voted on apart already."),
    "part-is-alone": _l("This text is the only one left, so it is voted on alone already."),
    "annulled-already": _l("This ballot was annulled already."),
    "annul-not-opened": _l("A ballot that has not opened is withdrawn, not annulled."),
    "change-not-open": _l(
        "This is possible only while the ballot is open. A closed ballot never opens again."
    ),
    "change-needs-time": _l("Please give a day and a time."),
    "change-confirmed": _l("This change was confirmed already."),
    "extend-later": _l("To extend it, choose a time after its present closing."),
    "extend-too-long": _l("A ballot can be extended by a year at most."),
    "close-earlier": _l("To close it earlier, choose a time before its present closing."),
    "close-in-the-past": _l("The new closing lies in the past. Choose a later time."),
    "close-under-rule": _l("The rule asks that a ballot is open for longer. Choose a later time."),
    "close-too-soon": _l(
        "Not all have voted yet. They must have at least 24 hours from the moment a teller confirms. Choose a later "
        "time."
    ),
    "tally-sealed": _l("Nobody sees a count before the ballot has closed."),
}


def _first_page(person: Visitor | None) -> str | None:
    """A delegate's work begins with what needs their organisation's voice."""
    return url_for("voting.voices") if permissions.read_voices(person) else None


_LETTERS = {
    "voting/announced": _l("Ballot announced"),
    "voting/opened": _l("Ballot opened"),
    "voting/reminder": _l("Reminder to vote"),
    "voting/result": _l("Result of a ballot"),
    "voting/changed": _l("Ballot changed"),
    "voting/withdrawn": _l("Ballot withdrawn"),
    "voting/separated": _l("Part of a block voted on by itself"),
    "voting/receipt": _l("Receipt of a vote"),
}

room = Room(
    "voting",
    blueprints=(ballots.bp, desk.bp),
    menu=(
        MenuEntry(_l("What needs our voice"), "voting.voices", rank=10, shown=permissions.read_voices),
        MenuEntry(_l("Ballots"), "voting.index", rank=50),
    ),
    subjects=(
        SubjectKind(
            "ballot",
            _l("Ballot"),
            _ballot_title,
            lambda id: url_for("voting.ballot", ballot=id),
            _ballot_seen,
            look=_ballots_looked_at,
            words=subjects.ballot_words,
            every=all_ids,
            followable=True,
        ),
        SubjectKind(
            "rule",
            _l("Rule"),
            _rule_title,
            _rule_url,
            lambda person, id: True,
            look=_rules_looked_at,
            words=_rule_words,
            every=subjects.rule_ids,
        ),
    ),
    commands=(voting,),
    letters=letters.WRITERS,
    jobs=(jobs.tell_of_ballots,),
    prepare=_prepare,
    refusals=_REFUSALS,
    listens={AboutToChange: before_network_changes, Changed: after_network_changed},
    answers={
        adopted: answers.adopted,
        approval_words: answers.approvals,
        first_page: _first_page,
        kind_words: lambda: _LETTERS,
        may_leave_final: answers.text_may_leave_final,
        organisation_panels: answers.organisation_panel,
        pillar_counts: answers.counts,
        proposal_facts: answers.facts,
        proposal_steps: answers.step,
        proposal_tabs: answers.tab,
        notice_words: lambda: _NOTICES,
        verb_words: lambda: _VERBS,
    },
)
