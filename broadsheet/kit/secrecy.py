"""What is encrypted at rest with the site's field key (Fernet: AES-128-CBC with HMAC-SHA256)."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Undecipherable(Exception):
    """The field key of this site is not the one that the text was encrypted with."""


@lru_cache(maxsize=4)
def _cipher(key: str) -> Fernet:
    return Fernet(key.encode())


def encrypt(text: str) -> str:
    return _cipher(settings.FIELD_KEY).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises Undecipherable when the key is another one or the text was tampered with."""
    try:
        return _cipher(settings.FIELD_KEY).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Undecipherable(
            "A secret cannot be read: field_key in secrets.toml is not the key that it was written with."
        ) from error
