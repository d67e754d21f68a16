"""`broadsheet restore`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from broadsheet.site.commands.backup import keys
from broadsheet.site.commands.opening import Failure, SiteCommand
from broadsheet.site.config import CONFIG_NAME, DATABASE_NAME
from broadsheet.site.database import database
from broadsheet.site.loading import load


@click.command("restore", cls=SiteCommand)
@click.argument("file", metavar="FILE")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, readable=False))
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="The file with the key that opens it.")
@click.option(
    "--database-url", metavar="URL", help="Of a backup of PostgreSQL: the empty database; by default as set in it."
)
def command(file: str, folder: Path, key: Path | None, database_url: str | None) -> None:
    """Make a site in DIR, which must be empty, from the backup FILE, which may lie at ssh://… or s3://….

    All of FILE is read and checked before anything is written. Pages are pressed at the first start.
    """
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    restoring = import_module("broadsheet.running.restoring")
    site = folder.resolve()
    try:
        restoring.demand_empty(site)
        with _at_hand(file, site) as path:
            contents = restoring.restore(path, site, keys(key), _postgresql)
    except restoring.NotRestored as error:
        raise Failure(str(error)) from None
    about = contents.about
    click.echo(f"{about['paper']} as it was on {about['made'][:16].replace('T', ' ')} UTC is in {site}.")
    if database_url:
        click.echo(f"Set database_url in {site / CONFIG_NAME}, or DATABASE_URL in the environment, to this database.")
    click.echo("Newsletter issues that were on their way wait for an editor: they may have gone out since.")
    click.echo(f"Next: broadsheet upgrade --site {site}, then broadsheet serve --site {site}")


@contextmanager
def _at_hand(file: str, site: Path) -> Iterator[Path]:
    """The backup on this machine, beside where the site is to be; gone afterwards where it was fetched."""
    if "://" not in file:
        yield Path(file)
        return
    targets = import_module("broadsheet.running.targets")
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=site.parent) as place:
            click.echo(f"Fetching {file.partition('?')[0]}.")
            yield targets.fetch(file, Path(place))
    except targets.NotReached as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{site.parent} cannot be written ({error.strerror or error}).") from None


def _postgresql(site: Path) -> dict[str, Any]:
    """Django's settings of the database that the restored settings, or the environment, name."""
    url = load(site).database_url
    if not url.startswith("postgres"):
        raise Failure("This is a backup of a PostgreSQL: name an empty database with --database-url.")
    return database(url, site / DATABASE_NAME)
