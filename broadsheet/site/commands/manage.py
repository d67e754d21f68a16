"""`broadsheet manage …`."""

from __future__ import annotations

from pathlib import Path

import click
from django.core.management import execute_from_command_line

from broadsheet.site.commands.opening import SiteCommand, open_site, site_option


@click.command("manage", cls=SiteCommand, context_settings={"ignore_unknown_options": True, "help_option_names": []})
@site_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(site: Path, arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands; without arguments, list them."""
    open_site(site, "broadsheet.site")
    execute_from_command_line(["broadsheet manage", *arguments])
