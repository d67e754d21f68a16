"""`broadsheet demo [DIR] [--port N]`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site
from broadsheet.site.commands.serve import serve_site
from broadsheet.site.config import CONFIG_NAME
from broadsheet.site.founding import Choices, NotFounded, found

LEDGER = Choices(name="The Mirna Bay Ledger", languages=("en", "de"), time_zone="Europe/Lisbon")


@click.command("demo", cls=SiteCommand)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, readable=False), default=Path("demo-site"))
@click.option("--port", type=click.IntRange(0, 65535), help="By default 8000; 0: any free one.")
def command(folder: Path, port: int | None) -> None:
    """Make a made-up newsroom in DIR (by default demo-site) and serve it; one that is there is served as it is."""
    site = folder.resolve()
    if not (site / CONFIG_NAME).exists():
        make(site)
    serve_site(site, port=port)


def make(site: Path) -> None:
    """A site with the made-up newsroom in it."""
    try:
        found(site, LEDGER)
    except NotFounded as error:
        raise Failure(str(error)) from None
    open_site(site, "broadsheet.site.first_content").settle()
    for line in open_site(site, "broadsheet.demo.newsroom").build():
        click.echo(line)
