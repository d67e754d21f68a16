"""`broadsheet serve`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from broadsheet.edge.listening import CannotListen
from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("serve", cls=SiteCommand)
@site_option
@click.option("--host", help="Where to listen; by default as set in broadsheet.toml.")
@click.option("--port", type=click.IntRange(0, 65535), help="By default as set in broadsheet.toml; 0: any free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="How many processes serve.")
def command(site: Path, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the paper and the desk until Ctrl+C."""
    serve_site(site, host, port, workers)


def serve_site(
    site: Path, host: str | None = None, port: int | None = None, workers: int | None = None, told: Sequence[str] = ()
) -> None:
    """Serve with these in place of the site's settings; returns when asked to stop. `told`: lines for the terminal
    that belong right above the address."""
    serving = open_site(site, "broadsheet.site.serving")
    config = serving.settings.CONFIG
    hint = open_site(site, "broadsheet.site.staff").hint(site.resolve())
    try:
        serving.serve(
            config.host if host is None else host,
            config.port if port is None else port,
            config.workers if workers is None else workers,
            lambda host, port: announce(config.name, host, port, told, hint),
        )
    except CannotListen as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"The press folder of {site.resolve()} cannot be written: {error.strerror or error}.") from None


def announce(name: str, host: str, port: int, told: Sequence[str], hint: str = "") -> None:
    for line in told:
        click.echo(line)
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    click.echo(f"{name} is served at {address} and its desk at {address}desk/ (Ctrl+C stops it).")
    if hint:
        click.echo(hint)
