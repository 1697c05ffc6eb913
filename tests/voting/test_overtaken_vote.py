"""One live vote an organisation, whichever delegate casts it: the other is told, and may change it openly."""

from __future__ import annotations

from datetime import timedelta

from tests.voting.asking import Asking, confirm, hidden, place, reviewed, text


def overtaken(asking: Asking, id: int) -> tuple[object, object]:
    """The second delegate confirms what they reviewed before the first one's vote came in."""
    second = asking.client_of("second")
    fields = reviewed(second, id, "coceta", "no", explanation="We see it otherwise.")
    asking.clock.advance(timedelta(minutes=5))
    confirm(asking.client_of("delegate"), id, "coceta", "yes", explanation="We agree.")
    return second, second.send(place(id, "coceta"), fields)


def test_the_other_delegate_is_told_who_voted_when_and_what(asking: Asking) -> None:
    id = asking.opened()
    _second, answer = overtaken(asking, id)
    assert answer.status_code == 409
    said = text(answer)
    for part in (
        "Your organisation has voted meanwhile",
        "Dolores García",
        "Yes",
        "We agree.",
        "Nothing of yours was recorded",
    ):
        assert part in said
    assert "We see it otherwise." in said
    assert asking.casts(id) == [("yes", True)]


def test_and_may_change_it_openly(asking: Asking) -> None:
    id = asking.opened()
    second, answer = overtaken(asking, id)
    page = answer.get_data(as_text=True)
    names = ("choice", "explanation", "seen", "language", "once", "step")
    changed = second.send(place(id, "coceta"), {name: hidden(page, name) for name in names})
    assert changed.status_code == 303
    assert asking.casts(id) == [("yes", False), ("no", True)]
    said = text(asking.client_of("delegate").get(place(id, "coceta")))
    assert "Sergio Ruiz" in said
    assert "We see it otherwise." in said


def test_the_paper_tells_a_colleague_what_is_cast_already(asking: Asking) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "yes")
    said = text(asking.client_of("second").get(place(id, "coceta")))
    assert "Your organisation has voted Yes" in said
    assert "Dolores García" in said
    asking.cast(id, "coceta", "no", "second")
    assert asking.casts(id) == [("yes", False), ("no", True)]


def test_a_change_of_a_vote_that_was_changed_meanwhile_is_stopped_too(asking: Asking) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "yes")
    first, second = asking.client_of("delegate"), asking.client_of("second")
    one = reviewed(first, id, "coceta", "no")
    other = reviewed(second, id, "coceta", "abstain")
    assert first.send(place(id, "coceta"), one).status_code == 303
    assert second.send(place(id, "coceta"), other).status_code == 409
    assert asking.casts(id) == [("yes", False), ("no", True)]


def test_two_organisations_do_not_stop_each_other(asking: Asking) -> None:
    id = asking.opened()
    one = reviewed(asking.client_of("delegate"), id, "coceta", "no")
    asking.cast(id, "cwcf", "yes")
    assert asking.client_of("delegate").send(place(id, "coceta"), one).status_code == 303
    assert asking.casts(id) == [("yes", True), ("no", True)]
