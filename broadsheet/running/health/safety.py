"""Settings that are unsafe on the open Internet: `broadsheet check --deploy`."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import parse_qs, parse_qsl, urlsplit

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.core import checks
from django.utils.translation import gettext as _

from broadsheet.kit.buckets import Address
from broadsheet.kit.hosts import is_this_machine, stays_here
from broadsheet.running import databases, planned, runs
from broadsheet.running.health import machine
from broadsheet.running.health.backups import on_the_same_disk, unencrypted
from broadsheet.running.health.finding import Finding, Level, red, yellow

KNOWN_PASSWORDS = ("high water at four",)  # of the demo, which prints it
WIDEST = {4: 8, 6: 32}
"""The shortest prefix of a network that may be one's own proxies'."""


def unsafe() -> Iterator[Finding]:
    yield from _address()
    yield from _proxies()
    yield from _connections()
    yield from _readers()
    yield from _program()
    yield from _rights()
    yield from _passwords()
    yield from _second_factor()
    yield from unencrypted()
    yield from on_the_same_disk()
    yield from _alerts()


def program(*, deploy: bool) -> Iterator[Finding]:
    """What Django and Wagtail find themselves."""
    for found in checks.run_checks(include_deployment_checks=deploy):
        if found.level >= checks.WARNING and not found.is_silenced():
            hint = f" ({found.hint})" if found.hint else ""
            level = Level.RED if found.level >= checks.ERROR else Level.YELLOW
            yield Finding("settings", level, f"{found.msg}{hint} [{found.id}]")


def outdated() -> Iterator[Finding]:
    """Of what `install-service` wrote."""
    if changed := planned.stale():
        what = _("%(file)s is not what this version and these settings would write") % {"file": changed[0]}
        remedy = _("run `broadsheet install-service --site %(site)s --write` as root") % {"site": settings.SITE}
        yield yellow("settings", what, remedy)


def _address() -> Iterator[Finding]:
    config = settings.CONFIG
    if not config.base_url.startswith("https://"):
        what = _("base_url is %(address)s") % {"address": config.base_url}
        yield red("safety", what, _("put a server with HTTPS in front, and give its address here"))
    if not config.email_url:
        what = _("email_url is empty, so mail is only put into a folder")
        yield yellow("safety", what, _("give the address of a mail server"))
    if config.email_url.startswith("smtp://") and not stays_here(config.email_url):
        yield yellow(
            "safety", _("Mail goes to its server unencrypted"), _("use smtp+tls:// or smtps:// in email_url")
        )
    if not is_this_machine(config.host):
        what = _("The server listens on %(host)s, where others can go round the web server in front")
        yield yellow("safety", what % {"host": config.host}, _("set host to 127.0.0.1, or close the port to others"))


def _proxies() -> Iterator[Finding]:
    for network in map(ip_network, settings.CONFIG.trusted_proxies):
        if network.prefixlen < WIDEST[network.version] or (network.version == 4 and ip_address("8.8.8.8") in network):
            what = _("trusted_proxies has %(network)s, so that anybody can say who they are")
            yield red("safety", what % {"network": network}, _("name the addresses of your own proxies only"))


def _connections() -> Iterator[Finding]:
    """What goes to another machine in the clear."""
    config = settings.CONFIG
    for key, safe in (
        ("redis_url", "rediss://"),
        ("speech_url", "https://"),
        ("elevenlabs_url", "https://"),
        ("purge_to", "https://"),
        ("media_to", "https://"),
        ("press_to", "https://"),
        ("backup_to", "https://"),
    ):
        if _in_clear(_server(getattr(config, key))):
            what = _("%(key)s goes to another machine unencrypted") % {"key": key}
            yield yellow("safety", what, _("use %(scheme)s there, or a tunnel") % {"scheme": safe})
    if _without_password(config.redis_url):
        what = _("redis_url has no password, and is on another machine")
        yield red("safety", what, _("give that Redis a password, and write it into redis_url"))
    if config.database_url.startswith("postgres") and not stays_here(config.database_url):
        mode = dict(parse_qsl(urlsplit(config.database_url).query)).get("sslmode", "prefer")
        if mode in ("disable", "allow", "prefer"):
            what = _("database_url goes to another machine, and need not be encrypted")
            yield yellow("safety", what, _("add `?sslmode=verify-full` to it"))


def _server(address: str) -> str:
    """Of a bucket, that which keeps it; "" for Amazon's own, which is spoken to by HTTPS."""
    return Address.parse(address).endpoint or "" if address.startswith("s3://") else address


