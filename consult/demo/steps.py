"""The story a newcomer plays: ten steps through all roles, with who to be, where to go and what each leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from consult.demo.queries import VOTED, Place

COCETA = "coceta"


@dataclass(frozen=True)
class Step:
    """One step: be this person, go there, do this. It is done when the person has left one of the `traces`."""

    player: str
    role: LazyString
    title: LazyString
    text: LazyString
    url: Callable[[Place], str]
    traces: frozenset[str] = frozenset()


STEPS = (
    Step(
        "delegate.coceta",
        _l("lead delegate of COCETA"),
        _l("Vote for your organisation"),
        _l(
            "Read the question and the rule, choose, add an explanation if you like, read the "
            "review page and confirm. Keep the receipt."
        ),
        lambda place: url_for("voting.vote", ballot=place.ballot, organisation=COCETA),
        frozenset({VOTED}),
    ),
    Step(
        "second.coceta",
        _l("second delegate of COCETA"),
        _l("See that your colleague has voted"),
        _l(
            "The page says who voted and when, before anything else. Change the vote: COCETA still "
            "has one, and your colleague sees the change."
        ),
        lambda place: url_for("voting.vote", ballot=place.ballot, organisation=COCETA),
        frozenset({VOTED}),
    ),
    Step(
        "drafter.coceta",
        _l("drafter of COCETA"),
        _l("Prepare a comment"),
        _l(
            "A drafter writes, with a stance and perhaps another wording, but cannot post. The "
            "draft waits for the lead."
        ),
        lambda place: url_for(
            "deliberation.write_on_proposal", proposal=place.discussed, organisation=COCETA
        ),
        frozenset({"comment-drafted"}),
    ),
    Step(
        "delegate.coceta",
        _l("lead delegate of COCETA"),
        _l("Post the draft"),
        _l("Open the draft, change what you like, post it. From then on it is the comment of COCETA."),
        lambda place: url_for("deliberation.drafts", organisation=COCETA),
        frozenset({"comment-draft-posted"}),
    ),
    Step(
        "secretary",
        _l("secretariat"),
        _l("Prepare a ballot"),
        _l(
            "Choose the rule and when it opens and closes. If the time is shorter than the rule "
            "asks, give a reason. Nothing opens yet: a second key is needed."
        ),
        lambda place: url_for("voting_desk.new", proposal=place.final),
        frozenset({"ballot-prepared"}),
    ),
    Step(
        "teller",
        _l("teller"),
        _l("Turn the second key"),
        _l(
            "Under what waits for a second key, read what the secretariat prepared and confirm it. "
            "It opens by itself at its time."
        ),
        lambda place: url_for("network_office.approvals"),
        frozenset({"ballot-scheduled"}),
    ),
    Step(
        "secretary",
        _l("secretariat"),
        _l("Ask to close the open ballot early"),
        _l(
            "So that you need not wait for days: ask for its end in a few minutes, with a reason. "
            "On the same page it could be extended or annulled."
        ),
        lambda place: url_for("voting_desk.ballot", ballot=place.ballot),
        frozenset({"ballot-change-asked"}),
    ),
    Step(
        "teller",
        _l("teller"),
        _l("Confirm the earlier end"),
        _l(
            "Those who can vote are told by letter. When the new end has passed, the count is made by itself."
        ),
        lambda place: url_for("network_office.approvals"),
        frozenset({"ballot-closed-early"}),
    ),
    Step(
        "board",
        _l("board member"),
        _l("Read the result"),
        _l(
            "Before the end only the turnout is shown; afterwards the verdict, line by line, and "
            "every explanation. Then look at the board's page and at participation."
        ),
        lambda place: url_for("voting.result", ballot=place.ballot),
    ),
    Step(
        "delegate.fcpu",
        _l("lead delegate of FCPU, in Spanish, from Montevideo"),
        _l("Find it all in another language and zone"),
        _l(
            "The same pages in Spanish, with times of Montevideo. Search for a word without its "
            "accents, and read in the mailbox what was mailed to whom."
        ),
        lambda place: url_for("search.search", q="tecnologia"),
    ),
)


@dataclass(frozen=True)
class Shown:
    """A step as the page shows it."""

    step: Step
    email: str
    url: str
    done: bool


def shown(place: Place, traces: Collection[tuple[str, str]], ending: str) -> list[Shown]:
    """The steps with their addresses; `traces` are (person's address, verb) left since the story was loaded."""
    left = set(traces)
    found = []
    for step in STEPS:
        email = step.player + ending
        done = any((email, verb) in left for verb in step.traces)
        found.append(Shown(step, email, step.url(place), done))
    return found
