"""`broadsheet secrets …`."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.site import secret_file
from broadsheet.site.commands.opening import Failure, SiteCommand, check_folder, site_option
from broadsheet.site.config import SECRETS_NAME
from broadsheet.site.loading import load

AFTER = {
    "secret_key": "Everybody at the desk signs in again; forms and links of a few days that are out end.",
    "metrics_token": "Give the new one to whoever reads /metrics.",
}


@click.group("secrets")
def command() -> None:
    """The secrets of a site, which lie in secrets.toml."""


@command.command("rotate", cls=SiteCommand)
@site_option
@click.argument("name", type=click.Choice(sorted(secret_file.MADE)), default="secret_key")
def rotate(site: Path, name: str) -> None:
    """Put a new NAME in place of the one that is there, by default secret_key; then start the site again.

    field_key cannot be changed: addresses that must not be written to are kept as hashes that it makes, and
    unsubscribing by mails that were sent depends on it. Keys of services are changed in secrets.toml by hand.
    """
    site = site.resolve()
    check_folder(site)
    load(site)
    try:
        secret_file.rotate(site / SECRETS_NAME, name)
    except secret_file.NotThere:
        raise Failure(f"There is no {site / SECRETS_NAME}: the secrets come from the environment.") from None
    except OSError as error:
        raise Failure(f"{site / SECRETS_NAME} cannot be written ({error.strerror}).") from None
    click.echo(f"{name} is another one from the next start on. {AFTER[name]}")
