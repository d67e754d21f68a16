"""`broadsheet worker`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.site.commands.opening import SiteCommand, open_site, site_option
from broadsheet.site.config import Config


@click.command("worker", cls=SiteCommand)
@site_option
def command(site: Path) -> None:
    """Press what changes, and run queued tasks, in a process of its own until Ctrl+C.

    Set worker = "separate" in broadsheet.toml, so that the server leaves the work to this one.
    """
    working = open_site(site, "broadsheet.site.working")
    working.work_until_stopped(lambda: announce(working.settings.CONFIG))


def announce(config: Config) -> None:
    click.echo(f"{config.name} is pressed from here (Ctrl+C stops it).")
    if config.worker == "embedded":
        click.echo(
            'Its server presses as well: set worker = "separate" in broadsheet.toml to leave that to this one.'
        )
