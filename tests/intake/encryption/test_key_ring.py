"""A missing or invalid key file makes its key unavailable."""

from collections.abc import Iterator
from pathlib import Path

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
