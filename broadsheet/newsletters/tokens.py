"""What stands in links: small numbers signed with a key per purpose. A token of one purpose is none for another.

Instants are whole seconds since 1970. What a link may do, and for how long, is in the spec, "Tokens".
"""

from __future__ import annotations

import binascii
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from broadsheet.newsletters import keys

CONFIRM_FOR = timedelta(days=7)
PREFERENCES_FOR = timedelta(days=30)
UNDO_FOR = timedelta(days=1)
FRESH_FOR = timedelta(hours=1)
"""How long a link is good that was mailed for an export or an erasure."""
AHEAD = timedelta(minutes=5)
"""How far a token's instant may lie ahead of a machine's clock."""

_MAC = 16  # bytes: 128 bits of HMAC-SHA-256
_LASTING, _DATED, _PLAIN = struct.Struct(">QI"), struct.Struct(">QII"), struct.Struct(">QI")


def unsubscribe(subscription_pk: int, epoch: int) -> str:
    """For one newsletter of one reader; it never ends, unless the subscription's epoch is raised."""
    return _write(keys.lasting("unsubscribe"), _LASTING.pack(subscription_pk, epoch))


def read_unsubscribe(token: str) -> tuple[int, int] | None:
    """(subscription, epoch), or None."""
    found = _read(keys.lasting("unsubscribe"), token, _LASTING)
    return (found[0], found[1]) if found else None


def preferences(subscriber_pk: int, epoch: int, at: datetime) -> str:
    return _dated("preferences", subscriber_pk, epoch, at)


def read_preferences(token: str, now: datetime) -> tuple[int, int] | None:
    """(subscriber, epoch), or None; so are the readers of the other dated ones."""
    return _read_dated("preferences", token, now, PREFERENCES_FOR)


def undo(subscription_pk: int, epoch: int, at: datetime) -> str:
    """To take a leaving back, for as long as the page of it may stay open."""
    return _dated("undo", subscription_pk, epoch, at)


def read_undo(token: str, now: datetime) -> tuple[int, int] | None:
    return _read_dated("undo", token, now, UNDO_FOR)


def fresh(purpose: str, subscriber_pk: int, epoch: int, at: datetime) -> str:
    """`purpose`: export, erase, agree (to a move, at the old address) or move (at the new one)."""
    return _dated(f"fresh.{purpose}", subscriber_pk, epoch, at)


def read_fresh(purpose: str, token: str, now: datetime) -> tuple[int, int] | None:
    return _read_dated(f"fresh.{purpose}", token, now, FRESH_FOR)


def confirm(sign_up_pk: int, at: datetime) -> str:
    return _write(keys.passing("confirm"), _PLAIN.pack(sign_up_pk, _seconds(at)))


def read_confirm(token: str, now: datetime) -> int | None:
    """The sign-up, or None."""
    found = _read(keys.passing("confirm"), token, _PLAIN)
    return found[0] if found and _still(found[1], now, CONFIRM_FOR) else None


def form_time(at: datetime) -> str:
    """When a form was shown."""
    return _write(keys.passing("form"), _PLAIN.pack(0, _seconds(at)))


def pressed(at: datetime) -> str:
    """When a button was pressed, for the second press. Nobody gets one but by pressing."""
    return _write(keys.passing("pressed"), _PLAIN.pack(0, _seconds(at)))


def read_pressed(token: str) -> datetime | None:
    found = _read(keys.passing("pressed"), token, _PLAIN)
    return datetime.fromtimestamp(found[1], UTC) if found else None


def read_form_time(token: str) -> datetime | None:
    found = _read(keys.passing("form"), token, _PLAIN)
    return datetime.fromtimestamp(found[1], UTC) if found else None


def _dated(purpose: str, pk: int, epoch: int, at: datetime) -> str:
    return _write(keys.passing(purpose), _DATED.pack(pk, epoch, _seconds(at)))


def _read_dated(purpose: str, token: str, now: datetime, during: timedelta) -> tuple[int, int] | None:
    found = _read(keys.passing(purpose), token, _DATED)
    return (found[0], found[1]) if found and _still(found[2], now, during) else None


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _still(written: int, now: datetime, during: timedelta) -> bool:
    age = timedelta(seconds=now.timestamp() - written)
    return -AHEAD <= age <= during


def _write(key: bytes, body: bytes) -> str:
    return _encoded(body + hmac.digest(key, body, "sha256")[:_MAC])


def _read(key: bytes, token: str, shape: struct.Struct) -> tuple[int, ...] | None:
    whole = shape.size + _MAC
    if len(token) != -(-whole * 4 // 3) or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    body = raw[: shape.size]
    if _encoded(raw) != token or not hmac.compare_digest(raw[shape.size :], hmac.digest(key, body, "sha256")[:_MAC]):
        return None
    return shape.unpack(body)


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
