"""Commands that bring the network in from files: bodies, members, figures, people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.pages import sentence
from consult.kit.refusal import Refused
from consult.network import imports, sheets
from consult.network.sheets import Fault, Faulty, ImportReport

network = AppGroup("network", help="Members, bodies, mandates, seats and figures.")
Import = Callable[[str, datetime, bool], ImportReport]


def _taking_a_file(name: str, run: Import, about: str) -> None:
    @network.command(name, help=about)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False))
    @click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
    def command(file: str, dry_run: bool) -> None:
        try:
            text = sheets.decoded(Path(file).read_bytes())
            with transaction(writing=True):
                report = run(text, now(), dry_run)
        except Faulty as faulty:
            report = ImportReport(faults=faulty.faults)
        except Refused as refused:
            report = ImportReport(faults=[Fault(0, "", refused.code, refused.values)])
        tell_import(file, report, dry_run)


def tell_import(file: str, report: ImportReport, dry_run: bool) -> None:
    """Say what an import did or would do; faults end the command with 1."""
    if report.faults:
        for fault in report.faults:
            click.echo(fault_sentence(file, fault), err=True)
        click.echo(_("Nothing was written."), err=True)
        raise SystemExit(1)
    for name in report.new:
        click.echo(_("  new      %(name)s", name=name))
    for name, differs in report.changed:
        click.echo(_("  changed  %(name)s: %(fields)s", name=name, fields=", ".join(differs)))
    click.echo(
        _(
            "%(file)s: %(new)d new, %(changed)d changed, %(same)d unchanged.",
            file=file,
            new=len(report.new),
            changed=len(report.changed),
            same=report.unchanged,
        )
    )
    if dry_run:
        click.echo(_("This was a try: nothing was written."))


def fault_sentence(file: str, fault: Fault) -> str:
    """A fault as people and editors read it: FILE:line: column: sentence."""
    place = [f"{file}:{fault.line}" if fault.line else file, fault.column]
    said = sentence(Refused(fault.code, **fault.values))
    return ": ".join([part for part in place if part] + [said])


_taking_a_file("import-bodies", imports.import_bodies, "Bring in the bodies of the federation from JSON.")
_taking_a_file("import-members", imports.import_members, "Bring in the organisations from a table (CSV).")
_taking_a_file("import-figures", imports.import_figures, "Bring in stated figures and remarks from JSON.")
_taking_a_file(
    "import-people", imports.import_people, "Bring in people, mandates and seats from a table (CSV)."
)
