"""`broadsheet upgrade [--undo]`."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("upgrade", cls=SiteCommand)
@site_option
@click.option("--undo", is_flag=True, help="Put the database back as it was before the last upgrade.")
@click.option("--yes", is_flag=True, help="Of --undo: do not ask.")
@click.option("--no-backup", is_flag=True, help="Only copy the database, although backup_to is set.")
@click.option("--press-later", is_flag=True, help="Leave the pressing to the next start.")
def command(site: Path, undo: bool, yes: bool, no_backup: bool, press_later: bool) -> None:
    """Bring a site to this version of the program: back up, change the database, check, press.

    Stop its server and worker first; what is pressed can be served meanwhile.
    """
    upgrading = open_site(site, "broadsheet.running.upgrading")
    try:
        if undo:
            with upgrading.alone(_wait):
                return _undo(upgrading, yes)
        _demand_not_ahead(upgrading)
        if upgrading.steps():
            with upgrading.alone(_wait):
                _change(site, upgrading, no_backup)
                upgrading.note_version()
        else:
            click.echo("The database is of this version already.")
            upgrading.note_version()
    except upgrading.NotUpgraded as error:
        raise Failure(str(error)) from None
    _see_to_the_rest(site, press_later)
    return None


def _demand_not_ahead(upgrading: ModuleType) -> None:
    if ahead := upgrading.ahead():
        raise Failure(
            f"The database is of a newer version ({ahead[-1]}): install that one, or run `broadsheet upgrade --undo`."
        )


def _wait() -> None:
    click.echo("Waiting for the server and the worker to have stopped.")


def _change(site: Path, upgrading: ModuleType, no_backup: bool) -> None:
    count = upgrading.steps()
    runs = open_site(site, "broadsheet.running.runs")
    if (place := runs.target()) and not no_backup:
        try:
            made = runs.make(place)
        except runs.NotBackedUp as error:
            raise Failure(f"{str(error).rstrip('.')}; nothing was changed.") from None
        click.echo(f"Backed up to {place.name.rstrip('/')}/{made.path.name}.")
    kept = upgrading.keep()
    if kept.fresh:
        click.echo(f"The database as it was is in {kept.file}.")
    else:
        click.echo(
            f"An upgrade of {kept.at:%Y-%m-%d %H:%M} UTC never came to its end: the database as it was before that "
            f"stays in {kept.file}."
        )
    upgrading.migrate()
    click.echo(f"The database was changed in {count} step{'s' * (count > 1)}.")


def _see_to_the_rest(site: Path, press_later: bool) -> None:
    open_site(site, "broadsheet.site.first_content").settle()
    working = open_site(site, "broadsheet.site.working")
    working.folder().make()
    working.quieting.take_up()
    working.removals.put_in_force()
    working.renewing.renew(working.folder())
    if not press_later:
        pressing = open_site(site, "broadsheet.site.pressing")
        count = pressing.press_waiting(_show)
        click.echo("One page was pressed." if count == 1 else f"{count} pages were pressed.")
    open_site(site, "broadsheet.running.whole_copies").thin()
    for finding in open_site(site, "broadsheet.running.health.looking").look():
        if finding.area != "worker":  # it was stopped for this
            click.echo(f"- {finding}")
    click.echo("Done: start the server again. `broadsheet upgrade --undo` goes back, to the program as it was too.")


def _undo(upgrading: ModuleType, yes: bool) -> None:
    found = upgrading.before()
    if found is None:
        raise Failure("There is nothing to go back to: no upgrade changed this site's database.")
    when = f"{found.at:%Y-%m-%d %H:%M} UTC"
    if not yes and not click.confirm(
        f"The database becomes what it was on {when}; what was written since goes. Undo?"
    ):
        raise Failure("Nothing was changed.")
    aside = upgrading.undo(found)
    click.echo(f"The database is as it was on {when}. The one that was there is kept in {aside}.")
    version = f"Broadsheet {found.broadsheet}" if found.broadsheet else "the Broadsheet that you had before"
    click.echo("Newsletter issues that were on their way wait for an editor: they may have gone out since.")
    click.echo(f"Now install {version}, then start the server.")


def _show(done: int) -> None:
    """A line that counts, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} pages", nl=False, err=True)
