"""Cloudflare, by its API: POST /zones/ZONE/purge_cache with tags (`Cache-Tag`), or with whole URLs."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from broadsheet.press.caches.base import Cache, NoTags

API = "https://api.cloudflare.com/client/v4"
NO_TAGS = frozenset({400, 403})
"""What a zone answers whose plan has no purge by tags; a wrong token is refused for URLs too."""


class Cloudflare(Cache):
    title = "Cloudflare"

    def _by_tags(self, tags: list[str]) -> None:
        status, said = self._post({"tags": tags})
        if status in NO_TAGS:
            raise NoTags
        self._demand(status, _reason(said))

    def _by_urls(self, paths: list[str]) -> None:
        status, said = self._post({"files": [self.paper + path for path in paths]})
        self._demand(status, _reason(said))

    def _post(self, body: dict[str, list[str]]) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self._ask("POST", f"{API}/zones/{self.which}/purge_cache", headers, body)


def _reason(said: str) -> str:
    with suppress(ValueError, AttributeError):
        errors: list[dict[str, Any]] = json.loads(said).get("errors") or []
        return "; ".join(str(error.get("message")) for error in errors)
    return said
