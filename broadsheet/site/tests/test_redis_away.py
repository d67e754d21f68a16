"""A Redis that is away is a cache that remembers nothing; nobody at the desk is told that something went wrong."""

from __future__ import annotations

import pytest

from broadsheet.kit.caching import ForgivingCache
from tests.postgres import free_port

pytest.importorskip("redis")


def test_nothing_is_remembered_and_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForgivingCache, "_not_before", 0.0)
    cache = ForgivingCache(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": {"socket_connect_timeout": 0.5}})
    cache.set("a", 1)
    assert ForgivingCache._not_before > 0  # and it is not asked each time
    assert (cache.get("a"), cache.get("a", 7), cache.get_many(["a"]), cache.has_key("a")) == (None, 7, {}, False)
    assert cache.get_or_set("a", lambda: 5) == 5
    assert (cache.add("a", 1), cache.delete("a"), cache.set_many({"a": 1})) == (True, False, [])
