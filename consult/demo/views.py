"""The pages of the demonstration: its people with one-click sign-in, its mailbox, its age, and starting over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from consult.accounts.actions.sessions import begin_session
from consult.accounts.queries import person_by_email
from consult.accounts.signing import own_path, welcome
from consult.demo import loading, others, queries, steps
from consult.demo.story import life
from consult.kit import jobs, languages
from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.delivery import unmasked
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import first_page_of, go, page, say
from consult.kit.visitor import current_visitor
from consult.voting.queries import ballots

if TYPE_CHECKING:
    from consult.kit.outbox import Letter

bp = Blueprint("demo", __name__)
ENDING = "@demo.example"
PER_PAGE = 50
_ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")


@bp.get("/demo")
@enter(everyone)
def overview() -> Response:
    """Who one can be, what to try, how old the demonstration is."""
    fiction = life()["fiction"]
    loaded_at = loading.loaded_at()
    place = queries.place(loaded_at) if loaded_at else None
    left = queries.traces(loaded_at, place.closes_at) if place and loaded_at else set()
    played = steps.shown(place, left, ENDING) if place else []
    asked = ballots.ballot(place.ballot) if place and place.closes_at > now() else None
    return page(
        "demo/overview.html",
        people=queries.people(),
        story={address for address, _who in loading.SHOWN_PEOPLE},
        loaded_at=loaded_at,
        steps=played,
        current=next((one for one in played if not one.done), None),
        closing=steps.CLOSING,
        others=len(others.still_to_vote(asked, steps.COCETA)) if asked else 0,
        aged=place is None or (place.closes_at <= now() and not any(one.done for one in played)),
        fiction=fiction.get(str(get_locale()), fiction["en"]),
        password=loading.PASSWORD,
    )


@bp.post("/demo/become")
@enter(everyone, own=True)
def become() -> Response:
    """Sign in as one of the demo people with one click; this route exists in demo mode only."""
    email = request.form.get("email", "").strip().lower()
    with transaction(writing=True):
        person = person_by_email(email) if email.endswith(ENDING) else None
        token = begin_session(person.id, request.user_agent.string, now()) if person else None
        name = person.name if person else ""
        if person and request.form.get("language") in languages.LANGUAGES:
            person.language = request.form["language"]
    if token is None:
        say(_("There is no such person in this demonstration."), "warning")
        return go("demo.overview")
    welcome(token)
    say(_("You are now %(name)s.", name=name))
    path, _mark, anchor = request.form.get("next", "").partition("#")
    target = own_path(path)
    if target != "/":
        return redirect(f"{target}#{anchor}" if anchor.isalnum() else target, 303)  # type: ignore[return-value]  # the same
    with transaction(writing=False):
        return redirect(first_page_of(current_visitor()), 303)  # type: ignore[return-value]  # werkzeug's class


@bp.post("/demo/others-vote")
@enter(everyone)
def others_vote() -> Response:
    """All others vote in the ballot of the story, so that it may close before its time."""
    loaded_at = loading.loaded_at()
    place = queries.place(loaded_at) if loaded_at else None
    asked = ballots.ballot_to_change(place.ballot) if place and place.closes_at > now() else None
    if asked is None:
        say(_("The ballot of the story has closed."), "warning")
        return go("demo.overview")
    voted = others.let_vote(asked, steps.COCETA, ENDING, now)
    say(ngettext("%(num)d organisation has voted.", "%(num)d organisations have voted.", voted))
    return go("demo.overview", f"step-{steps.CLOSING}")


@bp.post("/demo/start-over")
@enter(everyone, own=True)
def start_over() -> Response:
    """Load the case anew; whatever was done in the demonstration is gone."""
    try:
        loading.start_over()
    except loading.NoDemonstration:
        say(_("What is here was not loaded as a demonstration, so it stays."), "warning")
        return go("demo.overview")
    jobs.nudge()
    say(_("The demonstration is new again. Everybody is signed out."))
    return go("demo.overview")


@bp.get("/demo/letters")
@enter(everyone)
def letters() -> Response:
    """The demonstration's mailbox: every letter that was sent, the newest first."""
    reader = asked("to", 9)
    chosen = int(reader) if reader.isascii() and reader.isdecimal() else None
    found = queries.mailbox(chosen, asked_page(), PER_PAGE)
    return page(
        "demo/letters.html",
        found=found,
        chosen=chosen,
        waiting=queries.letters_due(now()),
        page_url=lambda number: url_for("demo.letters", to=chosen, page=number),
    )


@bp.get("/demo/letters/<int:letter>")
@enter(everyone, letter=queries.sent_letter)
def letter(letter: Letter) -> Response:
    """One letter as its reader got it, with links that work."""
    text = unmasked(letter.text, letter.secret)
    return page(
        "demo/letter.html",
        letter=letter,
        name=queries.name_of(letter.person_id),
        # every second part is an address
        parts=_ADDRESS.split(text),
    )
