"""What is encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA256): with the site's encryption key, or with its field
key as long as no other was made. While a new key comes into use, what is under that of before is read too."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Undecipherable(Exception):
    """The field key of this site is not the one that the text was encrypted with."""


@lru_cache(maxsize=4)
def _cipher(*keys: str) -> MultiFernet:
    """The first one encrypts; all of them are read."""
    return MultiFernet([Fernet(key.encode()) for key in keys if key])


def _ours() -> MultiFernet:
    return _cipher(settings.ENCRYPTION_KEY or settings.FIELD_KEY, settings.ENCRYPTION_KEY_BEFORE)


def encrypt(text: str) -> str:
    return _ours().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises Undecipherable when the key is another one or the text was tampered with."""
    try:
        return _ours().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise _undecipherable("encryption_key" if settings.ENCRYPTION_KEY else "field_key") from error


def anew(token: str, key: str, before: str) -> str:
    """The same under another key; what is so already stays readable. Raises Undecipherable."""
    try:
        return _cipher(key, before).rotate(token.encode()).decode()
    except InvalidToken as error:
        raise _undecipherable("that of before") from error


def _undecipherable(which: str) -> Undecipherable:
    return Undecipherable(
        f"A secret cannot be read: {which} in secrets.toml is not the key that it was written with."
    )
