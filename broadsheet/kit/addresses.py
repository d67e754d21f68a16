"""Addresses that somebody wrote, before they stand in a link: forms refuse what is none, this is for other ways."""

from __future__ import annotations

import re

_LEADS = re.compile(r"(https?:|mailto:|tel:|/|#|\?)", re.I)


def leading(address: str) -> str:
    """The address when a click leads somewhere, "" when a browser would do something else with it, such as run it."""
    plain = address.strip()
    return plain if _LEADS.match(plain) and plain.isprintable() else ""
