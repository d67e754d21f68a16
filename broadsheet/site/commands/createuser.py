"""`broadsheet createuser`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option
from broadsheet.site.commands.passwords import of_somebody

ROLES = ("administrator", "chief-editor", "editor", "audience-editor", "picture-editor", "reporter")


@click.command("createuser", cls=SiteCommand)
@site_option
@click.option("--name", prompt="User name", help="What they sign in with.")
@click.option("--email", prompt="Mail address", help="Where the desk writes to them.")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True, help="What they may do.")
@click.option("--password", help="Asked for when it is not given, which nobody else can read.")
@click.option("--password-stdin", is_flag=True, help="It is the first line of standard input.")
def command(site: Path, name: str, email: str, role: str, password: str | None, password_stdin: bool) -> None:
    """Let somebody sign in at the desk."""
    password = of_somebody(password, password_stdin)
    staff = open_site(site, "broadsheet.site.staff")
    try:
        staff.create(name, email, password, role)
    except staff.NotCreated as error:
        raise Failure(str(error)) from None
    click.echo(f"{name} can sign in at /desk/ as {role}.")
