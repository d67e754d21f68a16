"""`broadsheet check [--deploy] [mail]`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


class Advice(Failure):
    """Nothing is broken; 2 is for misuse."""

    exit_code = 3


@click.command("check", cls=SiteCommand)
@site_option
@click.option("--deploy", is_flag=True, help="Also whether it is safe on the open Internet.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object.")
@click.option(
    "--resolver", default="", metavar="ADDRESS", help="Of mail: the DNS server to ask, with or without port."
)
@click.argument("what", metavar="[mail]", required=False, type=click.Choice(["mail"]))
def command(site: Path, deploy: bool, as_json: bool, resolver: str, what: str | None) -> None:
    """Say in plain words what is wrong with a site, and what to do.

    With "mail": whether the DNS vouches for the mail of its newsletters (SPF, DKIM, DMARC), and what to add there.

    Exit status: 0 when all is well, 3 when something should be seen to, 1 when something is wrong now.
    """
    if what == "mail":
        _mail(site, resolver)
        return
    findings = open_site(site, "broadsheet.running.health.looking").look(deploy=deploy)
    if as_json:
        click.echo(json.dumps(_report(findings), ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"- {finding}")
    if findings:
        plural = "s" * (len(findings) > 1)
        sentence = f"{len(findings)} thing{plural} to see to in {site.resolve()}."
        raise Failure(sentence) if _wrong(findings) else Advice(sentence)
    if not as_json:
        click.echo("All is well.")


def _wrong(findings: Sequence[Any]) -> bool:
    return any(finding.level == "red" for finding in findings)


def _report(findings: Sequence[Any]) -> dict[str, Any]:
    state = ("red" if _wrong(findings) else "yellow") if findings else "well"
    return {"state": state, "findings": [finding.to_json() for finding in findings]}


def _mail(site: Path, resolver: str) -> None:
    report = open_site(site, "broadsheet.newsletters.checking.report")
    try:
        lines, missing = report.of_all(resolver)
    except report.NoAnswer as error:
        raise Failure(f"The DNS cannot be asked ({error}): name a server with --resolver.") from None
    click.echo("\n".join(lines))
    if missing:
        raise Failure(f"{missing} thing{'s' * (missing > 1)} missing, so newsletters are held until they are there.")
