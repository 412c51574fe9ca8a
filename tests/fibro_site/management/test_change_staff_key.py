"""A new staff key loses nothing: neither the secrets of receivers, nor second factors, nor the proofs of the audit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError
from django.test import Client
from pytest_django import Settings

from fibro_site import checks as site_checks
from intake.audit import chain, checks, outside_changes
from intake.contact_index import indexing
from intake.delivery import receivers
from intake.delivery.errors import TransportError
from intake.encryption import key_ring, primitives
from intake.encryption.primitives import StaffKey
from intake.enums import Action, ReceiverKind
from intake.models import AuditEntry, Receiver, Submission
from tests.fibro_site.accounts.authenticator import compute_code
from tests.intake import builders
from tests.intake.management.command_line import run_command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def staff_key(settings: Settings, tmp_path: Path, db: None) -> Iterator[StaffKey]:
    """A staff key for one test."""
    key = StaffKey.generate()
    settings.STAFF_KEY_FILE = tmp_path / "staff-key.json"
    key_ring.write_key_file(settings.STAFF_KEY_FILE, key.to_json())
    key_ring.clear_key_cache()
    checks.begin_proof()
    yield key
    key_ring.clear_key_cache()


@pytest.fixture
def program() -> Receiver:
    receiver = Receiver(name="Records", kind=ReceiverKind.WEBHOOK, url="https://records.example/")
    receivers.seal_secret(receiver, b"sixteen and eight more bytes")
    receiver.save(force_insert=True)
    return receiver


@pytest.fixture
def submission() -> Submission:
    return builders.make_receipt(builders.make_version()).submission


def read_key_id(program: Receiver) -> str:
    """Return the id of the key that the secret is sealed under."""
    return bytes(Receiver.objects.get(pk=program.pk).sealed_secret)[1:9].hex()


def test_receivers_keep_their_secrets_and_colleagues_their_factors(
    staff_key: StaffKey, program: Receiver, dora: User, tmp_path: Path
) -> None:
    before = read_key_id(program)
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(dora, seed)
    codes = RecoveryCodes.activate(dora).generate_codes()
    code, out, _err = run_command("change_staff_key", "--by", "dora")
    assert (code, "Sealed anew: 1 secrets of receivers, 2 second factors." in out) == (0, True)
    new = key_ring.load_staff_key()
    assert new != staff_key
    assert read_key_id(program) != before
    # Without the old key, everything opens.
    [former] = (tmp_path / key_ring.FORMER_STAFF_FOLDER).iterdir()
    assert (former.name, former.stat().st_mode & 0o777) == (f"{staff_key.id}.json", 0o600)
    former.unlink()
    assert receivers.read_secret(Receiver.objects.get()) == b"sixteen and eight more bytes"
    factor, recovery = (Authenticator.objects.get(type=type_).wrap() for type_ in ("totp", "recovery_codes"))
    assert factor.validate_code(compute_code(seed))
    assert recovery.validate_code(codes[0])
    entry = AuditEntry.objects.get(action=Action.STAFF_KEY_CHANGED)
    assert (entry.actor_name, entry.detail) == ("dora", {"former": staff_key.id, "key": new.id})


def test_what_was_sealed_before_opens_while_it_is_sealed_anew(program: Receiver) -> None:
    """A process killed between the two steps leaves it so, and so does another machine that was just given the key."""
    key_ring.replace_staff_key(StaffKey.generate())
    assert receivers.read_secret(program) == b"sixteen and eight more bytes"
    before = read_key_id(program)
    assert run_command("change_staff_key")[0] == 0
    assert read_key_id(program) != before
    assert len(key_ring.list_former_staff_keys()) == 2


def test_audit_still_verifies_and_submissions_are_found_again(submission: Submission) -> None:
    submission = Submission.objects.select_related("version").get(pk=submission.pk)
    indexing.index_due_submissions(seconds=10)
    digests = set(submission.contact_digests.values_list("digest", flat=True))
    assert digests
    run_command("change_staff_key")
    assert checks.check_audit() is None
    assert chain.is_genuine(AuditEntry.objects.get(action=Action.SUBMITTED))
    assert outside_changes.find_changes(submission) == []
    indexing.index_due_submissions(seconds=10)
    found = set(submission.contact_digests.values_list("digest", flat=True))
    assert (len(found), found & digests) == (len(digests), set())


def test_forgotten_key_proves_and_opens_nothing(program: Receiver, submission: Submission) -> None:
    sealed = Receiver.objects.get().sealed_secret
    assert "Former keys deleted here: 1." in run_command("change_staff_key", "--forget")[1]
    assert key_ring.list_former_staff_keys() == []
    assert receivers.read_secret(Receiver.objects.get()) == b"sixteen and eight more bytes"
    Receiver.objects.update(sealed_secret=sealed)
    with pytest.raises(TransportError, match="no secret"):
        receivers.read_secret(Receiver.objects.get())
    assert not chain.is_genuine(AuditEntry.objects.get(action=Action.SUBMITTED))


def test_keys_are_not_forgotten_while_something_does_not_open(program: Receiver) -> None:
    stranger = StaffKey.generate()
    context = receivers.build_secret_context(program)
    sealed = primitives.seal_bytes(stranger.key_for(receivers.SECRETS_PURPOSE), b"other", context=context)
    Receiver.objects.update(sealed_secret=sealed)
    with pytest.raises(CommandError, match="some values do not open"):
        run_command("change_staff_key", "--forget")
    assert len(key_ring.list_former_staff_keys()) == 1
    assert bytes(Receiver.objects.get().sealed_secret) == sealed


def test_everybody_signs_in_anew(dora_client: Client) -> None:
    assert dora_client.get("/admin/").status_code == 200
    run_command("change_staff_key")
    assert not Session.objects.exists()
    assert dora_client.get("/admin/").status_code == 302


def test_former_key_that_everybody_can_read_is_named() -> None:
    run_command("change_staff_key")
    [file] = key_ring.list_former_staff_files()
    file.chmod(0o644)
    assert [found.id for found in site_checks.check_ring_files()] == ["fibro.E007"]


def test_only_a_process_with_the_key_changes_it(settings: Settings) -> None:
    settings.STAFF_KEY_FILE = None
    with pytest.raises(CommandError, match="Run this where the staff key is"):
        run_command("change_staff_key")


def test_key_that_cannot_be_written_changes_nothing(staff_key: StaffKey, program: Receiver, tmp_path: Path) -> None:
    (tmp_path / key_ring.FORMER_STAFF_FOLDER).write_bytes(b"")
    with pytest.raises(CommandError, match=r"The key cannot be written \(.+\)\. Nothing is lost"):
        run_command("change_staff_key")
    key_ring.clear_key_cache()
    assert key_ring.load_staff_key() == staff_key
    assert receivers.read_secret(program) == b"sixteen and eight more bytes"


def test_two_do_not_change_it_at_once(staff_key: StaffKey) -> None:
    with key_ring.lock_staff_key(), pytest.raises(CommandError, match="Somebody else is changing the staff key"):
        run_command("change_staff_key")
    assert key_ring.load_staff_key() == staff_key
    assert run_command("change_staff_key")[0] == 0


@pytest.mark.parametrize(
    ("content", "error"),
    [("", "fibro.E005"), ("{}", "fibro.E005"), (StaffKey.generate().to_json(), "fibro.E006")],
    ids=["empty", "none", "another"],
)
def test_former_key_that_is_damaged_is_named(content: str, error: str) -> None:
    run_command("change_staff_key")
    [file] = key_ring.list_former_staff_files()
    assert site_checks.check_ring_files() == []
    file.write_text(content, encoding="ascii")
    [found] = site_checks.check_ring_files()
    assert (found.id, file.stem in found.msg) == (error, True)
