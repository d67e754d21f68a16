"""`broadsheet backup`."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("backup", cls=SiteCommand)
@site_option
@click.option("--to", default="", metavar="PLACE", help="As backup_to of broadsheet.toml, which is the default.")
@click.option("--keep-all", is_flag=True, help="Remove no old backups.")
@click.option("--new-key", is_flag=True, help="Only make a key for encryption, and say what to do with it.")
@click.option("--new-ssh-key", is_flag=True, help="Only make a key for backups over SSH, and say what to do with it.")
@click.option("--verify", type=click.Path(path_type=Path), metavar="FILE", help="Only see whether this one is whole.")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Of --verify: the file with the key.")
@click.option("--by-clock", default="", hidden=True)
def command(
    site: Path,
    to: str,
    keep_all: bool,
    new_key: bool,
    new_ssh_key: bool,
    verify: Path | None,
    key: Path | None,
    by_clock: str,
) -> None:
    """Put the whole site into one file while it works: database, pictures, recordings, settings, secrets.

    Pages are left out: they are pressed again from the database. `broadsheet restore` makes a site of it.
    """
    if new_key:
        return _new_key()
    if verify:
        return _verify(verify, key)
    if to and "://" not in to:
        _hand_over(Path(to).resolve(), site.resolve())
    runs = open_site(site, "broadsheet.running.runs")
    if new_ssh_key:
        return _new_ssh_key(site)
    if by_clock:  # whoever stops the worker stops this as well, and it is made again at the next start
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        place = _place(runs, to)
        outcome = runs.run(place, day=by_clock, thin=not keep_all)
    except (runs.NotBackedUp, runs.NotReached) as error:
        raise Failure(str(error)) from None
    if outcome is None:
        return click.echo("Another process makes this backup.")
    made = outcome.made
    lies = f"{outcome.to.name.rstrip('/')}/{made.path.name}"
    click.echo(f"{lies}: {made.size / 1e6:.1f} MB, {made.files} files, in {made.seconds:.1f} s.")
    for old in outcome.removed:
        click.echo(f"Removed {old}.")
    return None


def _hand_over(folder: Path, site: Path) -> None:
    """Root, who goes on as the site's owner, may name a folder that is not there yet where only root can make one."""
    if os.geteuid() != 0 or folder.exists() or not site.is_dir():
        return
    owner = site.stat()
    try:
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        os.chown(folder, owner.st_uid, owner.st_gid)
    except OSError as error:
        raise Failure(f"The folder {folder} cannot be made ({error.strerror or error}).") from None


def _place(runs: Any, to: str) -> Any:
    place = runs.target()
    if to:
        address = to if "://" in to else str(Path(to).resolve())
        place = runs.targets.at(address, runs.settings.SITE, runs.settings.BACKUP_S3)
    if place is None:
        raise Failure("Say where to: --to PLACE, or backup_to in broadsheet.toml.")
    return place


def _new_ssh_key(site: Path) -> None:
    try:
        line = import_module("broadsheet.running.targets.ssh").new_key(site.resolve())
    except OSError as error:
        raise Failure(f"{error.filename or site} cannot be written ({error.strerror or error}).") from None
    click.echo("On the machine that keeps the backups, add this line to ~/.ssh/authorized_keys of its user:")
    click.echo(f'restrict,command="internal-sftp" {line}')


def _new_key() -> None:
    key, recipient = import_module("broadsheet.running.archive.streams").new_key()
    line = f'backup_recipients = ["{recipient}"]'
    click.echo("# Keep this where the server cannot read it: without it no backup can be opened.")
    click.echo(f"# In broadsheet.toml: {line}")
    click.echo(key)
    if not sys.stdout.isatty():  # it went into a file
        click.echo(f"In broadsheet.toml, then restart: {line}", err=True)


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
