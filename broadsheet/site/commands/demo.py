"""`broadsheet demo [DIR] [--port N]`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from broadsheet.edge.listening import CannotListen, listen
from broadsheet.site.commands.opening import Failure, SiteCommand, open_site
from broadsheet.site.commands.serve import serve_site
from broadsheet.site.config import CONFIG_NAME, PREFIX
from broadsheet.site.founding import Choices, NotFounded, found
from broadsheet.site.loading import load

LEDGER = Choices(
    name="The Mirna Bay Ledger", languages=("en", "uk", "ar"), time_zone="Europe/Lisbon", second_factor="optional"
)
"""A second factor is not asked for: what a demo's editors sign in with is printed, and it listens on this machine."""
HERE, LEDGER_PORT = "127.0.0.1", 8000
UNFINISHED = "demo-unfinished"
"""An empty file in the site's folder for as long as the newsroom is not in it."""


@click.command("demo", cls=SiteCommand)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, readable=False), default=Path("demo-site"))
@click.option("--port", type=click.IntRange(0, 65535), help="By default 8000; 0: any free one.")
def command(folder: Path, port: int | None) -> None:
    """Make a made-up newsroom in DIR (by default demo-site) and serve it; one that is there is served as it is."""
    site = folder.resolve()
    if not (site / CONFIG_NAME).exists():
        demand_free(LEDGER_PORT if port is None else port)
        begin(site, port)
    follow(site, port)
    if (site / UNFINISHED).exists():
        furnish(site)
    serve_site(site, port=port, told=open_site(site, "broadsheet.demo.accounts").sign_ins())


def demand_free(port: int) -> None:
    """Who is to choose another port had better hear so before the newsroom is made."""
    try:
        listen(HERE, port).close()
    except CannotListen as error:
        raise Failure(str(error)) from None


def begin(site: Path, port: int | None) -> None:
    """An empty site, marked as such before there is anything to serve."""
    choices = replace(LEDGER, base_url=f"http://{HERE}:{port}") if port else LEDGER
    try:
        site.mkdir(parents=True, exist_ok=True)
        (site / UNFINISHED).touch()
        found(site, choices)
    except OSError as error:
        raise Failure(f"The site cannot be written to {site}: {error.strerror}.") from None
    except NotFounded as error:
        (site / UNFINISHED).unlink()
        raise Failure(str(error)) from None


def follow(site: Path, port: int | None) -> None:
    """Have the paper's addresses name the port that it is served on, while it has no other home than this machine."""
    config = load(site)
    wanted = config.port if port is None else port
    there = urlsplit(config.base_url)
    if wanted and there.hostname == HERE and there.port != wanted:
        os.environ[f"{PREFIX}BASE_URL"] = f"http://{HERE}:{wanted}"


def furnish(site: Path) -> None:
    """The made-up newsroom, all of it or nothing: who stopped it at that starts it anew."""
    open_site(site, "broadsheet.site.first_content").settle()
    open_site(site, "broadsheet.demo.newsroom").build()
    (site / UNFINISHED).unlink()
