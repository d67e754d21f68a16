"""A key of its own for each purpose, made from the site's: a signature for one thing is worth nothing for another."""

from __future__ import annotations

import hmac
from functools import lru_cache

from django.conf import settings
from django.core.signals import setting_changed


@lru_cache(maxsize=32)
def lasting(purpose: str) -> bytes:
    """32 bytes that stay as long as the site's field key: for what is kept in the database, and for links in
    mails that were sent, which must outlive a new secret key."""
    return _derived(settings.FIELD_KEY, purpose)


@lru_cache(maxsize=32)
def passing(purpose: str) -> bytes:
    """32 bytes that change with the site's secret key: for links and forms of a few days."""
    return _derived(settings.SECRET_KEY, purpose)


def _derived(key: str, purpose: str) -> bytes:
    if not key:
        raise ValueError("no key to sign newsletters' links with: set secret_key and field_key in secrets.toml")
    return hmac.digest(key.encode(), f"broadsheet.newsletters.{purpose}".encode(), "sha256")


def _forget(*, setting: str, **_: object) -> None:
    if setting in {"FIELD_KEY", "SECRET_KEY"}:
        lasting.cache_clear()
        passing.cache_clear()


setting_changed.connect(_forget, dispatch_uid="newsletters.keys")
