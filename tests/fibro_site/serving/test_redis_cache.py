"""The cache that machines share, in a real Redis: it keeps what a folder keeps, one of many gets a lock, and each side
sees its own values alone.
"""

import pickle
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as site_settings
from django.core.cache import BaseCache, CacheHandler
from django.test import Client
from pytest_django import Settings

from fibro_site.middleware import outage
from fibro_site.operations import outages
from fibro_site.settings.caches import configure_json_cache
from fibro_site.settings.paths import env
from tests.fibro_site.pickle_attack import Attack
from tests.processes import wait_until

BROKER_URL = site_settings.CELERY_BROKER_URL
needs_redis = pytest.mark.skipif(not BROKER_URL.startswith("redis://"), reason="needs Redis (make test-services)")


def connect(url: str = BROKER_URL, **changes: Any) -> BaseCache:
    config = configure_json_cache(env.cache_url_config(url.replace("redis://", "rediscache://")))
    cache: BaseCache = CacheHandler({"default": config | changes})["default"]
    return cache


@pytest.fixture
def prefix() -> Iterator[str]:
    name = f"test-{uuid.uuid4()}"
    yield name
    server = redis.Redis.from_url(BROKER_URL)
    for key in server.scan_iter(f"{name}*"):
        server.delete(key)
    server.close()


@needs_redis
@pytest.mark.parametrize("value", [1, 0, -5, True, None, "text", [1, 2], {"a": {"b": [None]}}, {1: "one", "two": 2}])
def test_value_comes_out_of_another_process_s_connection(prefix: str, value: object) -> None:
    connect(KEY_PREFIX=prefix).set("name", value)
    assert connect(KEY_PREFIX=prefix).get("name", "gone") == value


@needs_redis
def test_values_expire_and_are_counted(prefix: str) -> None:
    cache = connect(KEY_PREFIX=prefix)
    cache.set("short", 1, timeout=0.2)
    cache.set("guesses", 1, timeout=60)
    assert (cache.incr("guesses"), cache.incr("guesses", 2)) == (2, 4)
    wait_until(lambda: cache.get("short") is None, 5, "the value expired")
    assert cache.get("guesses") == 4


@needs_redis
def test_one_of_many_gets_a_lock(prefix: str) -> None:
    """As a one-time code is used up, and as one of many begins what only one may do."""
    got: list[bool] = []
    together = threading.Barrier(8)

    def take() -> None:
        cache = connect(KEY_PREFIX=prefix)
        together.wait()
        got.append(cache.add("lock", 1, timeout=60))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


@needs_redis
def test_no_pickle_is_loaded(prefix: str, tmp_path: Path) -> None:
    cache = connect(KEY_PREFIX=prefix)
    cache.set("name", "text")
    server = redis.Redis.from_url(BROKER_URL)
    [key] = server.keys(f"{prefix}*")
    server.set(key, pickle.dumps(Attack(tmp_path / "trace")))
    with pytest.raises(ValueError, match=r".*"):
        cache.get("name")
    assert not (tmp_path / "trace").exists()
    server.close()


@needs_redis
def test_sides_do_not_see_each_other_s_values(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"{BROKER_URL}?key_prefix={prefix}"
    for side in ("public", "staff"):
        monkeypatch.setattr("fibro_site.settings.caches.SIDE", side)
        cache = connect(url)
        assert cache.get("name") is None
        cache.set("name", side)
    assert cache.get("name") == "staff"
    with redis.Redis.from_url(BROKER_URL) as server:
        assert sorted(server.keys(f"{prefix}*")) == [f"{prefix}-{side}:1:name".encode() for side in ("public", "staff")]


@pytest.mark.django_db
def test_pages_ask_to_come_back_while_redis_is_away(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure_json_cache(env.cache_url_config("rediscache://127.0.0.1:1/1"))
    settings.CACHES = settings.CACHES | {"default": config}
    # As a process finds it that starts with such a setting.
    monkeypatch.setattr(outage, "OUTAGE_ERRORS", (*outages.OUTAGE_ERRORS, redis.RedisError))
    response = client.get("/")
    assert response.status_code == 503
    assert response["Retry-After"]
