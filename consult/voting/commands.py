"""Commands of voting: take in rules, decide files of vectors, write down due rolls, take back a ballot without one."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from consult.kit.clock import now
from consult.kit.db import db, transaction
from consult.kit.pages import sentence
from consult.kit.refusal import Refused
from consult.voting.actions.rolls import freeze_due_rolls, recover_ballot
from consult.voting.actions.rules import add_rule
from consult.voting.document import RuleError, read_json
from consult.voting.queries.ballots import ballot_to_change
from consult.voting.vectors import decide_file

voting = AppGroup("voting", help="Rules, ballots and how they are counted.")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} cannot be read as text: {error}") from error


@voting.command("import-rules")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_rules(file: Path, dry_run: bool) -> None:
    """Take in the rules of FILE: all of them, or none and a list of what is wrong."""
    documents = _documents(file, _read(file))
    faults: list[str] = []
    fresh: list[str] = []
    known: list[str] = []
    with transaction(writing=True):
        for place, document in enumerate(documents, 1):
            try:
                rule, is_new = add_rule(document, now())
            except RuleError as error:
                faults.append(f"{file}:{place}: {error}")
            except Refused as refused:
                faults.append(f"{file}:{place}: {sentence(refused)}")
            else:
                (fresh if is_new else known).append(f"{rule.slug}/{rule.number}")
        if faults or dry_run:
            db.session.rollback()
    if faults:
        for fault in faults:
            click.echo(fault, err=True)
        raise click.ClickException(f"{len(faults)} of {len(documents)} rules are wrong. Nothing was written.")
    for name in fresh:
        click.echo(f"new        {name}")
    for name in known:
        click.echo(f"unchanged  {name}")
    end = " Nothing was written (--dry-run)." if dry_run else ""
    click.echo(f"{len(fresh)} new, 0 changed, {len(known)} unchanged.{end}")


def _documents(file: Path, text: str) -> list[dict[str, object]]:
    try:
        found = read_json(text)
    except RuleError as error:
        raise click.ClickException(f"{file}: {error}") from error
    rules = found.get("rules") if isinstance(found, dict) else found
    if not isinstance(rules, list) or not rules:
        raise click.ClickException(f"{file}: Here goes an object with a list `rules` of at least one rule.")
    odd = next((place for place, rule in enumerate(rules, 1) if not isinstance(rule, dict)), None)
    if odd is not None:
        raise click.ClickException(f"{file}:{odd}: Here goes an object with named fields.")
    return rules


@voting.command("decide")
@click.argument("file", type=click.Path(path_type=Path))
def decide(file: Path) -> None:
    """Decide every vector of FILE and print one JSON line for each."""
    text = _read(file)
    try:
        found = read_json(text)
    except RuleError as error:
        raise click.ClickException(f"{file}: {error}") from error
    vectors = found.get("vectors") if isinstance(found, dict) else found
    if not isinstance(vectors, list):
        raise click.ClickException(f"{file}: Here goes an object with a list `vectors`.")
    for line in decide_file(text):
        click.echo(line)


@voting.command("freeze")
def freeze() -> None:
    """Write down the roll of every ballot that has opened."""
    with transaction(writing=True):
        count = freeze_due_rolls(now())
    click.echo(f"{count} rolls written down.")


@voting.command("recover")
@click.argument("ballot", type=int)
@click.option("--reason", required=True, help="Members read it in the journal.")
def recover(ballot: int, reason: str) -> None:
    """Take back BALLOT when its roll has become impossible: it holds up every change of the membership.

    Its rule has no place for a voter, so nobody can vote in it, and once it has opened it cannot be withdrawn by
    its page any more. A ballot whose roll can be made is left alone.
    """
    with transaction(writing=True):
        row = ballot_to_change(ballot)
        if row is None:
            raise click.ClickException(f"There is no ballot {ballot}.")
        done = recover_ballot(row, reason, now())
    if not done:
        raise click.ClickException(
            f"The roll of ballot {ballot} can be made, or it is over: nothing was changed."
        )
    click.echo(f"Ballot {ballot} is withdrawn.")
