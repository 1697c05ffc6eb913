"""The command that brings news in from a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from consult.kit.clock import now
from consult.kit.db import transaction
from consult.kit.refusal import Refused
from consult.network.commands import tell_import
from consult.network.sheets import Fault, Faulty, ImportReport, decoded
from consult.news.imports import import_news

news = AppGroup("news", help="News of the network.")


@news.command("import", help="Bring in notes from JSON; they are published at once.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
def import_file(file: str, dry_run: bool) -> None:
    try:
        text = decoded(Path(file).read_bytes())
        with transaction(writing=True):
            report = import_news(text, now(), dry_run)
    except Faulty as faulty:
        report = ImportReport(faults=faulty.faults)
    except Refused as refused:
        report = ImportReport(faults=[Fault(0, "", refused.code, refused.values)])
    tell_import(file, report, dry_run)
