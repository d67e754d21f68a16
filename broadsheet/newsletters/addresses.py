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


def on_the_wire(address: str) -> str:
    """As servers speak of it: the local part as it was typed, the domain in A-labels. Raises Bad."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain_in_ascii(domain)}"


def domain_in_ascii(domain: str) -> str:
    """In A-labels by IDNA 2008, as `Address.key` has it; one that is ASCII stays as it is, also without a dot."""
    return domain if domain.isascii() else normalise(f"x@{domain}").domain


def key_of(address: str) -> str:
    """What an address is found by, also one that no reader could have, such as that of a machine's own user."""
    try:
        return normalise(address).key
    except Bad:
        return address.strip().lower()


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
