"""What is sealed opens only with its own key, in its own place, and unchanged."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from intake.encryption import codes, current_key, key_ring, primitives, submission_keys
from intake.enums import Holder
from intake.models import Note, QuestionnaireVersion, Submission, WrappedKey
from intake.visitor.actions import Receipt
from tests.intake import builders

KEY = bytes(range(32))
PAIR = primitives.PrivateKey.generate()
# Read before the tests make it cheaper (tests/conftest.py).
SCRYPT_COST = dict(primitives.SCRYPT_COST)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.binary(max_size=2000), st.text(max_size=50).filter(lambda text: text.isprintable()))
def test_what_is_sealed_opens_again(plain: bytes, context: str) -> None:
    sealed = primitives.seal_bytes(KEY, plain, context=context)
    assert primitives.unseal_bytes(KEY, sealed, context=context) == plain
    assert primitives.seal_bytes(KEY, plain, context=context) != sealed


@given(json_values)
def test_json_comes_back_as_it_was(value: object) -> None:
    sealed = primitives.seal_json(KEY, value, context="here")
    assert primitives.unseal_json(KEY, sealed, context="here") == value
    assert (len(sealed) - len(primitives.seal_bytes(KEY, b"", context="here"))) % primitives.BLOCK_BYTES == 0


def test_every_changed_byte_is_noticed() -> None:
    sealed = primitives.seal_bytes(KEY, b"it hurts", context="here")
    for position in range(len(sealed)):
        for bit in (0x01, 0x80):
            changed = bytearray(sealed)
            changed[position] ^= bit
            with pytest.raises(primitives.SealError):
                primitives.unseal_bytes(KEY, bytes(changed), context="here")


def test_every_cut_is_noticed() -> None:
    sealed = primitives.seal_bytes(KEY, b"it hurts", context="here")
    for length in range(len(sealed)):
        with pytest.raises(primitives.SealError):
            primitives.unseal_bytes(KEY, sealed[:length], context="here")


def test_another_key_or_place_does_not_open_it() -> None:
    sealed = primitives.seal_bytes(KEY, b"it hurts", context="here")
    with pytest.raises(primitives.SealError):
        primitives.unseal_bytes(bytes(32), sealed, context="here")
    with pytest.raises(primitives.SealError):
        primitives.unseal_bytes(KEY, sealed, context="there")


def test_a_wrapped_key_opens_for_its_pair_and_place_alone() -> None:
    data_key = primitives.generate_data_key()
    wrapped = PAIR.public_key.wrap(data_key, context="here")
    assert PAIR.unwrap(wrapped, context="here") == data_key
    with pytest.raises(primitives.SealError):
        PAIR.unwrap(wrapped, context="there")
    with pytest.raises(primitives.SealError):
        primitives.PrivateKey.generate().unwrap(wrapped, context="here")


def test_every_changed_byte_of_a_wrapped_key_is_noticed() -> None:
    wrapped = PAIR.public_key.wrap(KEY, context="here")
    for position in range(0, len(wrapped), 7):
        changed = bytearray(wrapped)
        changed[position] ^= 0x10
        with pytest.raises(primitives.SealError):
            PAIR.unwrap(bytes(changed), context="here")
    for length in (0, 1, 40, len(wrapped) - 1):
        with pytest.raises(primitives.SealError):
            PAIR.unwrap(wrapped[:length], context="here")


def test_a_seal_error_quotes_nothing() -> None:
    sealed = primitives.seal_bytes(KEY, b"it hurts", context="patient 7")
    with pytest.raises(primitives.SealError) as caught:
        primitives.unseal_bytes(KEY, sealed[:-1], context="patient 7")
    assert "hurts" not in str(caught.value)
    assert "patient" not in str(caught.value)


def test_keys_survive_their_files() -> None:
    assert primitives.PrivateKey.from_json(PAIR.to_json()) == PAIR
    assert primitives.PublicKey.from_json(PAIR.public_key.to_json()) == PAIR.public_key
    with pytest.raises(ValueError, match="not a clinic private key"):
        primitives.PrivateKey.from_json(PAIR.public_key.to_json())
    assert json.loads(PAIR.to_json())["mlkem768_seed"] not in repr(PAIR)


def test_one_secret_gives_a_key_for_each_purpose() -> None:
    assert primitives.derive_key(b"secret", "one") == primitives.derive_key(b"secret", "one")
    assert (
        len(
            {
                primitives.derive_key(b"secret", "one"),
                primitives.derive_key(b"secret", "two"),
                primitives.derive_key(b"other", "one"),
            }
        )
        == 3
    )


@given(st.binary(min_size=32, max_size=32))
def test_codes_can_be_written_down(key: bytes) -> None:
    code = codes.derive_secret_code(key)
    assert code == codes.derive_secret_code(key)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4]
    assert set(code) <= set(codes.CODE_ALPHABET) | {"-"}


def test_codes_hold_enough_chance() -> None:
    assert len(codes.CODE_ALPHABET) ** codes.SECRET_LENGTH > 2**80
    assert len({codes.generate_reference() for _ in range(1000)}) == 1000


def test_a_code_is_stretched_at_its_full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(primitives, "SCRYPT_COST", SCRYPT_COST)
    expected = hashlib.scrypt(b"a code", salt=b"s" * 16, n=2**14, r=8, p=1, dklen=32)
    assert primitives.stretch_code("a code", salt=b"s" * 16) == expected


# --- A submission ----------------------------------------------------------------------------------------------------


@pytest.fixture
def _own_keys(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A key pair for one test. The key files are read again before and after it."""
    settings.CLINIC_PRIVATE_KEY_FILE = tmp_path / "private.json"
    settings.CLINIC_PUBLIC_KEY_FILE = tmp_path / "public.json"
    settings.CLINIC_PRIVATE_KEY_FILE.write_text(PAIR.to_json(), encoding="ascii")
    settings.CLINIC_PUBLIC_KEY_FILE.write_text(PAIR.public_key.to_json(), encoding="ascii")
    key_ring.clear_key_cache()
    yield
    key_ring.clear_key_cache()


