"""Commands that bring a strategy in from its source file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.pages import sentence
from consult.kit.refusal import Refused
from consult.strategy.actions.platform import ImportReport, import_strategy
from consult.strategy.source_places import Problem, Unreadable

strategy_commands = AppGroup("strategy", help="Strategies, their pillars and proposals.")


@strategy_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
def import_file(file: Path, dry_run: bool) -> None:
    """Bring in a strategy with its pillars, proposals and texts from JSON."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        with transaction(writing=not dry_run):
            report = import_strategy(text, now(), dry_run)
    except UnicodeDecodeError as error:
        _refuse(file, [Problem("", 1, error.start + 1, "import-not-utf8", {})])
    except Unreadable as unreadable:
        _refuse(file, unreadable.problems)
    except Refused as refused:
        _refuse(file, [Problem("", 1, 1, refused.code, refused.values)])
    else:
        _tell(file, report, dry_run)


def _refuse(file: Path, problems: list[Problem]) -> None:
    for problem in problems:
        said = sentence(Refused(problem.code, **problem.values))
        where = f"{file}:{problem.line}: {problem.column}"
        click.echo(": ".join(part for part in (where, problem.path, said) if part), err=True)
    click.echo(_("Nothing was written."), err=True)
    raise SystemExit(1)


def _tell(file: Path, report: ImportReport, dry_run: bool) -> None:
    for name in report.new:
        click.echo(_("  new      %(name)s", name=name))
    for name in report.changed:
        click.echo(_("  changed  %(name)s", name=name))
    click.echo(
        _(
            "%(file)s: %(new)d new, %(changed)d changed, %(same)d unchanged.",
            file=file,
            new=len(report.new),
            changed=len(report.changed),
            same=len(report.unchanged),
        )
    )
    if dry_run:
        click.echo(_("This was a try: nothing was written."))
