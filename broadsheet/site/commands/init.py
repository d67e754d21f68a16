"""`broadsheet init DIR`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site
from broadsheet.site.config import CONFIG_NAME
from broadsheet.site.founding import Choices, NotFounded, found, unmake
from broadsheet.site.loading import ConfigError, check


@click.command("init", cls=SiteCommand)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, readable=False))
@click.option("--name", default=Choices.name, help="What the paper is called.")
@click.option("--base-url", default=Choices.base_url, help="The address that readers type.")
@click.option("--languages", default="en", help="Codes with commas, the default one first.")
@click.option("--time-zone", default=Choices.time_zone, help="The clock of its dates.")
def command(folder: Path, name: str, base_url: str, languages: str, time_zone: str) -> None:
    """Make a new, empty site in DIR: its settings, secrets, database and folders."""
    site = folder.resolve()
    given = [code for code in languages.replace(" ", "").split(",") if code]
    choices = Choices(name, base_url, tuple(given), time_zone)
    elsewhere = bool(os.environ.get("DATABASE_URL"))
    try:
        check({**vars(choices), "languages": given})
        found(site, choices, database=not elsewhere)
    except ConfigError as error:
        raise Failure(_of_the_options(str(error))) from None
    except NotFounded as error:
        raise Failure(str(error)) from None
    if elsewhere:
        _begin(site)
    elif len(choices.languages) > 1:
        open_site(site, "broadsheet.site.first_content").settle()
    click.echo(f"The site is in {site}.")
    click.echo(f"Next: broadsheet createuser --site {site}, then broadsheet serve --site {site}")


def _begin(site: Path) -> None:
    """In the database elsewhere. When that cannot be had, nothing is left that keeps from trying again."""
    try:
        open_site(site, "broadsheet.site.first_content").begin()
    except BaseException:
        unmake(site, set())
        raise


def _of_the_options(sentence: str) -> str:
    """There is no file yet in which "broadsheet.toml: time_zone" could be looked up."""
    key, rest = sentence.removeprefix(f"{CONFIG_NAME}: ").split(" ", 1)
    return f"--{key.replace('_', '-')} {rest}" if sentence.startswith(CONFIG_NAME) else sentence
