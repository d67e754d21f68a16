"""What only others can tell: the mail server, the buckets, and the certificate that readers' browsers see."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.kit import clock
from broadsheet.kit.buckets import Bucket, NotReached, Patience
from broadsheet.newsletters.models import Newsletter
from broadsheet.newsletters.readiness import mail_is_ready
from broadsheet.running.health.finding import Finding, red, yellow

PATIENCE = 8  # seconds
SOON, VERY_SOON = timedelta(days=21), timedelta(days=7)


def mail() -> Iterator[Finding]:
    """Whether the mail server takes us; nothing is sent."""
    if not settings.MAIL_URL.startswith("smtp"):
        return
    connection = get_connection(timeout=PATIENCE)
    try:
        connection.open()
        connection.close()
    except smtplib.SMTPAuthenticationError as error:
        cause = f"{error.smtp_code} {_plain(error.smtp_error)}"
        what = _("The mail server does not let us in (%(cause)s)") % {"cause": cause}
        yield red("mail", what, _("set user and password in email_url"))
    except (OSError, smtplib.SMTPException) as error:
        what = _("The mail server cannot be used (%(cause)s)") % {"cause": _cause(error)}
        yield red("mail", what, _("see that it runs, and that email_url is right"))


def _cause(error: Exception) -> str:
    return _plain((error.strerror if isinstance(error, OSError) else "") or str(error))


def _plain(said: bytes | str) -> str:
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())[:200]


def newsletters() -> Iterator[Finding]:
    for newsletter in Newsletter.objects.all():
        if reason := mail_is_ready(newsletter):
            what = _("Issues of %(newsletter)s are held: %(reason)s")
            yield yellow(
                "mail",
                (what % {"newsletter": newsletter.name, "reason": reason}).rstrip("."),
                _("run `broadsheet check mail`"),
            )


def buckets() -> Iterator[Finding]:
    """Whether the buckets of media and pages can be read."""
    for key, address in (("media_to", settings.MEDIA_TO), ("press_to", settings.PRESS_TO)):
        if address:
            try:
                Bucket(address, settings.S3, Patience(PATIENCE, PATIENCE, 1)).listed("none/", deep=False)
            except NotReached as error:
                remedy = _("see that it runs, and that %(key)s, s3_id and s3_secret are right") % {"key": key}
                yield red("buckets", str(error).rstrip("."), remedy)


def certificate() -> Iterator[Finding]:
    address = urlsplit(settings.PAPER_BASE_URL)
    if address.scheme != "https" or not address.hostname:
        return
    named = {"host": address.hostname}
    try:
        ends = _ends(address.hostname, address.port or 443)
    except ssl.SSLCertVerificationError as error:
        what = _("Browsers do not trust the certificate of %(host)s (%(cause)s)")
        yield red("certificate", what % {**named, "cause": error.verify_message}, _("have a new one made"))
        return
    except OSError as error:
        what = _("%(host)s cannot be reached over HTTPS (%(cause)s)") % {**named, "cause": error.strerror or error}
        yield red(
            "certificate", what, _("see that the web server in front runs, and that the DNS names this machine")
        )
        return
    left = ends - clock.wall()
    if left < SOON:
        what = ngettext(
            "The certificate of %(host)s ends in one day",
            "The certificate of %(host)s ends in %(count)d days",
            max(left.days, 0),
        ) % {**named, "count": max(left.days, 0)}
        made = red if left < VERY_SOON else yellow
        yield made("certificate", what, _("see why it is not renewed by itself (`systemctl status certbot.timer`)"))


def _ends(host: str, port: int) -> datetime:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as connection,
    ):
        shown = connection.getpeercert()
    assert shown is not None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
