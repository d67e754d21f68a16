"""Any cache that can be told over HTTP: a POST to its address with the tags in `Surrogate-Key` and `Cache-Tag`. One
that has no such thing gets a PURGE for each URL, at the same address, with the paper's host: as Varnish and others
take it."""

from __future__ import annotations

from urllib.parse import urlsplit

from broadsheet.press.caches.base import Cache, NoTags

NO_TAGS = frozenset({400, 404, 405, 501})
GONE_ALREADY = 404
"""To a PURGE: nothing was kept."""


class Generic(Cache):
    title = "The cache"
    at_once = 100

    def _by_tags(self, tags: list[str]) -> None:
        headers = {**self._authorization(), "Surrogate-Key": " ".join(tags), "Cache-Tag": ",".join(tags)}
        status, said = self._ask("POST", self.which, headers)
        if status in NO_TAGS:
            raise NoTags
        self._demand(status, said)

    def _by_urls(self, paths: list[str]) -> None:
        where, host = urlsplit(self.which), urlsplit(self.paper).netloc
        for path in paths:
            headers = {**self._authorization(), "Host": host}
            status, said = self._ask("PURGE", f"{where.scheme}://{where.netloc}{path}", headers)
            if status != GONE_ALREADY:
                self._demand(status, said)

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}
