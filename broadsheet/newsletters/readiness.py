"""Whether a newsletter's mail may go out in bulk: large mail services refuse what its domain does not vouch for."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.kit import clock, hosts
from broadsheet.newsletters import addresses
from broadsheet.newsletters.models import MailCheck, Newsletter
from broadsheet.release.words import moment

OLD = timedelta(days=1)
"""A check of the DNS that is older is made again (checking/renewing.py)."""
SMTP = frozenset({"smtp", "smtp+tls", "smtps"})


def mail_is_ready(newsletter: Newsletter) -> str:
    """ "" when an issue may be sent, else the reason in one sentence. It asks the kept result, never the DNS."""
    if stays_here():
        return ""
    domain = domain_of(newsletter)
    kept = MailCheck.objects.filter(domain=domain).first()
    if kept is None:
        return _("The mail of %(domain)s was never checked: run the mail check, please.") % {"domain": domain}
    if kept.overridden_at is not None:
        return ""
    if not is_of_now(kept):
        words = _("The mail of %(domain)s was checked for another mail server or DKIM key: run the mail check again.")
        return words % {"domain": domain}
    if kept.passed:
        return ""
    missing = sum(not finding["passed"] and not finding["advice"] for finding in kept.findings)
    words = ngettext(
        "The mail check of %(domain)s found %(count)s thing missing (%(at)s): see to it, or override it.",
        "The mail check of %(domain)s found %(count)s things missing (%(at)s): see to them, or override it.",
        missing,
    )
    return words % {"domain": domain, "count": missing, "at": moment(kept.at)}


def as_of(newsletter: Newsletter) -> str:
    """When the DNS was asked about its mail, for who is about to send; "" where nobody asks."""
    if stays_here():
        return ""
    domain = domain_of(newsletter)
    kept = MailCheck.objects.filter(domain=domain).first()
    if kept is None:
        return ""
    said = {"domain": domain, "at": moment(kept.at)}
    told = _("The DNS was asked about the mail of %(domain)s on %(at)s.") % said
    days = (clock.wall() - kept.at).days
    if clock.wall() - kept.at <= OLD:
        return told
    return f"{told} " + ngettext(
        "That was %(count)d day ago: it is asked again by itself, or on the screen “Check of the mail”.",
        "That was %(count)d days ago: it is asked again by itself, or on the screen “Check of the mail”.",
        days,
    ) % {"count": days}


def is_of_now(kept: MailCheck) -> bool:
    """Whether a check was made for the relay and the DKIM key of now. One of an earlier release names no key."""
    selector = settings.CONFIG.dkim_selector
    signed = [each.get("of", selector) for each in kept.findings if each["what"] == "DKIM"]
    return kept.relay == relay() and all(each == selector for each in signed)


def stays_here() -> bool:
    """Whether no mail leaves this machine: there is no relay, or it is the machine itself."""
    return not relay() or hosts.is_this_machine(relay())


def relay() -> str:
    """The host that takes our mail; "" when none does."""
    parts = urlsplit(settings.MAIL_URL)
    return (parts.hostname or "localhost") if parts.scheme in SMTP else ""


def domain_of(newsletter: Newsletter) -> str:
    """Of the sender's address, in A-labels (RFC 5890)."""
    return addresses.domain_in_ascii(newsletter.from_address.rpartition("@")[2].lower().rstrip("."))
