"""Fastly, by its API: POST /service/SERVICE/purge with `Surrogate-Key`, or one request for each URL."""

from __future__ import annotations

from urllib.parse import urlsplit

from broadsheet.press.caches.base import Cache, NoTags

API = "https://api.fastly.com"
NO_TAGS = frozenset({400, 404, 405})


class Fastly(Cache):
    title = "Fastly"
    at_once = 100

    def _by_tags(self, tags: list[str]) -> None:
        headers = {**self._key(), "Surrogate-Key": " ".join(tags)}
        status, said = self._ask("POST", f"{API}/service/{self.which}/purge", headers)
        if status in NO_TAGS:
            raise NoTags
        self._demand(status, said)

    def _by_urls(self, paths: list[str]) -> None:
        for path in paths:
            self._demand(*self._ask("POST", f"{API}/purge/{urlsplit(self.paper).netloc}{path}", self._key()))

    def _key(self) -> dict[str, str]:
        return {"Fastly-Key": self.token, "Accept": "application/json"}
