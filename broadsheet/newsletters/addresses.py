"""Mail addresses: checked by email-validator without asking the network, and brought to one form for comparing."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

LONGEST = 320
"""Characters; longer ones are not even looked at."""


class Bad(ValueError):
    """What was typed is no address that mail can be sent to."""


@dataclass(frozen=True, slots=True)
class Address:
    """`typed` without the spaces around it; `key` is lower case with the domain in A-labels (RFC 5890), and what two
    addresses are compared by."""

    typed: str
    key: str
    needs_smtputf8: bool

    @property
    def domain(self) -> str:
        return self.key.rpartition("@")[2]


def normalise(typed: str) -> Address:
    """Raises Bad. Quoted local parts, addresses with a display name and literal domains are refused."""
    bare = typed.strip()
    if not bare or len(bare) > LONGEST or any(unicodedata.category(letter)[0] in "CZ" for letter in bare):
        raise Bad(typed)
    try:
        found = validate_email(bare, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError as error:
        raise Bad(typed) from error
    local, domain = found.local_part, found.ascii_domain
    if domain is None or "." not in domain:
        raise Bad(typed)
    key = f"{unicodedata.normalize('NFC', local.lower())}@{domain.lower()}"
    if len(key) > LONGEST:
        raise Bad(typed)
    return Address(unicodedata.normalize("NFC", bare), key, not local.isascii())
