"""`broadsheet import …`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.group("import")
def command() -> None:
    """Bring stories and subscribers in from elsewhere."""


@command.command("clipping", cls=SiteCommand)
@site_option
@click.option("--section", default="", help="Its slug; by default the first one.")
@click.option("--language", default="", help="Its code; by default the paper's first one.")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
def clipping(site: Path, section: str, language: str, dry_run: bool, as_json: bool, files: tuple[Path, ...]) -> None:
    """Make a draft story and its briefs from each saved page, HTML or text."""
    clippings = open_site(site, "broadsheet.transfer.clippings")
    try:
        work = clippings.ClippingImport(language, section)
    except clippings.NoSuchPlace as error:
        raise Failure(str(error)) from None
    with _turn(dry_run), click.progressbar(length=len(files), file=sys.stderr) as bar:
        work.run(files, dry=dry_run, progress=lambda: bar.update(1))
    click.echo(
        json.dumps(work.to_json(dry=dry_run), ensure_ascii=False, indent=2) if as_json else _report(work.outcome)
    )
    if work.failed:
        raise Failure(f"{work.failed} of {len(files)} files could not be imported.")


@command.command("subscribers", cls=SiteCommand)
@site_option
@click.option("--newsletter", required=True, metavar="SLUG", help="What they are subscribed to.")
@click.option("--language", default="", help="Of the newsletter; by default the paper's first one.")
@click.option("--consent", default="", metavar="WORDS", help="What they agreed to, in the words they saw.")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
def subscribers(
    site: Path, newsletter: str, language: str, consent: str, dry_run: bool, as_json: bool, files: tuple[Path, ...]
) -> None:
    """Bring the subscribers of CSV files in: who gets a newsletter, and who must not be written to."""
    if not dry_run and not consent.strip():
        raise click.UsageError("Say with --consent what these people agreed to, in the words that they saw.")
    transfer = open_site(site, "broadsheet.transfer.subscribers")
    try:
        work = transfer.SubscriberImport(newsletter, consent, language)
    except transfer.NoSuchNewsletter as error:
        raise Failure(str(error)) from None
    with _turn(dry_run), click.progressbar(length=work.look(files), file=sys.stderr) as bar:
        work.run(dry=dry_run, progress=bar.update)
    report = json.dumps(work.to_json(dry=dry_run), ensure_ascii=False, indent=2)
    click.echo(report if as_json else _report(work.outcome))
    if work.refused:
        raise Failure(f"{work.refused} of {len(files)} files could not be imported.")


@contextmanager
def _turn(dry: bool) -> Iterator[None]:
    """One import at a time; one that only looks waits for nobody. The site is open already."""
    if dry:
        yield
        return
    turns = import_module("broadsheet.transfer.turns")
    with ExitStack() as held:
        try:
            held.enter_context(turns.turn(lambda: click.echo("Another import is at work: waiting.", err=True)))
        except OSError as error:
            raise Failure(f"{error.filename} cannot be written ({error.strerror}): mend that first.") from None
        yield


def _report(outcome: Any) -> str:
    return "\n".join([outcome.sentence(), *(f"- {problem.where}: {problem.what}" for problem in outcome.problems)])
