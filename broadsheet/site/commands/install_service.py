"""`broadsheet install-service`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from broadsheet.site.commands.opening import Failure, SiteCommand, open_site, site_option


@click.command("install-service", cls=SiteCommand)
@site_option
@click.option("--name", default="", help="Of the units and the nginx site; by default the folder's name.")
@click.option("--user", default="", help="Who runs it; made if missing. By default the same name.")
@click.option(
    "--certificate", type=click.Path(path_type=Path), metavar="FILE", help="By default certbot's, if there."
)
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Of the certificate.")
@click.option("--write", is_flag=True, help="Do it, without asking.")
def command(site: Path, name: str, user: str, certificate: Path | None, key: Path | None, write: bool) -> None:
    """Have this machine run the site: systemd units, an nginx site, log rotation.

    Shows what it will write first. Run it again after a change of settings, and once there is a certificate.
    """
    installing = open_site(site, "broadsheet.running.installing")
    if (certificate is None) != (key is None):
        raise click.UsageError("Give --certificate and --key together.")
    service = _service(site.resolve(), name, user, (certificate, key) if certificate and key else None)
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
        click.echo(f"For HTTPS: certbot certonly --webroot -w {folder} -d {host}, then this command again.")


def _service(site: Path, name: str, user: str, certificate: tuple[Path, Path] | None):  # type: ignore[no-untyped-def]
    installing = open_site(site, "broadsheet.running.installing")
    services = open_site(site, "broadsheet.running.services")
    serving = open_site(site, "broadsheet.site.serving")
    config, place = serving.settings.CONFIG, serving.folder()
    name = name or re.sub(r"[^a-z0-9-]+", "-", site.name.lower()).strip("-") or "broadsheet"
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
        raise Failure(f"{name} cannot be the name of a service: give small letters, digits and hyphens with --name.")
    place.make()
    place.write_dynamic(serving.dynamic_prefixes())
    host = urlsplit(config.base_url).hostname or ""
    backups = open_site(site, "broadsheet.running.runs").place()
    outside = backups is not None and not backups.is_relative_to(site)
    return services.Service(
        name=name,
        paper=config.name,
        site=site,
        user=user or name,
        program=Path(sys.prefix) / "bin" / "broadsheet",
        port=config.port,
        server_names=tuple(dict.fromkeys([host, *config.allowed_hosts])),
        certificate=_absolute(certificate) or installing.certificate_of(host),
        writes=(backups,) if outside and backups else (),
        log_addresses=config.log_addresses,
        count_readers=config.count_readers,
        http2_listen=not installing.nginx_knows_http2_on(),
        brotli=services.nginx.has_brotli(),
    )


def _absolute(certificate: tuple[Path, Path] | None) -> tuple[Path, Path] | None:
    if certificate is None:
        return None
    for path in certificate:
        if not path.is_file():
            raise Failure(f"There is no file {path}: name the certificate and its key.")
    return certificate[0].resolve(), certificate[1].resolve()
