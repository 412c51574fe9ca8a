"""The clinic's key is changed while the site is in use, and two people retire an old one."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from fibro_site import checks
from intake import tasks
from intake.encryption import current_key, key_ring, primitives, rewrapping, rotation, submission_keys
from intake.enums import Action, Holder
from intake.models import AuditEntry, ClinicKey, QuestionnaireVersion, Submission, WrappedKey
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.management.command_line import run_command
from tests.intake.staff.pages import get_page_text

pytestmark = pytest.mark.django_db

KEYS = "/admin/intake/accountability/keys/"


@pytest.fixture
def other(db: None) -> User:
    return make_user("fritz", is_superuser=True)


def opens(submission: Submission) -> bool:
    return bool(submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission)))


def list_key_ids() -> set[str]:
    return set(WrappedKey.objects.filter(holder=Holder.CLINIC).values_list("key_id", flat=True))


def test_rotation_stops_nothing(
    ring: primitives.PrivateKey, version: QuestionnaireVersion, settings: Settings, tmp_path: Path
) -> None:
    old_id, before = ring.public_key.id, builders.make_receipt(version).submission
    new_id = rotation.make_key().pk
    assert opens(before)
    rotation.rotate_key(new_id)
    # Without a restart: the files are read again.
    assert builders.make_receipt(version).submission.wrapped_keys.get(holder="clinic").key_id == new_id
    assert opens(before)
    # A public machine that has not been given the new public key goes on.
    settings.CLINIC_PUBLIC_KEY_FILE = tmp_path / "old-public-key.json"
    settings.CLINIC_PUBLIC_KEY_FILE.write_text(ring.public_key.to_json())
    straggler = builders.make_receipt(version).submission
    assert list_key_ids() == {old_id, new_id}
    tasks.rewrap_keys()
    assert list_key_ids() == {new_id}
    assert opens(straggler)
    assert opens(before)
    entry = AuditEntry.objects.get(action=Action.KEYS_REWRAPPED)
    assert entry.detail == {"to": new_id, "count": "2", "left": "0"}
    # Three changes later the first key still opens what is wrapped to it.
    late = builders.make_receipt(version).submission
    for _ in range(3):
        rotation.rotate_key(rotation.make_key().pk)
    assert opens(late)


def test_rewrapping_goes_on_after_it_was_killed_twice(
    ring: primitives.PrivateKey, version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [builders.make_receipt(version).submission for _ in range(6)]
    new_id = rotation.make_key().pk
    rotation.rotate_key(new_id)
    monkeypatch.setattr(rewrapping, "BATCH_SIZE", 2)
    wrap, calls = primitives.PublicKey.wrap, []

    def die_at_the_fourth(self: primitives.PublicKey, data_key: bytes, *, context: str) -> bytes:
        calls.append(context)
        if len(calls) % 4 == 0:
            raise SystemExit
        return wrap(self, data_key, context=context)

    with monkeypatch.context() as patch:
        patch.setattr(primitives.PublicKey, "wrap", die_at_the_fourth)
        for left in (4, 2):
            with pytest.raises(SystemExit):
                rewrapping.rewrap_values()
            assert WrappedKey.objects.filter(key_id=ring.public_key.id).count() == left
            assert all(map(opens, made))
    assert rewrapping.rewrap_values().done == 2
    assert list_key_ids() == {new_id}
    assert all(map(opens, made))


def test_rotation_that_died_before_the_files_were_replaced_is_finished(
    ring: primitives.PrivateKey, version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_id = rotation.make_key().pk
    with monkeypatch.context() as patch:
        patch.setattr(key_ring, "write_current_pair", lambda _new: sys.exit())
        with pytest.raises(SystemExit):
            rotation.rotate_key(new_id)
    key_ring.clear_key_cache()
    current_key.record_current_key()  # A process that starts now does start.
    assert opens(builders.make_receipt(version).submission)
    rotation.rotate_key(new_id)
    assert key_ring.load_clinic_public_key().id == new_id
    assert AuditEntry.objects.filter(action=Action.KEY_ROTATED).count() == 1


def test_two_people_retire_a_key(
    ring: primitives.PrivateKey, version: QuestionnaireVersion, dora: User, other: User
) -> None:
    old_id, submission = ring.public_key.id, builders.make_receipt(version).submission
    rotation.rotate_key(rotation.make_key(by=dora).pk, by=dora)
    asking, confirming = signed_in(dora), signed_in(other)
    ask, confirm = (
        reverse(f"intake_accountability:{name}", args=[old_id]) for name in ("ask_retirement", "confirm_retirement")
    )
    asking.post(ask, {"reason": ""})
    assert not ClinicKey.objects.exclude(retirement_asked_at=None).exists()
    asking.post(ask, {"reason": "Two years are over"})
    assert "Asked by dora" in get_page_text(confirming.get(KEYS))
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        confirming.post(confirm)  # Something is still wrapped to it.
        asking.post(confirm)  # Nobody confirms alone.
        assert key_ring.get_ring_file(old_id).exists()
        tasks.rewrap_keys()
        asking.post(confirm)
        assert ClinicKey.objects.get(pk=old_id).retired_at is None
        confirming.post(confirm)
    key = ClinicKey.objects.get(pk=old_id)
    assert (key.retirement_asked_by, key.retired_by) == ("dora", "fritz")
    assert not key_ring.get_ring_file(old_id).exists()
    assert AuditEntry.objects.get(action=Action.KEY_RETIRED).detail == {"key": old_id, "asked_by": "dora"}
    assert opens(submission)
    assert "Confirmed by fritz" in get_page_text(asking.get(KEYS))


@pytest.fixture
def asked(ring: primitives.PrivateKey, dora: User) -> Iterator[str]:
    """Dora has asked for a key to be retired, two minutes ago."""
    rotation.rotate_key(rotation.make_key().pk)
    rotation.ask_retirement(ring.public_key.id, reason="Old", by=dora)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        yield ring.public_key.id


def test_another_name_is_no_other_person(asked: str, dora: User) -> None:
    """An administrator can rename any account, their own too."""
    dora.username = "fritz"
    dora.save()
    with pytest.raises(rotation.KeyStepRefused, match="Somebody else"):
        rotation.retire_key(asked, by=dora)


def test_row_that_says_who_asked_is_not_believed(asked: str, dora: User, other: User) -> None:
    ClinicKey.objects.filter(pk=asked).update(retirement_asked_by="fritz")
    with pytest.raises(rotation.KeyStepRefused, match="Somebody else"):
        rotation.retire_key(asked, by=dora)
    rotation.keep_key(asked, by=other)
    ClinicKey.objects.filter(pk=asked).update(retirement_asked_by="fritz", retirement_asked_at=timezone.now())
    with pytest.raises(rotation.KeyStepRefused, match="Nobody has asked"):
        rotation.retire_key(asked, by=dora)


def test_whoever_asked_and_left_does_not_count(asked: str, dora: User, other: User) -> None:
    User.objects.filter(pk=dora.pk).update(is_active=False)
    with pytest.raises(rotation.KeyStepRefused, match="ask anew"):
        rotation.retire_key(asked, by=other)
    assert key_ring.get_ring_file(asked).exists()


def test_nothing_is_sealed_to_a_key_that_is_to_be_retired(
    ring: primitives.PrivateKey, version: QuestionnaireVersion, settings: Settings, tmp_path: Path, dora: User
) -> None:
    rotation.rotate_key(rotation.make_key().pk)
    rotation.ask_retirement(ring.public_key.id, reason="Old", by=dora)
    settings.CLINIC_PUBLIC_KEY_FILE = tmp_path / "old-public-key.json"
    settings.CLINIC_PUBLIC_KEY_FILE.write_text(ring.public_key.to_json())
    with pytest.raises(current_key.WrongKey):
        builders.make_receipt(version)
    rotation.keep_key(ring.public_key.id, by=dora)
    assert builders.make_receipt(version).submission.pk


def test_commands_make_rotate_verify_and_retire(
    ring: primitives.PrivateKey, version: QuestionnaireVersion, dora: User, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.make_receipt(version)
    monkeypatch.setattr(rotation, "RETIREMENT_PAUSE", timedelta(0))
    old_id = ring.public_key.id
    retire = ("keys", "retire", old_id, "--reason", "Old", "--by", "dora", "--confirmed-by")
    assert "It waits" in run_command("keys", "new")[1]
    with pytest.raises(CommandError, match="current key"):
        run_command(*retire, "fritz")
    with pytest.raises(CommandError, match="no key 0123456789abcdef in this machine's folder"):
        run_command("keys", "rotate", "0123456789abcdef")
    assert "Wrapped anew: 1." in run_command("keys", "rotate", "--wait")[1]
    assert f"{old_id}  old" in run_command("keys", "list")[1]
    assert "opens what is wrapped" in run_command("keys", "verify", "--all")[1]
    with pytest.raises(CommandError, match="Somebody else"):
        run_command(*retire, "dora")
    with pytest.raises(CommandError, match="no active account"):
        run_command(*retire, "nobody")
    # Whoever runs it is told why nothing happens for a minute.
    said = run_command(*retire, "fritz")[1]
    assert said.index("It is done in 0 seconds") < said.index("is retired")
    WrappedKey.objects.filter(holder="clinic").update(wrapped=b"\2")
    with pytest.raises(CommandError, match="Faults: 1"):
        run_command("keys", "verify", "--all")


def test_checks_name_what_is_wrong_with_the_keys(ring: primitives.PrivateKey, settings: Settings) -> None:
    def find() -> list[str]:
        key_ring.clear_key_cache()
        found = checks.check_clinic_keys() + checks.check_key_ring(databases=["default"])
        return [str(message.id) for message in found]

    waiting = key_ring.get_ring_file(rotation.make_key().pk)
    assert find() == []
    text = waiting.read_text()
    waiting.write_text(text[: len(text) // 2])
    assert find() == ["fibro.E005", "fibro.E008"]
    waiting.write_text(primitives.PrivateKey.generate().to_json())
    assert find() == ["fibro.E006", "fibro.E008"]
    waiting.unlink()
    assert find() == ["fibro.E008"]
    key_ring.write_key_file(waiting, text)
    waiting.chmod(0o604)
    assert find() == ["fibro.E007"]
    waiting.chmod(0o600)
    ClinicKey.objects.update(current_since=timezone.now() - timedelta(days=800))
    assert find() == ["fibro.W002"]
    settings.CLINIC_PRIVATE_KEY_FILE.write_text(ring.to_json()[:40])
    assert find()[0] == "fibro.E002"


def test_file_that_is_half_copied_does_not_stop_a_process(
    ring: primitives.PrivateKey, settings: Settings, version: QuestionnaireVersion
) -> None:
    assert key_ring.load_clinic_public_key().id == ring.public_key.id
    settings.CLINIC_PUBLIC_KEY_FILE.write_text('{"kind": "clinic pub')
    assert builders.make_receipt(version).submission.pk
