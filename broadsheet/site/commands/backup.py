"""`broadsheet backup`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("backup", cls=SiteCommand)
@site_option
@click.option("--to", type=click.Path(path_type=Path), metavar="DIR", help="By default backup_to of broadsheet.toml.")
@click.option("--keep-all", is_flag=True, help="Remove no old backups.")
@click.option("--new-key", is_flag=True, help="Only make a key for encryption, and say what to do with it.")
@click.option("--verify", type=click.Path(path_type=Path), metavar="FILE", help="Only see whether this one is whole.")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Of --verify: the file with the key.")
@click.option("--by-clock", default="", hidden=True)
def command(
    site: Path, to: Path | None, keep_all: bool, new_key: bool, verify: Path | None, key: Path | None, by_clock: str
) -> None:
    """Put the whole site into one file while it works: database, pictures, recordings, settings, secrets.

    Pages are left out: they are pressed again from the database. `broadsheet restore` makes a site of it.
    """
    if new_key:
        return _new_key()
    if verify:
        return _verify(verify, key)
    runs = open_site(site, "broadsheet.running.runs")
    place = to.resolve() if to else runs.place()
    if place is None:
        raise Failure("Say where to: --to DIR, or backup_to in broadsheet.toml.")
    try:
        outcome = runs.run(place, day=by_clock, thin=not keep_all)
    except runs.NotBackedUp as error:
        raise Failure(str(error)) from None
    if outcome is None:
        return click.echo("Another process makes this backup.")
    made = outcome.made
    click.echo(f"{made.path}: {made.size / 1e6:.1f} MB, {made.files} files, in {made.seconds:.1f} s.")
    for old in outcome.removed:
        click.echo(f"Removed {old.name}.")
    return None


def _new_key() -> None:
    key, recipient = import_module("broadsheet.running.archive.streams").new_key()
    click.echo("# Keep this where the server cannot read it: without it no backup can be opened.")
    click.echo(f'# In broadsheet.toml: backup_recipients = ["{recipient}"]')
    click.echo(key)


def _verify(path: Path, key: Path | None) -> None:
    reading = import_module("broadsheet.running.archive.reading")
    try:
        contents = reading.verify(path, keys(key))
    except reading.Broken as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{error.filename or path} cannot be read ({error.strerror or error}).") from None
    about = contents.about
    size = f"{len(contents.sums)} files, {contents.size / 1e6:.1f} MB"
    click.echo(f"{path} is whole: {about['paper']}, {about['made']}, {size}.")


def keys(file: Path | None) -> list[str]:
    """What opens backups; raises Failure."""
    streams = import_module("broadsheet.running.archive.streams")
    try:
        return list(streams.read_keys(file)) if file else []
    except streams.Broken as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{file} cannot be read ({error.strerror or error}).") from None
