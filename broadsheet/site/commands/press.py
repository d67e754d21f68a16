"""`broadsheet press [--all] [URL…]`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("press", cls=SiteCommand)
@site_option
@click.option("--all", "everything", is_flag=True, help="The whole paper anew.")
@click.option("--processes", type=click.IntRange(1, 64), help="For --all; by default as set in broadsheet.toml.")
@click.option("--beside", type=click.Choice(["pages", "lists"]), hidden=True, help="Some, for a worker that goes on.")
@click.argument("urls", metavar="[URL]...", nargs=-1)
def command(site: Path, everything: bool, processes: int | None, beside: str | None, urls: tuple[str, ...]) -> None:
    """Press what waits; with URLs, these anew; with --all, everything anew."""
    if everything and urls:
        raise click.UsageError("--all presses every URL: leave the URLs out.")
    pressing = open_site(site, "broadsheet.site.pressing")
    if beside:
        return pressing.press_beside(beside)
    try:
        if urls:
            count = pressing.press_urls(urls)
        elif everything:
            count = pressing.press_all(processes or pressing.settings.CONFIG.press_processes, _show)
        else:
            count = pressing.press_waiting(_show)
    except pressing.NotPressed as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"The press folder of {site.resolve()} cannot be written: {error.strerror or error}.") from None
    failing = pressing.failing()
    if failing:
        what = "One page" if len(failing) == 1 else f"{len(failing)} pages, the first of them"
        raise Failure(f"{what} could not be pressed, {failing[0]}.")
    click.echo("One page was pressed." if count == 1 else f"{count} pages were pressed.")


def _show(done: int) -> None:
    """A line that counts, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} pages", nl=False, err=True)
