"""Checks of each domain that newsletters are sent from, and what is kept of them."""

from __future__ import annotations

from django.conf import settings

from broadsheet.kit import clock
from broadsheet.newsletters import readiness
from broadsheet.newsletters.checking.asking import Asking
from broadsheet.newsletters.checking.looking import Finding, Setup, look
from broadsheet.newsletters.models import MailCheck, Newsletter


def setups() -> list[Setup]:
    """One for each domain of a newsletter that is open."""
    found: dict[str, Setup] = {}
    for newsletter in Newsletter.objects.filter(archived=False):
        domain = readiness.domain_of(newsletter)
        postmaster = f"postmaster@{domain}"
        found.setdefault(domain, Setup(domain, readiness.relay(), settings.CONFIG.dkim_selector, postmaster))
    return list(found.values())


def check(setup: Setup, server: str = "") -> MailCheck:
    """Ask the DNS and keep what it says; an override stays, and so does what passed before when the DNS says nothing
    now. Raises asking.NoAnswer when there is no resolver."""
    found = look(setup, Asking(server))
    missing = [finding for finding in found if not finding.passed and not finding.advice]
    last = MailCheck.objects.filter(domain=setup.domain, passed=True).first()
    before = last is not None and readiness.is_of_now(last)
    passed = all(finding.unanswered and before for finding in missing)
    values = {"relay": setup.relay, "at": clock.now(), "passed": passed}
    kept, _made = MailCheck.objects.update_or_create(
        domain=setup.domain, defaults={**values, "findings": [finding.to_json() for finding in found]}
    )
    return kept


def findings(kept: MailCheck) -> list[Finding]:
    return [Finding(**each) for each in kept.findings]


def override(kept: MailCheck, by: str, reason: str) -> None:
    """Bulk mail goes out although the check does not pass."""
    kept.overridden_at, kept.overridden_by, kept.override_reason = clock.now(), by[:150], reason[:500]
    kept.save(update_fields=["overridden_at", "overridden_by", "override_reason"])


def withdraw(kept: MailCheck) -> None:
    kept.overridden_at, kept.overridden_by, kept.override_reason = None, "", ""
    kept.save(update_fields=["overridden_at", "overridden_by", "override_reason"])
