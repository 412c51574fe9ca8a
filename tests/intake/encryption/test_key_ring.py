"""A missing or invalid key file makes its key unavailable."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from intake.encryption import current_key, key_ring, primitives, submission_keys
from intake.models import QuestionnaireVersion
from intake.visitor.actions import Receipt
from tests.intake import builders

PAIR = primitives.PrivateKey.generate()


@pytest.fixture
def _own_keys(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A key pair for one test, before and after which the key files are read again."""
    settings.CLINIC_PRIVATE_KEY_FILE = tmp_path / "private.json"
    settings.CLINIC_PUBLIC_KEY_FILE = tmp_path / "public.json"
    settings.CLINIC_PRIVATE_KEY_FILE.write_text(PAIR.to_json(), encoding="ascii")
    settings.CLINIC_PUBLIC_KEY_FILE.write_text(PAIR.public_key.to_json(), encoding="ascii")
    key_ring.clear_key_cache()
    yield
    key_ring.clear_key_cache()


@pytest.mark.usefixtures("_own_keys")
def test_public_process_seals_and_cannot_open(version: QuestionnaireVersion, settings: Settings) -> None:
    current_key.record_current_key()
    key_ring.clear_key_cache()
    settings.CLINIC_PRIVATE_KEY_FILE = None
    submission = builders.make_receipt(version).submission
    with pytest.raises(key_ring.KeyUnavailable):
        submission_keys.unwrap_data_key(submission)


@pytest.mark.usefixtures("_own_keys")
def test_other_key_pair_is_unavailable(receipt: Receipt, settings: Settings) -> None:
    settings.CLINIC_PRIVATE_KEY_FILE.write_text(primitives.PrivateKey.generate().to_json(), encoding="ascii")
    key_ring.clear_key_cache()
    with pytest.raises(key_ring.KeyUnavailable):
        submission_keys.unwrap_data_key(receipt.submission)


@pytest.mark.usefixtures("_own_keys")
@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"kind": "clinic public key"}',
        '{"kind": "clinic private key"}',
        '{"kind": "clinic private key", "mlkem768_seed": "?", "x25519": "?"}',
        '{"kind": "clinic private key", "mlkem768_seed": 1, "x25519": 2}',
    ],
)
def test_invalid_key_file_is_unavailable(settings: Settings, content: str) -> None:
    settings.CLINIC_PRIVATE_KEY_FILE.write_text(content, encoding="ascii")
    with pytest.raises(key_ring.KeyUnavailable):
        key_ring.load_clinic_private_key()


@pytest.mark.usefixtures("_own_keys")
def test_missing_key_file_is_unavailable(settings: Settings) -> None:
    settings.CLINIC_PUBLIC_KEY_FILE.unlink()
    with pytest.raises(key_ring.KeyUnavailable):
        key_ring.load_clinic_public_key()


def shorten(text: str) -> Iterator[str]:
    """Yield a key file once for each of its parts, with a part of another length."""
    parts = json.loads(text)
    for name in parts.keys() - {"kind"}:
        for part in ("", parts[name][:8], base64.b64encode(base64.b64decode(parts[name]) + b"more").decode()):
            yield json.dumps(parts | {name: part})


@pytest.mark.parametrize(
    "key",
    [
        PAIR,
        PAIR.public_key,
        primitives.StaffKey.generate(),
        primitives.SigningKey.generate(),
        primitives.SigningKey.generate().verifying_key,
    ],
    ids=lambda key: type(key).__name__,
)
def test_key_that_cannot_be_used_takes_the_place_of_none(key: Any, tmp_path: Path) -> None:
    """Somebody is copying another file over the key's, or the wrong one: what was read before stays in use."""
    file, parse = tmp_path / "key.json", type(key).from_json
    whole = key.to_json()
    unusable = [*shorten(whole), whole[:-9], whole * 2, "[" * 100_000, "9" * 10_000, "null", '"key"']
    for text in unusable:
        file.write_text(text, encoding="ascii")
        key_ring.clear_key_cache()
        with pytest.raises(key_ring.KeyUnavailable, match="the key cannot be read"):
            key_ring.read_key(file, parse, "the key")
    file.write_text(whole, encoding="ascii")
    assert key_ring.read_key(file, parse, "the key") == key
    for text in unusable:
        file.write_text(text, encoding="ascii")
        assert key_ring.read_key(file, parse, "the key") == key
    key_ring.clear_key_cache()
