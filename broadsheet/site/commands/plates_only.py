"""`broadsheet plates-only [on|off]`."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("plates-only", cls=SiteCommand)
@site_option
@click.argument("state", metavar="[on|off]", required=False, type=click.Choice(["on", "off"]))
def command(site: Path, state: str | None) -> None:
    """In a storm of readers, serve pages alone: forms answer that they are back soon, the desk works on.

    It holds for the servers of this press folder, at once, until it is switched off. Without on or off: say how it
    is.
    """
    storms = open_site(site, "broadsheet.running.storms")
    if state:
        try:
            storms.switch(state == "on", getpass.getuser())
        except OSError as error:
            raise Failure(f"The press folder cannot be written: {error.strerror}.") from None
    found = storms.since()
    click.echo(f"Only pages and the desk are served since {found[0]}." if found else "Everything is served.")
