"""The shared stores of pages: what is put in comes out, for as long as it may, and one process renders at a time."""

import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from fibro_site.page_cache.cached_page import CachedPage, create_page
from fibro_site.page_cache.page_stores import LOCK_SECONDS, FolderStore, PageStore
from fibro_site.page_cache.redis_store import RedisStore

BROKER_URL = settings.CELERY_BROKER_URL


def build_page(text: bytes = b"<p>pain is real</p>") -> CachedPage:
    return create_page("release.1", 60, [("Content-Type", "text/html")], text, b"compressed")


@pytest.fixture(
    params=[
        "folder",
        pytest.param(
            "redis",
            marks=pytest.mark.skipif(not BROKER_URL.startswith("redis://"), reason="needs Redis (make test-services)"),
        ),
    ]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PageStore]:
    if request.param == "folder":
        yield FolderStore(tmp_path, 10**6)
        return
    redis = RedisStore(BROKER_URL, f"test-{uuid.uuid4()}", max_pages=3, lifetime=60)
    yield redis
    for key in redis.redis.scan_iter(f"{redis.prefix}*"):
        redis.redis.delete(key)


def test_page_comes_out_as_it_was_put_in(store: PageStore) -> None:
    page = build_page(b"\xff\n\x00{}")
    store.put("key", page)
    assert store.get("key") == page
    assert store.get("other") is None


def test_one_renders_at_a_time(store: PageStore) -> None:
    assert store.lock("key")
    assert not store.lock("key")
    assert store.lock("other")
    store.unlock("key")
    assert store.lock("key")


def test_lock_of_a_process_that_was_killed_ends(tmp_path: Path) -> None:
    store = FolderStore(tmp_path, 10**6)
    store.lock("key")
    long_ago = time.time() - LOCK_SECONDS - 1
    os.utime(tmp_path / "key.lock", (long_ago, long_ago))
    assert store.lock("key")


def test_what_a_killed_process_left_behind_is_deleted(tmp_path: Path) -> None:
    store = FolderStore(tmp_path, 10**6)
    for name in ("new-abc", "key.lock"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1, 1))
    store.put("key", build_page())
    assert {file.name for file in tmp_path.iterdir()} == {"key"}


def test_redis_drops_the_oldest_pages(request: pytest.FixtureRequest) -> None:
    if not BROKER_URL.startswith("redis://"):
        pytest.skip("needs Redis (make test-services)")
    store = RedisStore(BROKER_URL, f"test-{uuid.uuid4()}", max_pages=3, lifetime=60)
    for number in range(5):
        store.put(str(number), build_page())
    assert [store.get(str(number)) is not None for number in range(5)] == [False, False, True, True, True]
    store.redis.delete(*store.redis.scan_iter(f"{store.prefix}*"))


def test_redis_that_is_away_costs_only_the_cache() -> None:
    store = RedisStore("redis://127.0.0.1:1/0", "test", max_pages=3, lifetime=60)
    store.put("key", build_page())
    assert store.get("key") is None
    assert store.lock("key")
    store.unlock("key")
