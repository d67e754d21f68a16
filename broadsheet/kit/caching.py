"""Django's cache on Redis or Valkey, which may be away: then nothing is remembered, and nothing fails by it.

What is kept there can be made again. After a request that failed it is left alone for a moment, so that nobody at the
desk waits for each of its questions.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache

AWAY = 2.0  # seconds until it is tried again

log = structlog.get_logger("cache")


class ForgivingCache(RedisCache):
    _not_before = 0.0

    def _asked(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        import redis  # noqa: PLC0415  (an extra: it is there where REDIS_URL is set)

        if time.monotonic() < self._not_before:
            return otherwise
        try:
            return ask()
        except (redis.RedisError, OSError) as error:
            type(self)._not_before = time.monotonic() + AWAY
            log.warning("Redis is away: nothing is remembered", cause=str(error))
            return otherwise

    def add(self, key: Any, value: Any, *rest: Any, **more: Any) -> bool:
        return bool(self._asked(lambda: RedisCache.add(self, key, value, *rest, **more), True))

    def get(self, key: Any, default: Any = None, *rest: Any, **more: Any) -> Any:
        return self._asked(lambda: RedisCache.get(self, key, default, *rest, **more), default)

    def set(self, key: Any, value: Any, *rest: Any, **more: Any) -> None:
        self._asked(lambda: RedisCache.set(self, key, value, *rest, **more), None)

    def touch(self, key: Any, *rest: Any, **more: Any) -> bool:
        return bool(self._asked(lambda: RedisCache.touch(self, key, *rest, **more), False))

    def delete(self, key: Any, *rest: Any, **more: Any) -> bool:
        return bool(self._asked(lambda: RedisCache.delete(self, key, *rest, **more), False))

    def get_many(self, keys: Any, *rest: Any, **more: Any) -> Any:
        return self._asked(lambda: RedisCache.get_many(self, keys, *rest, **more), {})

    def set_many(self, data: Any, *rest: Any, **more: Any) -> Any:
        return self._asked(lambda: RedisCache.set_many(self, data, *rest, **more), [])

    def delete_many(self, keys: Any, *rest: Any, **more: Any) -> None:
        self._asked(lambda: RedisCache.delete_many(self, keys, *rest, **more), None)

    def has_key(self, key: Any, *rest: Any, **more: Any) -> bool:
        return bool(self._asked(lambda: RedisCache.has_key(self, key, *rest, **more), False))

    def clear(self) -> Any:
        return self._asked(lambda: RedisCache.clear(self), False)