def test_the_clinic_opens_a_submission(receipt: Receipt) -> None:
    submission = Submission.objects.get(pk=receipt.submission.pk)
    data_key = submission_keys.unwrap_data_key(submission)
    assert submission_keys.read_answers(submission, data_key) == builders.ANSWERS
    assert submission_keys.read_assessment(submission, data_key)["reasons"][0]["rule"] == "pain-at-night"


def test_the_visitor_opens_it_with_the_code(receipt: Receipt) -> None:
    submission = Submission.objects.get(pk=receipt.submission.pk)
    data_key = submission_keys.unwrap_data_key_by_code(submission, receipt.visitor_code)
    assert data_key == submission_keys.unwrap_data_key(submission)
    with pytest.raises(primitives.SealError):
        submission_keys.unwrap_data_key_by_code(submission, codes.derive_secret_code(bytes(32)))


def test_swapped_seals_do_not_open(version: QuestionnaireVersion) -> None:
    mine, other = (builders.make_receipt(version).submission for _ in range(2))
    data_key = submission_keys.unwrap_data_key(mine)
    mine.sealed_answers, mine.sealed_assessment = mine.sealed_assessment, mine.sealed_answers
    for read in (submission_keys.read_answers, submission_keys.read_assessment):
        with pytest.raises(primitives.SealError):
            read(mine, data_key)
    mine.sealed_answers = other.sealed_answers
    with pytest.raises(primitives.SealError):
        submission_keys.read_answers(mine, data_key)


def open_as_clinic(submission: Submission, _: str) -> bytes:
    return submission_keys.unwrap_data_key(submission)


@pytest.mark.parametrize(
    ("holder", "open_it"), [(Holder.CLINIC, open_as_clinic), (Holder.VISITOR, submission_keys.unwrap_data_key_by_code)]
)
def test_swapped_keys_do_not_open(
    version: QuestionnaireVersion, holder: Holder, open_it: Callable[[Submission, str], bytes]
) -> None:
    one, two = (builders.make_receipt(version) for _ in range(2))
    key_of_two = two.submission.wrapped_keys.get(holder=holder)
    WrappedKey.objects.filter(submission=one.submission, holder=holder).update(
        key_id=key_of_two.key_id, wrapped=key_of_two.wrapped
    )
    with pytest.raises(primitives.SealError):
        open_it(one.submission, two.visitor_code)


def test_a_destroyed_key_shreds_the_answers(receipt: Receipt) -> None:
    receipt.submission.wrapped_keys.all().delete()
    with pytest.raises(WrappedKey.DoesNotExist):
        submission_keys.unwrap_data_key(receipt.submission)


def test_a_note_opens_in_its_own_place(receipt: Receipt) -> None:
    data_key = submission_keys.unwrap_data_key(receipt.submission)
    note, other = Note(submission=receipt.submission), Note(submission=receipt.submission)
    submission_keys.seal_note(note, data_key, "Called; calls back. 😀")
    assert submission_keys.read_note(note, data_key) == "Called; calls back. 😀"
    other.sealed_text = note.sealed_text
    with pytest.raises(primitives.SealError):
        submission_keys.read_note(other, data_key)


@pytest.mark.usefixtures("_own_keys")
def test_the_public_process_seals_and_cannot_open(version: QuestionnaireVersion, settings: Settings) -> None:
    current_key.record_current_key()
    key_ring.clear_key_cache()
    settings.CLINIC_PRIVATE_KEY_FILE = None
    submission = builders.make_receipt(version).submission
    with pytest.raises(key_ring.KeyUnavailable):
        submission_keys.unwrap_data_key(submission)


@pytest.mark.usefixtures("_own_keys")
def test_another_pair_is_said_to_be_another_pair(receipt: Receipt, settings: Settings) -> None:
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
def test_a_spoiled_key_file_names_itself(settings: Settings, content: str) -> None:
    settings.CLINIC_PRIVATE_KEY_FILE.write_text(content, encoding="ascii")
    with pytest.raises(key_ring.KeyUnavailable):
        key_ring.load_clinic_private_key()


@pytest.mark.usefixtures("_own_keys")
def test_a_missing_key_file_names_itself(settings: Settings) -> None:
    settings.CLINIC_PUBLIC_KEY_FILE.unlink()
    with pytest.raises(key_ring.KeyUnavailable):
        key_ring.load_clinic_public_key()


def test_each_purpose_of_the_staff_key_has_a_key_of_its_own() -> None:
    staff_key = primitives.StaffKey.generate()
    again = primitives.StaffKey.from_json(staff_key.to_json())
    assert again.key_for("one") == staff_key.key_for("one") != staff_key.key_for("another")
    assert primitives.StaffKey.generate().key_for("one") != staff_key.key_for("one")


def test_what_is_no_staff_key_is_not_read_as_one() -> None:
    for text in ("{}", "[]", primitives.PrivateKey.generate().to_json(), primitives.StaffKey(b"short").to_json()):
        with pytest.raises(ValueError, match="not a clinic staff key"):
            primitives.StaffKey.from_json(text)
