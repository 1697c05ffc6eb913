"""Somebody new is invited by letter, comes in by its link on a phone, and votes with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from babel.support import Translations

from tests.journeys.keyboard import Keyboard
from tests.journeys.posting import Post
from tests.journeys.server import ROOT, Story
from tests.journeys.visiting import PHONE, WIDE, Visitor, Way

NAME, ADDRESS = "Itzel Ramírez Ochoa", "itzel.ramirez@cooperativas.example"
ORGANISATION = "kfwc"
PASSWORD = "una frase que no olvido nunca"
SPANISH = Translations.load(ROOT / "consult" / "translations", ["es"])
STEPS = 5
# A word that stands in no letter but for a vote.
CHOICE = "Abstain"


def es(words: str, **values: str) -> str:
    """The site's words in the language of the invited."""
    return str(SPANISH.gettext(words)) % values if values else str(SPANISH.gettext(words))


def invite(secretary: Visitor) -> None:
    """A mandate for somebody whom nobody knows yet."""
    secretary.sign_in("secretary")
    secretary.menu("Network desk")
    secretary.follow("KFWC")
    secretary.follow("Give a mandate")
    secretary.press("Give the mandate", status=422)
    secretary.fill("E-mail address", ADDRESS)
    secretary.fill("Name", NAME)
    secretary.pick("Language", "Español")
    secretary.choose("Voter")
    secretary.press("Give the mandate")
    secretary.reads(NAME)


def accept(invited: Visitor, keyboard: Keyboard, link: str) -> None:
    """From the link of the letter to the end of the tour."""
    typed = invited.page.keyboard
    invited.go(urlsplit(link).path)
    assert link not in invited.page.url
    invited.reads("Clara Wendeling", NAME, ADDRESS)
    keyboard.goes_round()
    keyboard.to(es("New password"))
    typed.type(PASSWORD)
    keyboard.to(es("The new password again"))
    typed.type(PASSWORD)
    keyboard.to(es("Set my password and go on"))
    invited.who = "delegate.invited"
    keyboard.enter()
    for step in range(1, STEPS):
        assert invited.path == f"/tour/{step}"
        invited.reads(es("Step %(step)s of %(steps)s", step=str(step), steps=str(STEPS)))
        keyboard.to(es("Next: %(title)s", title=""))
        keyboard.enter()
    keyboard.to(es("Begin"))
    keyboard.enter()
    assert invited.heading == es("What needs our voice")


def vote(invited: Visitor, keyboard: Keyboard) -> str:
    """From the list of what needs a voice to the receipt; answers its code."""
    typed = invited.page.keyboard
    keyboard.goes_round()
    keyboard.to(es("Cast our vote"))
    keyboard.enter()
    keyboard.to(es("Yes"))
    typed.press("Space")
    typed.press("ArrowDown")
    typed.press("ArrowDown")
    keyboard.to(es("Review our vote"))
    keyboard.enter()
    keyboard.to(es("Cast our vote: %(choice)s", choice=es(CHOICE)))
    keyboard.enter()
    assert invited.heading == es("Our vote is recorded")
    invited.reads(es(CHOICE))
    invited.zooms()
    return invited.page.locator(".receipt-code").inner_text().strip()


def test_an_invited_delegate_comes_by_letter_and_votes_on_a_phone_with_the_keyboard_alone(
    visitor: Callable[[Way], Visitor], story: Story, post: Post
) -> None:
    secretary = visitor(WIDE)
    with post.at_work():
        invite(secretary)
        letter = post.wait_for(ADDRESS)
    (link,) = [link for link in letter.links if "/invitation/" in link]
    assert link.startswith(post.server.address)
    assert letter.text.startswith(es("Hello %(name)s,", name=NAME))
    assert '<html lang="es">' in letter.html
    assert "KFWC" in letter.text
    assert es("Voter") in letter.text
    assert "List-Unsubscribe" not in letter.headers

    invited = visitor(PHONE)
    keyboard = Keyboard(invited)
    accept(invited, keyboard, link)
    code = vote(invited, keyboard)

    story.wait(timedelta(minutes=2))
    post.minute()
    (receipt,) = [letter for letter in post.all_to(ADDRESS) if code in letter.text]
    assert '<html lang="es">' in receipt.html
    for words in (receipt.subject, receipt.text, receipt.html):
        assert es(CHOICE).casefold() not in words.casefold()

    again = visitor(PHONE)
    again.go(urlsplit(link).path, status=410)
    assert again.heading == "This invitation does not work any more"
    again.reads("works once", "Have you set your password already? Sign in")
