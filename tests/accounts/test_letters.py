"""Letters about accounts as they arrive: at the right address, with a link that works, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask

from consult.kit.db import db
from consult.kit.outbox import Letter
from consult.network.models import Mandate
from tests.accounts.test_accept_invitation import SET
from tests.accounts.test_reset_password import FRESH
from tests.cast import PASSWORD, Stage, email
from tests.client import Client, client
from tests.mailing import Mailing, mailing

ClientOf = Callable[[str], Client]
NEWCOMER = "ngozi@coop.example"


def link(mail: Mailing, to: str, part: str) -> str:
    """The path of the link in the newest letter to somebody that leads to a part of the house."""
    return next(urlsplit(found).path for found in mail.to(to).links if part in found)


def test_an_invited_colleague_comes_by_the_link_and_is_told_of_the_end(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    lead = client_of("delegate")
    told = {"name": "Ngozi\r\nBcc: x@y.example", "email": NEWCOMER, "role": "voter", "language": "fr"}
    with mailing(app) as mail:
        assert lead.send("/for/coceta/people/invite", told).status_code == 303
        mail.deliver()
        [letter] = mail.letters
        assert letter.to == NEWCOMER
        assert "COCETA" in letter.text
        assert "COCETA" in letter.html
        assert letter.text.count("Dolores García") == 1
        assert "Bcc" not in letter.headers
        visitor = client(app)
        visitor_path = link(mail, NEWCOMER, "/invitation/")
        visitor.get(visitor_path)
        assert visitor.send("/invitation", SET).status_code == 303
        with app.app_context():  # once it is sent nobody finds the way in among our rows
            [row] = db.session.scalars(db.select(Letter).where(Letter.kind == "accounts/invitation"))
            assert row.secret == ""
            assert visitor_path.rsplit("/")[-1] not in row.text
            newest = db.session.scalars(db.select(db.func.max(Mandate.id))).one()
        ended = lead.send(f"/for/coceta/people/{newest}/end", {"reason": "Only a try."})
        assert ended.status_code == 303
        mail.deliver()
        assert "Only a try." in mail.to(NEWCOMER).text


def test_a_reset_a_change_of_password_and_of_address_arrive_where_they_should(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    with mailing(app) as mail:
        assert client(app).send("/sign-in/forgotten", {"email": email("delegate")}).status_code == 303
        assert client(app).send("/sign-in/forgotten", {"email": "no@body.example"}).status_code == 303
        mail.deliver()
        visitor = client(app)
        visitor.get(link(mail, "delegate", "/new-password/"))
        assert visitor.send("/sign-in/new-password", FRESH).status_code == 303
        mail.deliver()
        assert mail.to("delegate").subject == "Your password was changed"
        second = client_of("second")
        asked = {"email": "sergio@new.example", "password": PASSWORD}
        assert second.send("/me/address", asked).status_code == 303
        mail.deliver()
        assert second.send(link(mail, "sergio@new.example", "/me/address/")).status_code == 303
        mail.deliver()
        assert "sergio@new.example" in mail.to("second").text
        assert {letter.to for letter in mail.letters} == {
            email("delegate"),
            email("second"),
            "sergio@new.example",
        }


def test_what_is_not_true_any_more_when_it_is_sent_is_not_sent(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    desk = client_of("secretary")
    path = f"/secretariat/people/{stage.people['second']}"
    assert desk.send(f"{path}/invite").status_code == 303
    assert desk.send(f"{path}/withdraw-invitation").status_code == 303
    assert client(app).send("/sign-in/forgotten", {"email": email("drafter")}).status_code == 303
    reason = {"reason": "Left."}
    assert desk.send(f"/secretariat/people/{stage.people['drafter']}/disable", reason).status_code == 303
    with mailing(app) as mail:
        mail.deliver()
        assert mail.letters == []
