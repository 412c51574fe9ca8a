"""Where the processes of several machines share pages: Redis. Its client is imported only where it is used."""

import time
from contextlib import suppress
from typing import Any

import redis

from fibro_site.page_cache.cached_page import CachedPage, load_page
from fibro_site.page_cache.page_stores import LOCK_SECONDS

REDIS_TIMEOUT_SECONDS = 1.0


class RedisStore:
    """A key of Redis for each page, which it drops by itself. While Redis does not answer there are no pages."""

    def __init__(self, url: str, prefix: str, max_pages: int, lifetime: int) -> None:
        self.redis = redis.Redis.from_url(
            url, socket_timeout=REDIS_TIMEOUT_SECONDS, socket_connect_timeout=REDIS_TIMEOUT_SECONDS
        )
        self.prefix = prefix
        self.order = f"{prefix}:pages"
        self.max_pages = max_pages
        self.lifetime = lifetime

    def get(self, key: str) -> CachedPage | None:
        try:
            data = self.redis.get(f"{self.prefix}:page:{key}")
            return load_page(data) if isinstance(data, bytes) else None
        except (redis.RedisError, ValueError):
            return None

    def put(self, key: str, page: CachedPage) -> None:
        """Store a page, and drop the oldest ones once there are too many."""
        name = f"{self.prefix}:page:{key}"
        with suppress(redis.RedisError):
            pipeline = self.redis.pipeline()
            pipeline.set(name, page.dump(), ex=self.lifetime)
            pipeline.zadd(self.order, {name: time.time()})
            pipeline.expire(self.order, self.lifetime)
            pipeline.zcard(self.order)
            surplus = pipeline.execute()[-1] - self.max_pages
            if surplus > 0:
                oldest: Any = self.redis.zpopmin(self.order, surplus)
                self.redis.delete(*(forgotten for forgotten, _ in oldest))

    def lock(self, key: str) -> bool:
        with suppress(redis.RedisError):
            return bool(self.redis.set(f"{self.prefix}:lock:{key}", 1, nx=True, ex=LOCK_SECONDS))
        return True

    def unlock(self, key: str) -> None:
        with suppress(redis.RedisError):
            self.redis.delete(f"{self.prefix}:lock:{key}")
