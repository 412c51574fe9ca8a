"""Makes key pairs, changes which one is current, and retires old ones. Each step stands in the audit.

Every step can be killed and run again: files are written before the database says that they are there, and are deleted
after it says that nobody needs them.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from intake.audit import chain
from intake.audit.site_actor import SITE
from intake.encryption import current_key, key_ring, primitives, rewrapping
from intake.encryption.rewrapping import RewrapResult
from intake.enums import Action
from intake.models import AuditEntry, ClinicKey, CurrentKey

# What a process began to seal before the retirement was asked for is stored by then.
RETIREMENT_PAUSE = timedelta(minutes=1)


class KeyStepRefused(Exception):
    """The step would lose something, or needs another one first. The text says which."""


def make_key(*, by: User | None = None) -> ClinicKey:
    """Make the next key pair, which waits in the ring until `rotate_key`. Raises KeyUnavailable without the keys."""
    current_key.record_current_key()
    private = primitives.PrivateKey.generate()
    key_ring.write_key_file(key_ring.get_ring_file(private.public_key.id), private.to_json())
    with transaction.atomic():
        key = ClinicKey.objects.create(pk=private.public_key.id, made_at=timezone.now())
        chain.record_action(Action.KEY_MADE, by=by or SITE, key=key.pk)
    return key


def rotate_key(key_id: str, *, by: User | None = None) -> None:
    """Make a key pair of the ring the current one, in the database and in this machine's files.

    Run again, on this machine or on another that shares the database, it puts the files right. Raises KeyStepRefused,
    and KeyUnavailable if the ring does not have the key.
    """
    new, old = key_ring.load_private_key(key_id), key_ring.load_clinic_private_key()
    verify_pair(new)
    # First of all: from here on the old private key is in the ring, whatever happens.
    key_ring.write_key_file(key_ring.get_ring_file(old.public_key.id), old.to_json())
    with transaction.atomic():
        recorded = CurrentKey.objects.select_for_update().get(pk=1)
        if ClinicKey.objects.filter(pk=key_id).exclude(retired_at=None).exists():
            raise KeyStepRefused("That key is retired.")
        if recorded.key_id != key_id:
            now = timezone.now()
            ClinicKey.objects.get_or_create(pk=key_id, defaults={"made_at": now})
            ClinicKey.objects.filter(pk=key_id).update(current_since=now)
            former, recorded.key_id = recorded.key_id, key_id
            recorded.save()
            chain.record_action(Action.KEY_ROTATED, by=by or SITE, former=former, key=key_id)
    key_ring.write_current_pair(new)


def verify_pair(private: primitives.PrivateKey) -> None:
    """Wrap something to a key pair and unwrap it. Raises KeyStepRefused if that fails."""
    context = "intake.clinickey/test"
    try:
        private.unwrap(private.public_key.wrap(primitives.generate_data_key(), context=context), context=context)
    except primitives.SealError as error:
        raise KeyStepRefused("That key does not open what is wrapped to it.") from error


def rewrap_and_record(*, seconds: float = float("inf")) -> RewrapResult:
    """Wrap to the current key what is wrapped to old ones, and record how much that was. Raises KeyUnavailable."""
    result = rewrapping.rewrap_values(seconds=seconds)
    if result.done:
        with transaction.atomic():
            to = current_key.get_current_key_id() or ""
            chain.record_action(Action.KEYS_REWRAPPED, by=SITE, to=to, count=str(result.done), left=str(result.left))
    return result


def ask_retirement(key_id: str, *, reason: str, by: User) -> None:
    """Ask for a key to be retired: from now on nothing is sealed to it. Raises KeyStepRefused.

    It goes on opening what is wrapped to it, until another person confirms.
    """
    if not reason.strip():
        raise KeyStepRefused("Say why.")
    with transaction.atomic():
        key = get_retirable_key(key_id)
        key.retirement_reason, key.retirement_asked_by = reason.strip()[:200], by.get_username()
        key.retirement_asked_at = timezone.now()
        key.save()
        chain.record_action(Action.KEY_RETIREMENT_ASKED, by=by, key=key_id)


def retire_key(key_id: str, *, by: User) -> None:
    """Retire a key that somebody else asked to retire, and delete its private half from this machine.

    Nothing that opens may be wrapped to it. Raises KeyStepRefused, and KeyUnavailable if this machine does not have the
    key: then it could not tell what opens.
    """
    key_ring.load_private_key(key_id)
    with transaction.atomic():
        key = get_retirable_key(key_id)
        asked = find_request(key_id)
        if asked is None or not key.retirement_asked_by:
            raise KeyStepRefused("Nobody has asked for this key to be retired.")
        if asked.actor_id == str(by.pk):
            raise KeyStepRefused("Somebody else must confirm it: two people retire a key.")
        if not User.objects.filter(pk=asked.actor_id, is_active=True).exists():
            raise KeyStepRefused("The account of whoever asked is closed. Somebody else must ask anew.")
        if get_pause(key):
            raise KeyStepRefused("This was asked for a moment ago. Wait a minute: something may just be sealed to it.")
        key.retired_by, key.retired_at = by.get_username(), timezone.now()
        key.save()
        if left := rewrapping.count_openable(key_id):
            raise KeyStepRefused(f"{left} values are still wrapped to this key. Wait until they are wrapped anew.")
        chain.record_action(Action.KEY_RETIRED, by=by, key=key_id, asked_by=asked.actor_name)
    key_ring.get_ring_file(key_id).unlink(missing_ok=True)


def find_request(key_id: str) -> AuditEntry | None:
    """Return the entry by which a key is to be retired, or None.

    The audit is asked and not the key's row: that names whoever asked by a name, which can be changed, and whoever can
    write to the database can write any name there.
    """
    steps = (Action.KEY_RETIREMENT_ASKED, Action.KEY_KEPT)
    entries = AuditEntry.objects.filter(action__in=steps, detail__key=key_id).order_by("-sequence")
    latest = next(filter(chain.is_genuine, entries), None)
    return latest if latest and latest.action == Action.KEY_RETIREMENT_ASKED else None


def keep_key(key_id: str, *, by: User) -> None:
    """Take back that a key was to be retired. Raises KeyStepRefused."""
    with transaction.atomic():
        key = get_retirable_key(key_id)
        key.retirement_reason = key.retirement_asked_by = ""
        key.retirement_asked_at = None
        key.save()
        chain.record_action(Action.KEY_KEPT, by=by, key=key_id)


def get_pause(key: ClinicKey) -> float:
    """Return for how many seconds the retirement of a key cannot be confirmed yet."""
    asked_at = key.retirement_asked_at or timezone.now()
    return max(0.0, (asked_at + RETIREMENT_PAUSE - timezone.now()).total_seconds())


def get_retirable_key(key_id: str) -> ClinicKey:
    """Return a key that may be retired, its row locked. Raises KeyStepRefused."""
    key = ClinicKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None or key.retired_at:
        raise KeyStepRefused("There is no such key, or it is retired already.")
    if key_id == current_key.get_current_key_id():
        raise KeyStepRefused("This is the current key. Rotate to another one first.")
    return key
