"""Caches and queues store JSON, and load no pickle that somebody puts there. Each side has its own cache."""

import json
import pickle
import subprocess
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import kombu.exceptions
import pytest
import time_machine
from django.core.cache.backends.redis import RedisCacheClient
from kombu import serialization

from fibro_site.celery import app
from fibro_site.serving.json_cache import JsonFileCache, JsonSerializer, dump_value, load_value
from fibro_site.settings.caches import configure_json_cache
from fibro_site.setup import bootstrap
from tests.fibro_site.pickle_attack import Attack
from tests.running_site import ROOT, run_python


@pytest.fixture
def cache(tmp_path: Path) -> JsonFileCache:
    return JsonFileCache(str(tmp_path / "cache"), {})


def test_attack_works_where_pickles_are_loaded(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Attack(tmp_path / "trace")))  # noqa: S301 -- that this is dangerous is what it shows
    assert (tmp_path / "trace").exists()


@pytest.mark.parametrize("expiry", [b"null\n", b"9999999999\n", pickle.dumps(None), pickle.dumps(9999999999.0)])
def test_pickle_in_the_cache_folder_is_not_loaded(cache: JsonFileCache, tmp_path: Path, expiry: bytes) -> None:
    attack = pickle.dumps(Attack(tmp_path / "trace"))
    cache.set("name", 1)
    (file,) = (tmp_path / "cache").iterdir()
    for content in (expiry + zlib.compress(attack), attack + zlib.compress(attack), attack):
        file.write_bytes(content)
        assert cache.get("name", "gone") == "gone"
        file.write_bytes(content)
        assert cache.touch("name") is False
        file.write_bytes(content)
        assert cache.has_key("name") in {True, False}
    assert not (tmp_path / "trace").exists()


def test_full_cache_drops_expired_entries_first(tmp_path: Path) -> None:
    cache = JsonFileCache(str(tmp_path / "cache"), {"OPTIONS": {"MAX_ENTRIES": 10}})
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=1), tick=False):
        for number in range(5):
            cache.set(f"old-{number}", number, timeout=60)
    for number in range(9):
        cache.set(f"used-code-{number}", number, timeout=60)
    assert [cache.get(f"used-code-{number}") for number in range(9)] == list(range(9))


def test_file_cache_holds_ten_thousand_entries() -> None:
    # The tests' own cache is in memory, so this asks for what the settings make of a file cache.
    assert configure_json_cache({"BACKEND": "a.FileBasedCache", "LOCATION": "x"})["OPTIONS"]["MAX_ENTRIES"] >= 10_000


def test_pickle_in_redis_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"codec|Expecting"):
        JsonSerializer().loads(pickle.dumps(Attack(tmp_path / "trace")))
    assert not (tmp_path / "trace").exists()
    client = RedisCacheClient(["redis://127.0.0.1:1"], serializer="fibro_site.serving.json_cache.JsonSerializer")
    assert isinstance(client._serializer, JsonSerializer)


def test_workers_refuse_pickled_messages(tmp_path: Path) -> None:
    content_type, encoding, attack = serialization.dumps(Attack(tmp_path / "trace"), serializer="pickle")
    with pytest.raises(kombu.exceptions.ContentDisallowed):
        serialization.loads(attack, content_type, encoding, accept=app.conf.accept_content)
    assert app.conf.accept_content == ["json"]
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    "value", [None, 0, 7, 1.5, True, "ä", [1, "b"], {"a": [1, {"b": None}]}, {1: "en", 2: "de"}, {"__items__": 3}, {}]
)
def test_cached_values_round_trip(cache: JsonFileCache, value: Any) -> None:
    cache.set("name", value)
    assert cache.get("name") == value
    serializer = JsonSerializer()
    stored = serializer.dumps(value)
    assert serializer.loads(str(stored).encode() if isinstance(stored, int) else stored) == value
    assert load_value(dump_value(value)) == value


def test_value_outside_json_is_refused(cache: JsonFileCache) -> None:
    with pytest.raises(TypeError):
        cache.set("name", object())
    assert cache.get("name") is None


def test_cache_increments_expires_and_clears(cache: JsonFileCache) -> None:
    assert cache.add("name", 1)
    assert not cache.add("name", 2)
    assert cache.incr("name") == 2
    assert cache.touch("name", 100)
    assert cache.get("name") == 2
    cache.set("name", 3, timeout=-1)
    assert cache.get("name") is None
    cache.set("name", 3)
    cache.clear()
    assert cache.get_many(["name"]) == {}


REPORT = """
import json
from django.conf import settings
cache = settings.CACHES["default"]
print(json.dumps({
    "cache": [cache["BACKEND"], cache["LOCATION"], cache.get("KEY_PREFIX"), cache.get("OPTIONS", {}).get("serializer")],
    "key": settings.SECRET_KEY,
    "sessions": [settings.SESSION_ENGINE, settings.SESSION_COOKIE_NAME],
}))
"""


def settings_of(role: str, var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_python("-c", REPORT, role=role, var=var, **environment)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    bootstrap.prepare_var_folder(tmp_path)
    for name in ("clinic-private-key.json", "staff-key.json"):
        (tmp_path / "keys" / name).rename(tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("url", ["", "rediscache://127.0.0.1:6379/1"])
def test_public_and_staff_share_no_cache_key_or_sessions(var: Path, url: str) -> None:
    environment = {"CACHE_URL": url} if url else {}
    public = json_of(settings_of("public", var, **environment))
    for name in ("clinic-private-key.json", "staff-key.json"):
        (var / name).rename(var / "keys" / name)
    staff = json_of(settings_of("staff", var, **environment))
    assert staff == json_of(settings_of("all", var, **environment))
    assert public["key"] != staff["key"]
    assert public["cache"][0] == staff["cache"][0]
    assert public["cache"][1:3] != staff["cache"][1:3]
    assert not set(public["sessions"]) & set(staff["sessions"])


def json_of(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("url", ["dbcache://table", "pymemcache://127.0.0.1:11211", "locmemcache://"])
def test_cache_backend_that_unpickles_is_refused(var: Path, url: str) -> None:
    result = settings_of("public", var, CACHE_URL=url)
    assert result.returncode != 0
    assert "CACHE_URL" in result.stderr


def test_source_code_uses_no_pickle() -> None:
    sources = [
        path for app in ("fibro_site", "intake", "articles", "references") for path in (ROOT / app).rglob("*.py")
    ]
    assert len(sources) > 100
    unsafe = ("import pickle", "import shelve", "import marshal", "import dill", "PickleSerializer", "yaml.load(")
    assert [path.name for path in sources if any(word in path.read_text(encoding="utf-8") for word in unsafe)] == []
