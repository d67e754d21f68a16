"""`broadsheet worker`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.site.commands.opening import SiteCommand, open_site, site_option


@click.command("worker", cls=SiteCommand)
@site_option
def command(site: Path) -> None:
    """Press what changes, and run queued tasks, in a process of its own until Ctrl+C.

    Set worker = "separate" in broadsheet.toml, so that the server leaves the work to this one.
    """
    open_site(site, "broadsheet.site.working").work_until_stopped()
