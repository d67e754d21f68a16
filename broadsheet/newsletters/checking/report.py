"""The check of mail as lines of text, for the command."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from broadsheet.newsletters import readiness
from broadsheet.newsletters.checking import keeping
from broadsheet.newsletters.checking.asking import NoAnswer
from broadsheet.newsletters.models import MailCheck

__all__ = ["NoAnswer", "of_all"]


def of_all(server: str) -> tuple[list[str], int]:
    """Lines about each domain, and how many things are missing; the results are kept for the desk. Raises NoAnswer
    when nobody can be asked."""
    if not readiness.relay():
        return [_("email_url names no mail server, so no mail leaves: nothing is to be checked.")], 0
    setups = keeping.setups()
    if not setups:
        return [_("There is no newsletter yet: nothing is to be checked.")], 0
    checked = [keeping.check(setup, server) for setup in setups]
    missing = sum(not each.passed and not each.advice for kept in checked for each in keeping.findings(kept))
    return [line for kept in checked for line in _lines(kept)], missing


def _lines(kept: MailCheck) -> Iterator[str]:
    yield _("Mail from %(domain)s through %(relay)s:") % {"domain": kept.domain, "relay": kept.relay}
    for each in keeping.findings(kept):
        mark = "+" if each.passed else "·" if each.advice else "-"
        yield f"{mark} {each.words}"
        if each.add:
            yield f"    {each.add}"
