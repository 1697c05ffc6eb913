"""The command that builds the index anew."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from consult.kit.db import transaction
from consult.kit.subject import kinds
from consult.search.actions import rebuild

search_commands = AppGroup("search", help="What the search finds.")


@search_commands.command("rebuild")
def rebuild_index() -> None:
    """Build the index anew from every room; safe while people work."""
    counted = rebuild(lambda: transaction(writing=True))
    for kind, count in counted.items():
        label = str(kinds()[kind].label) if kind in kinds() else kind
        click.echo(f"  {label}: {count}")
    click.echo(_("%(count)s subjects can be found.", count=sum(counted.values())))
