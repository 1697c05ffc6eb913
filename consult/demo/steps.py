"""The story a newcomer plays: ten steps through all roles, with who to be, where to go and what each leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from consult.demo.queries import CAME, CAME_AFTER, VOTED, Place

COCETA = "coceta"
CLOSING = 7
"""The step at which all others vote, so that the ballot may be closed early."""


@dataclass(frozen=True)
class Step:
    """One step: be this person, go there, do this. It is done when the person has left one of the `traces`."""

    player: str
    role: LazyString
    title: LazyString
    text: LazyString
    url: Callable[[Place], str]
    traces: frozenset[str]
    own_language: bool = False
    """Whether the player reads in their own language; otherwise in the one the story is read in."""


STEPS = (
    Step(
        "delegate.coceta",
        _l("lead delegate of COCETA"),
        _l("Vote for your organisation"),
        _l(
            "Read the question and the rule, choose, add an explanation if you like, read the "
            "review page and confirm. You get a receipt."
        ),
        lambda place: url_for("voting.vote", ballot=place.ballot, organisation=COCETA),
        frozenset({VOTED}),
    ),
    Step(
        "second.coceta",
        _l("second delegate of COCETA"),
        _l("Change the vote of your colleague"),
        _l(
            "The page says first who has voted and when. Choose something else: COCETA still has "
            "one vote, and your colleague sees the change."
        ),
        lambda place: url_for("voting.vote", ballot=place.ballot, organisation=COCETA),
        frozenset({VOTED}),
    ),
    Step(
        "drafter.coceta",
        _l("drafter of COCETA"),
        _l("Draft a comment"),
        _l(
            "Write what COCETA should say, with a stance and perhaps another wording, and save it. "
            "A drafter cannot post: the draft waits for the lead."
        ),
        lambda place: url_for(
            "deliberation.write_on_proposal", proposal=place.discussed, organisation=COCETA, _anchor="write"
        ),
        frozenset({"comment-drafted"}),
    ),
    Step(
        "delegate.coceta",
        _l("lead delegate of COCETA"),
        _l("Post the draft"),
        _l(
            "Read it among the drafts, change what you like, and post it. From then on it is the "
            "comment of COCETA."
        ),
        lambda place: url_for("deliberation.drafts", organisation=COCETA),
        frozenset({"comment-draft-posted"}),
    ),
    Step(
        "secretary",
        _l("secretariat"),
        _l("Prepare a ballot"),
        _l(
            "Write a question, say when voting opens and closes, choose the rule, look at the preview "
            "and prepare it. If the time is shorter than the rule asks, it wants your reason."
        ),
        lambda place: url_for("voting_desk.new", proposal=place.final),
        frozenset({"ballot-prepared"}),
    ),
    Step(
        "teller",
        _l("teller"),
        _l("Turn the second key"),
        _l(
            "Open what the secretariat has prepared, read it and confirm it. Only now is it announced, "
            "and it opens by itself at its time."
        ),
        lambda place: url_for("network_office.approvals"),
        frozenset({"ballot-scheduled"}),
    ),
    Step(
        "secretary",
        _l("secretariat"),
        _l("Ask to close the open ballot early"),
        _l(
            "Once all have voted, a ballot may end at once. Let the others vote, then be the "
            "secretariat: choose “Close it earlier”, a time a few minutes from now, and say why."
        ),
        lambda place: url_for("voting_desk.ballot", ballot=place.ballot, _anchor="change"),
        frozenset({"ballot-change-asked"}),
    ),
    Step(
        "teller",
        _l("teller"),
        _l("Confirm the earlier end"),
        _l(
            "Open the request and confirm it, before that time has come. Those who vote are told by letter, "
            "and the votes are counted when the time is over."
        ),
        lambda place: url_for("network_office.approvals"),
        frozenset({"ballot-closed-early"}),
    ),
    Step(
        "board",
        _l("board member"),
        _l("Read the result"),
        _l(
            "Until the end the page says that there is no result yet. Afterwards: the verdict, line by "
            "line, every vote and every explanation. Then open “Board” in the menu."
        ),
        lambda place: url_for("voting.result", ballot=place.ballot),
        frozenset({CAME_AFTER}),
    ),
    Step(
        "delegate.fcpu",
        _l("lead delegate of FCPU, in Spanish, from Montevideo"),
        _l("Find it all in another language and time zone"),
        _l(
            "The same pages in Spanish, with the times of Montevideo. You search for a word written "
            "without its accent and find it with the accent."
        ),
        lambda place: url_for("search.search", q="organizacion"),
        frozenset({CAME}),
        own_language=True,
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
