"""Commands about people: the first secretary of an installation."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup

from consult.accounts import passwords, queries, rules
from consult.accounts.actions.passwords import set_password
from consult.accounts.actions.people import add_person
from consult.accounts.events import SecretaryCreated
from consult.accounts.weak_passwords import WEAK
from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.languages import LANGUAGES, federation_zone
from consult.kit.room import announce
from consult.settings import Settings

accounts = AppGroup("accounts", help="People and how they sign in.")


@accounts.command("create-secretary")
@click.option("--email", prompt="E-mail address")
@click.option("--name", prompt="Name")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--time-zone", default=None, help="Such as Europe/Brussels; the federation's by default.")
@click.password_option(help="At least 12 characters; asked for when not given.")
def create_secretary(email: str, name: str, language: str, time_zone: str | None, password: str) -> None:
    """Create the first secretary: a person with a password and a seat in the secretariat."""
    settings: Settings = current_app.extensions["consult.settings"]
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise click.ClickException(f"{email}: {error}") from error
    if not name.strip():
        raise click.ClickException("Give the person's name.")
    if rules.password_fault(password, address, name, WEAK) is not None:
        raise click.ClickException("Choose a password of at least 12 characters that is not easy to guess.")
    fresh = passwords.hashed(password)
    with transaction(writing=True):
        if queries.person_by_email(address) is not None:
            raise click.ClickException(f"{address} is already known. Nothing was changed.")
        at = now()
        person = add_person(address, name.strip(), language, time_zone or federation_zone().key, at)
        set_password(person.id, fresh, at)
        announce(SecretaryCreated(person.id, at))
    click.echo(f"{address} can sign in at {settings.public_url}/sign-in and has a seat in the secretariat.")
