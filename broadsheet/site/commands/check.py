"""`broadsheet check [--deploy]`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("check", cls=SiteCommand)
@site_option
@click.option("--deploy", is_flag=True, help="Also whether it is safe on the open Internet.")
def command(site: Path, deploy: bool) -> None:
    """Say in plain words what is wrong with a site, and what to do."""
    findings = open_site(site, "broadsheet.site.checking").findings(deploy=deploy)
    for finding in findings:
        click.echo(f"- {finding}")
    if findings:
        plural = "s" * (len(findings) > 1)
        raise Failure(f"{len(findings)} thing{plural} to see to in {site.resolve()}.")
    click.echo("All is well.")
