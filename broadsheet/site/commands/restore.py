"""`broadsheet restore`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from broadsheet.site.commands.backup import keys
from broadsheet.site.commands.opening import Failure, SiteCommand
from broadsheet.site.commands.passwords import warn_of
from broadsheet.site.config import CONFIG_NAME, DATABASE_NAME
from broadsheet.site.database import database
from broadsheet.site.loading import load


@click.command("restore", cls=SiteCommand)
@click.argument("file", metavar="FILE")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, readable=False))
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="The file with the key that opens it.")
@click.option(
    "--removals",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The list of what was removed since; by default the one that lies beside the backup.",
)
@click.option(
    "--database-url",
    metavar="URL",
    help="Of a backup of PostgreSQL: the empty database; by default as DATABASE_URL says, or as set in the backup.",
)
def command(file: str, folder: Path, key: Path | None, removals: Path | None, database_url: str | None) -> None:
    """Make a site in DIR, which must be empty, from the backup FILE, which may lie at ssh://… or s3://….

    All of FILE is read and checked before anything is written. Pages are pressed at the first start.
    """
    if database_url:
        warn_of(database_url)
        os.environ["DATABASE_URL"] = database_url
    restoring = import_module("broadsheet.running.restoring")
    site = folder.resolve()
    try:
        restoring.demand_empty(site)
        with _at_hand(file, site) as path:
            removed = removals or _beside(path)
            contents, listed = restoring.restore(path, site, keys(key), _postgresql, removed)
    except restoring.NotRestored as error:
        raise Failure(str(error)) from None
    about = contents.about
    click.echo(f"{about['paper']} as it was on {about['made'][:16].replace('T', ' ')} UTC is in {site}.")
    if database_url:
        click.echo(f"Set database_url in {site / CONFIG_NAME}, or DATABASE_URL in the environment, to this database.")
    _say_what_was_removed(removed, listed)
    click.echo("Newsletter issues that were on their way wait for an editor: they may have gone out since.")
    click.echo(f"Next: broadsheet upgrade --site {site}, then broadsheet serve --site {site}")


def _beside(path: Path) -> Path | None:
    names = import_module("broadsheet.running.removal_list").names_for(path.name)
    return next((found for name in names if (found := path.with_name(name)).is_file()), None)


def _say_what_was_removed(removed: Path | None, listed: dict[Any, Any]) -> None:
    if count := len(listed):
        what = "One thing that was removed for good" if count == 1 else f"{count} things that were removed for good"
        click.echo(f"{what} will not come back: the first start sees to it.")
        if newest := max(each.at for each in listed.values())[:16].replace("T", " "):
            click.echo(f"The newest on that list is of {newest} UTC: what was removed after that, remove again.")
    if removed is None:
        click.echo(
            "No list of what was removed lies beside the backup: stories that were killed or erased after it was "
            "made are back, and go out at the first start. Restore with --removals FILE (removals.jsonl of the site "
            "as it was last), or kill them again."
        )


@contextmanager
def _at_hand(file: str, site: Path) -> Iterator[Path]:
    """The backup on this machine, beside where the site is to be, or in there where only that can be written; gone
    afterwards where it was fetched. The list of what was removed since is fetched with it, where there is one."""
    if "://" not in file:
        yield Path(file)
        return
    targets = import_module("broadsheet.running.targets")
    begins = import_module("broadsheet.running.restoring").FETCHED
    above = _place_for(site, begins)
    try:
        with tempfile.TemporaryDirectory(prefix=begins, dir=above) as place:
            click.echo(f"Fetching {file.partition('?')[0]}.")
            path = targets.fetch(file, Path(place))
            _fetch_beside(targets, file, path)
            yield path
    except targets.NotReached as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{above} cannot be written ({error.strerror or error}).") from None


def _place_for(site: Path, begins: str) -> Path:
    """Where a backup can be fetched to. What an earlier try left in the site's folder, which was killed, goes."""
    if not site.is_dir() or os.access(site.parent, os.W_OK | os.X_OK):
        return site.parent
    for left in site.glob(f"{begins}*"):
        shutil.rmtree(left, ignore_errors=True)
    return site


def _fetch_beside(targets: Any, file: str, path: Path) -> None:
    for name in import_module("broadsheet.running.removal_list").names_for(path.name):
        try:
            targets.fetch(file.replace(path.name, name, 1), path.parent)
        except targets.NotReached:  # there is none of this name
            path.with_name(name).unlink(missing_ok=True)
        else:
            return


def _postgresql(site: Path) -> dict[str, Any]:
    """Django's settings of the database that the restored settings, or the environment, name."""
    url = load(site).database_url
    if not url.startswith("postgres"):
        raise Failure("This is a backup of a PostgreSQL: name an empty database by DATABASE_URL or --database-url.")
    return database(url, site / DATABASE_NAME)
