"""How this machine is to run the site: by its settings and by what was chosen at the first `install-service`; and
whether what was written then is still what would be written."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from broadsheet.running import installing, runs, services
from broadsheet.running.installing import NotInstalled
from broadsheet.running.services import ETC, MADE_BY, UNITS, Service

NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
Certificate = tuple[Path, Path]


@dataclass(frozen=True)
class Earlier:
    """What was chosen when it was installed."""

    name: str
    user: str
    certificate: Certificate | None


def earlier(site: Path) -> Earlier | None:
    """By the unit that serves this site; None where none was installed."""
    for file in sorted(UNITS.glob("*.service")):
        text = _text(file)
        if text.startswith(MADE_BY) and f" serve --site {services.word(site)}\n" in text:
            user = re.search(r"^User=(\S+)$", text, re.MULTILINE)
            return Earlier(file.stem, user[1] if user else file.stem, _certificate(file.stem))
    return None


def _certificate(name: str) -> Certificate | None:
    text = _text(ETC / f"nginx/sites-available/{name}")
    found = [
        re.search(rf'^\s*{key} "([^"]+)";$', text, re.MULTILINE) for key in ("ssl_certificate", "ssl_certificate_key")
    ]
    whole, key = found
    return (Path(whole[1]), Path(key[1])) if whole and key else None


def _text(path: Path) -> str:
    """Empty where it is not there, or not for us."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def service_for(
    *, name: str = "", user: str = "", certificate: Certificate | None = None, away: str = services.AWAY
) -> Service:
    """What is not given is as it was, or follows from the site. Raises NotInstalled."""
    config, site, before = settings.CONFIG, settings.SITE, earlier(settings.SITE)
    host = urlsplit(config.base_url).hostname or ""
    if before is not None and name in ("", before.name):
        name, user, certificate = before.name, user or before.user, certificate or _still_there(before, host)
    name = name or re.sub(r"[^a-z0-9-]+", "-", site.name.lower()).strip("-") or "broadsheet"
    if not NAME.fullmatch(name):
        raise NotInstalled(
            f"{name} cannot be the name of a service: give small letters, digits and hyphens with --name."
        )
    certificate = certificate or installing.certificate_of(host)
    www = other_name(host, config.allowed_hosts)
    backups = runs.place()
    return Service(
        name=name,
        paper=config.name,
        site=site,
        user=user or name,
        program=Path(sys.prefix) / "bin" / "broadsheet",
        port=config.port,
        server_names=tuple(dict.fromkeys([host, *config.allowed_hosts])),
        certificate=certificate,
        www=www,
        www_secure=www in installing.certified(certificate),
        proxies=tuple(one for one in config.trusted_proxies if not ip_network(one).is_loopback),
        connections_each=config.connections_per_address,
        writes=(backups,) if backups is not None and not backups.is_relative_to(site) else (),
        log_addresses=config.log_addresses,
        count_readers=config.count_readers,
        http2_listen=not installing.nginx_knows_http2_on(),
        brotli=services.nginx.has_brotli(),
        tagged=bool(config.purge_to),
        away=away,
    )


def _still_there(before: Earlier, host: str) -> Certificate | None:
    """The certificate that was named; certbot's is that of the paper's name, which may be another one by now."""
    found = before.certificate
    if found is None or found[0].is_relative_to(installing.LETSENCRYPT) or not all(map(installing.seen, found)):
        return None
    return found


def other_name(host: str, others: Sequence[str]) -> str:
    """What readers type as well: with www. where the paper has none, without it where it has; "" for none."""
    name = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return "" if "." not in host or re.fullmatch(r"[0-9.]+", host) or ":" in host or name in others else name


def stale() -> list[Path]:
    """Of what was installed here for this site, what this version with these settings would write otherwise. The map
    of redirects, and the page for when our server is away, are left out: they are of the day when they were
    written."""
    before = earlier(settings.SITE)
    if before is None:
        return []
    # who asks may not look into certbot's folder
    planned = replace(service_for(name=before.name), certificate=before.certificate)
    return [path for path, texts in _texts(planned) if _text(path) not in texts]


def _texts(planned: Service) -> Iterator[tuple[Path, set[str]]]:
    for file in services.files(planned):
        if file.path.suffix == ".service" or file.path.parent.name == "logrotate.d":
            yield file.path, {file.text}
    both = {services.web_site(replace(planned, www_secure=secure)) for secure in (False, True)}
    yield ETC / f"nginx/sites-available/{planned.name}", both