def _in_clear(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "redis") and not stays_here(url)


def _without_password(url: str) -> bool:
    parts = urlsplit(url)
    given = parts.password or parse_qs(parts.query).get("password")
    return parts.scheme in ("redis", "rediss") and not given and not stays_here(url)


def _readers() -> Iterator[Finding]:
    config = settings.CONFIG
    if config.log_addresses == "full":
        what = _("log_addresses is full, so that the address of every reader is kept for two weeks")
        yield yellow("safety", what, _("write none or network there, unless you look for somebody just now"))
    if not config.security_contact:
        what = _("security_contact is empty, so that who finds a hole knows nobody to tell")
        yield yellow("safety", what, _("give an address that is read"))


def _program() -> Iterator[Finding]:
    """What no key of broadsheet.toml can do, but an environment or a changed program."""
    if settings.DEBUG:
        what = _("DEBUG is on, so that errors show the program and its settings to everybody")
        yield red("safety", what, _("take it out of the settings"))
    if "*" in settings.ALLOWED_HOSTS:
        what = _("ALLOWED_HOSTS has *, so that links in mails can be made to lead elsewhere")
        yield red("safety", what, _("name the hosts of this paper in allowed_hosts"))
    guard = "broadsheet.site.protections.Protections"
    if guard not in settings.MIDDLEWARE or "django.middleware.csrf.CsrfViewMiddleware" not in settings.MIDDLEWARE:
        what = _("MIDDLEWARE lacks what keeps scripts and forms of others out")
        yield red("safety", what, _("leave it as the program has it"))


def _rights() -> Iterator[Finding]:
    if os.geteuid() == 0:  # who typed it as root at another's site is that one by now
        what = _("This runs as root")
        yield yellow(
            "safety", what, _("let a user of its own run it: `broadsheet install-service` makes units for one")
        )
    private = [settings.SITE / "secrets.toml", settings.SITE / "broadsheet.toml"]
    database = settings.DATABASES["default"]
    if databases.kind(database) == "sqlite":
        private.append(databases.sqlite_file(database))
    if place := runs.place():
        private += list(place.glob("*.tar.zst*")) if machine.is_there(place) else []
    for path in private:
        if path.is_file() and path.stat().st_mode & stat.S_IRWXO and _reachable(path):
            what = _("%(file)s can be read by others on this machine") % {"file": path}
            yield yellow("safety", what, _("run `chmod o-rwx` on it"))
    for folder in (settings.SITE, settings.SITE / "templates", settings.MEDIA_ROOT, settings.PRESS_ROOT):
        if folder.is_dir() and folder.stat().st_mode & stat.S_IWOTH and _reachable(folder):
            what = _("Everybody on this machine can write into %(folder)s, and so change the paper") % {
                "folder": folder
            }
            yield red("safety", what, _("run `chmod o-w` on it"))


def _reachable(path: os.PathLike[str]) -> bool:
    """Whether others may pass every folder above it."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in settings.SITE.joinpath(path).parents)


def _second_factor() -> Iterator[Finding]:
    if settings.SECOND_FACTOR != "required":
        what = _("second_factor is optional, so that a stolen password alone publishes")
        yield yellow("safety", what, _("set it to required: each editor then sets one up at the next sign-in"))


def _alerts() -> Iterator[Finding]:
    administrators = User.objects.filter(is_superuser=True, is_active=True).exclude(email="")
    if not settings.ALERT_TO and not administrators.exists():
        what = _("Nobody is told when something goes wrong: no administrator has a mail address")
        yield yellow("safety", what, _("name one in alert_to"))


def _passwords() -> Iterator[Finding]:
    for user in User.objects.filter(is_active=True).order_by("pk")[:500]:
        if user.username in ("davit", "ruta", "ilva", "orla") and any(
            check_password(known, user.password) for known in KNOWN_PASSWORDS
        ):
            what = _("%(name)s signs in with the password that the demo tells everybody") % {"name": user.username}
            yield red("safety", what, _("give them another one"))
