"""Caches between us and readers that are told what changed: one file for each sort, `at` chooses by the address."""

from __future__ import annotations

from broadsheet.press.caches.base import Cache, Refused
from broadsheet.press.caches.cloudflare import Cloudflare
from broadsheet.press.caches.fastly import Fastly
from broadsheet.press.caches.generic import Generic

__all__ = ["Cache", "Refused", "at"]


def at(address: str, token: str, paper: str) -> Cache:
    """`address`: `cloudflare:ZONE`, `fastly:SERVICE`, or an address of HTTP; `paper` is the paper's own, without a
    path. `token` may be empty for HTTP."""
    kind, _, rest = address.partition(":")
    if kind == "cloudflare":
        return Cloudflare(rest, token, paper)
    if kind == "fastly":
        return Fastly(rest, token, paper)
    return Generic(address, token, paper)
