"""`broadsheet reset-second-factor`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("reset-second-factor", cls=SiteCommand)
@site_option
@click.option("--name", prompt="User name", help="What they sign in with.")
def command(site: Path, name: str) -> None:
    """Take away somebody's second factors, for a lost device: the next sign-in is by password."""
    staff = open_site(site, "broadsheet.site.staff")
    try:
        staff.reset_second_factor(name)
    except staff.NoSuchUser as error:
        raise Failure(str(error)) from None
    click.echo(f"{name} signs in by password now, and is signed out everywhere.")
