"""A delegate on a phone votes with the keyboard alone: everything is reached, seen and left again."""

from __future__ import annotations

from collections.abc import Callable

from consult.demo.loading import PASSWORD
from tests.journeys.keyboard import Keyboard
from tests.journeys.visiting import PHONE, Visitor, Way


def test_a_delegate_on_a_phone_votes_with_the_keyboard_alone(visitor: Callable[[Way], Visitor]) -> None:
    delegate = visitor(PHONE)
    keyboard, typed = Keyboard(delegate), delegate.page.keyboard
    delegate.go("/sign-in")
    keyboard.goes_round()
    keyboard.to("E-mail address")
    typed.type("delegate.coceta@demo.example")
    keyboard.to("Password")
    typed.type(PASSWORD)
    delegate.who = "delegate.coceta"
    keyboard.enter()

    keyboard.to("Menú")
    typed.press("Enter")
    keyboard.to("English")
    keyboard.enter()
    keyboard.to("Menu")
    typed.press("Space")
    keyboard.to("What needs our voice")
    keyboard.enter()
    keyboard.goes_round()
    keyboard.to("Cast our vote")
    keyboard.enter()

    keyboard.goes_round()
    keyboard.to("The text that is voted on")
    typed.press("Enter")
    delegate.reads("Additional sources of funding")
    keyboard.to("Yes")
    typed.press("Space")
    typed.press("ArrowDown")
    assert delegate.page.get_by_label("No", exact=True).is_checked()
    typed.press("ArrowUp")
    keyboard.to("Explanation")
    typed.type("We ask for a share that is named.")
    keyboard.to("Review our vote")
    keyboard.enter()

    keyboard.goes_round()
    delegate.reads("Is this our vote?", "Yes", "a share that is named")
    keyboard.to("Cast our vote: Yes")
    keyboard.enter()
    delegate.reads("Our vote is recorded", "Receipt")
    keyboard.goes_round()
