"""`broadsheet move-database`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option
from broadsheet.site.commands.passwords import new_database
from broadsheet.site.config import CONFIG_NAME, DATABASE_NAME
from broadsheet.site.database import database


@click.command("move-database", cls=SiteCommand)
@click.argument("url", metavar="[URL]", required=False)
@site_option
def command(site: Path, url: str | None) -> None:
    """Move a site's database from SQLite to the empty PostgreSQL at URL.

    Leave URL out where a password stands in it: DATABASE_URL says it then, or it is asked for.
    Stop its server and worker first; what is pressed can be served meanwhile. The old database stays as it was.
    """
    url = new_database(url)
    moving = open_site(site, "broadsheet.running.moving")
    try:
        new = database(url, site.resolve() / DATABASE_NAME)
        moving.demand_movable(new)
        with moving.all_or_nothing(new, _wait):
            click.echo("Making the tables.")
            moving.make_tables(site.resolve(), url)
            with _Progress(len(moving.tables())) as progress:
                count = moving.move(new, progress.told)
            click.echo(f"{count} rows were moved. Making the desk's search anew.")
            moving.make_index(site.resolve(), url)
    except (moving.NotMoved, moving.databases.CannotCopy, moving.NotUpgraded) as error:
        raise Failure(str(error)) from None
    click.echo(f"Now set database_url in {site.resolve() / CONFIG_NAME}, or DATABASE_URL where the units have it, to")
    click.echo(f"the new database, and start the server. {DATABASE_NAME} is as it was: keep it until all is well.")


def _wait() -> None:
    click.echo("Waiting for the server and the worker to have stopped.")


class _Progress:
    """A bar of tables, on a terminal only."""

    def __init__(self, tables: int) -> None:
        self._bar = click.progressbar(length=tables, label="Moving", file=sys.stderr, hidden=not sys.stderr.isatty())

    def __enter__(self) -> _Progress:
        self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.__exit__(None, None, None)

    def told(self, table: str, rows: int) -> None:
        self._bar.update(1)
