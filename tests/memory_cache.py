"""The cache of the tests: in the memory of one process, but stored as the same JSON as the site's own."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

from fibro_site.serving.json_cache import dump_value, load_value


class MemoryCache(LocMemCache):
    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return super().add(key, dump_value(value), timeout, version)

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        super().set(key, dump_value(value), timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        kept = super().get(key, None, version)
        return default if kept is None else load_value(kept)
