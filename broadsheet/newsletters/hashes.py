"""Keyed hashes: what stays of an address where the address itself must not stay."""

from __future__ import annotations

import hmac
from hashlib import sha256

from broadsheet.newsletters import keys


def of(key: str) -> str:
    """Hex of the keyed hash of a subscriber's key (`addresses.Address.key`)."""
    return hmac.digest(keys.lasting("address"), key.encode(), "sha256").hex()


def of_place(place: str) -> str:
    """The same for where a request came from: worth nothing beside a list of addresses."""
    return hmac.digest(keys.passing("place"), place.encode(), "sha256").hex()


def of_code(sign_up: int, code: str) -> str:
    """The 6-digit code of one sign-up."""
    return hmac.digest(keys.passing("code"), f"{sign_up}:{code}".encode(), "sha256").hex()


def of_words(text: str) -> str:
    """SHA-256 of a wording, with no key: anybody can check it."""
    return sha256(text.encode()).hexdigest()
