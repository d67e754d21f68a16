"""`broadsheet install-service`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("install-service", cls=SiteCommand)
@site_option
@click.option("--name", default="", help="Of units and nginx site; by default as before, or the folder's name.")
@click.option("--user", default="", help="Who runs it; made if missing. By default as before, or the same name.")
@click.option(
    "--certificate", type=click.Path(path_type=Path), metavar="FILE", help="By default as before, or certbot's."
)
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Of the certificate.")
@click.option("--write", is_flag=True, help="Do it, without asking.")
def command(site: Path, name: str, user: str, certificate: Path | None, key: Path | None, write: bool) -> None:
    """Have this machine run the site: systemd units, an nginx site, log rotation.

    Shows what it will write first. Run it again after a change of settings, and once there is a certificate.
    """
    installing = open_site(site, "broadsheet.running.installing", as_root=True)
    if (certificate is None) != (key is None):
        raise click.UsageError("Give --certificate and --key together.")
    service = _service(site.resolve(), name, user, (certificate, key) if certificate and key else None)
    try:
        installing.demand_possible(service, chosen=bool(user))
    except installing.NotInstalled as error:
        raise Failure(str(error)) from None
    for line in installing.plan(service):
        click.echo(line)
    if not write and not (sys.stdin.isatty() and click.confirm("Do this?")):
        click.echo("Nothing was done; --write does it.")
        return
    try:
        installing.install(service)
    except installing.NotInstalled as error:
        raise Failure(str(error)) from None
    scheme = "https" if service.certificate else "http"
    click.echo(f"The paper is served at {scheme}://{service.server_names[0]}/.")
    if not service.certificate:
        host, folder = service.server_names[0], "/var/lib/broadsheet-acme"
        also = f" (and -d {service.www}, if the DNS has that name too)" if service.www else ""
        hook = '--deploy-hook "systemctl reload nginx"'
        click.echo(
            f"For HTTPS: certbot certonly --webroot -w {folder} -d {host} {hook}{also}, then this command again."
        )
    elif service.www and not service.www_secure:
        click.echo(f"Its certificate is not for {service.www}: who types that over HTTPS is warned by the browser.")


def _service(site: Path, name: str, user: str, certificate: tuple[Path, Path] | None):  # type: ignore[no-untyped-def]
    planned = open_site(site, "broadsheet.running.planned", as_root=True)
    serving = open_site(site, "broadsheet.site.serving", as_root=True)
    refusing = open_site(site, "broadsheet.site.refusing", as_root=True)
    place = serving.folder()
    place.make()
    place.write_dynamic(serving.dynamic_prefixes())
    away = refusing.page(refusing.AWAY_TITLE, refusing.AWAY).decode()
    try:
        return planned.service_for(name=name, user=user, certificate=_absolute(certificate), away=away)
    except planned.NotInstalled as error:
        raise Failure(str(error)) from None


def _absolute(certificate: tuple[Path, Path] | None) -> tuple[Path, Path] | None:
    if certificate is None:
        return None
    for path in certificate:
        if not path.is_file():
            raise Failure(f"There is no file {path}: name the certificate and its key.")
    return certificate[0].resolve(), certificate[1].resolve()
