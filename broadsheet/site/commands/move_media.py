"""`broadsheet move-media`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.kit.buckets import NotReached
from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option
from broadsheet.site.config import CONFIG_NAME


@click.command("move-media", cls=SiteCommand)
@click.argument("address", metavar="ADDRESS")
@site_option
def command(site: Path, address: str) -> None:
    """Bring pictures, documents and recordings of a site into the bucket at ADDRESS (s3://bucket/folder?endpoint=…).

    The keys are s3_id and s3_secret in secrets.toml. Nothing is removed here, and what is there already is left
    alone: run it once while the paper works, and again when media_to is set and everything was started anew.
    """
    moving = open_site(site, "broadsheet.running.moving_media")
    count = new = 0
    try:
        for _name, was_new in moving.move(address):
            count, new = count + 1, new + was_new
    except NotReached as error:
        raise Failure(f"{error} {new} files were brought there until then; run it again.") from None
    click.echo(f"{new} of {count} files were brought there; the others were there already.")
    if address == moving.settings.MEDIA_TO:
        return
    click.echo(f'Now set media_to = "{address}" in {site.resolve() / CONFIG_NAME}, start server and worker anew, and')
    click.echo("run this once more for what came in between.")
