"""Caches that store JSON. Django's own store pickles, and whoever can write a pickle that a process reads can run code
in that process.
"""

import json
import time
import zlib
from contextlib import suppress
from typing import IO, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.utils.functional import Promise

# A dict with keys that are not text, which JSON does not have, is stored as a list of items under this name.
DICT_ITEMS = "__items__"


class JsonSerializer:
    """The serializer of Django's Redis cache (`OPTIONS["serializer"]`). Integers stay so: Redis increments them."""

    def dumps(self, value: object) -> bytes | int:
        return value if type(value) is int else dump_value(value)

    def loads(self, data: bytes) -> Any:
        return load_value(data)


class JsonFileCache(FileBasedCache):
    """A file for each value: a line with the time of expiry, then the value. Any other file counts as expired."""

    cache_suffix = ".json.z"

    def get(self, key: str, default: object = None, version: int | None = None) -> Any:
        try:
            with open(self._key_to_file(key, version), "rb") as file:  # type: ignore[attr-defined] # noqa: PTH123
                return default if self._is_expired(file) else load_value(zlib.decompress(file.read()))
        except (FileNotFoundError, ValueError, zlib.error):
            return default

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        missing = object()
        value = self.get(key, missing, version)
        if value is missing:
            return False
        self.set(key, value, timeout, version)
        return True

    def _cull(self) -> None:
        """Delete expired values first when the cache is full: the others count guesses and list used codes."""
        if len(self._list_cache_files()) >= self._max_entries:  # type: ignore[attr-defined]
            self.delete_expired()
        super()._cull()  # type: ignore[misc]

    def delete_expired(self) -> None:
        """Delete what has expired. Django does so only with what somebody asks for again."""
        for name in self._list_cache_files():  # type: ignore[attr-defined]
            with suppress(FileNotFoundError), open(name, "rb") as file:  # noqa: PTH123
                self._is_expired(file)

    def _write_content(self, file: IO[bytes], timeout: float | None, value: object) -> None:
        content = zlib.compress(dump_value(value))
        file.write(json.dumps(self.get_backend_timeout(timeout)).encode() + b"\n" + content)

    def _is_expired(self, file: IO[bytes]) -> bool:
        """Return whether an open file has expired, and delete it then. Leaves the file's position at the value."""
        try:
            expiry = json.loads(file.readline(64))
            is_expired = expiry is not None and float(expiry) < time.time()
        except (ValueError, TypeError):
            is_expired = True
        if is_expired:
            self._delete(file.name)  # type: ignore[attr-defined]
        return is_expired


def dump_value(value: object) -> bytes:
    """Return a value as JSON. Raises TypeError for what JSON cannot hold. A tuple comes back as a list."""
    return json.dumps(encode_dict_keys(value), separators=(",", ":")).encode()


def load_value(data: bytes) -> Any:
    return json.loads(data, object_hook=decode_dict_keys)


def encode_dict_keys(value: object) -> Any:
    if isinstance(value, Promise):
        return str(value)  # the name of a language, translated for this reader
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value) and DICT_ITEMS not in value:
            return {key: encode_dict_keys(item) for key, item in value.items()}
        return {DICT_ITEMS: [[key, encode_dict_keys(item)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        return [encode_dict_keys(item) for item in value]
    return value


def decode_dict_keys(found: dict[str, Any]) -> dict[Any, Any]:
    return dict(found[DICT_ITEMS]) if DICT_ITEMS in found else found
