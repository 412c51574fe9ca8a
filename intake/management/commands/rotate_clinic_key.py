"""Make the key pair in the keys folder the clinic's current one, and wrap the data key of each submission to it.

1. Stop the staff's processes. Move clinic-private-key.json and clinic-public-key.json out of the keys folder to a safe
   place, and run `python -m fibro_site.setup.bootstrap`: it makes a new pair.
2. Run this command with the path of the private key that was moved. It can be run again at any time: submissions that
   were sent to the old key meanwhile are wrapped too.
3. Start the staff's processes. Copy the new public key to each public machine and restart it; until then that machine
   takes no submission and reports itself as down.
4. Destroy the old private key once a last run has found nothing.
"""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from intake import remarks
from intake.encryption import key_ring, primitives, submission_keys
from intake.enums import Holder
from intake.models import CurrentKey, WrappedKey


class Command(BaseCommand):
    help = (
        "Makes the key pair in the keys folder the clinic's current one, and re-encrypts all submissions' keys for it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old_private_key", type=Path, help="file of the previous private key")

    def handle(self, *args: object, old_private_key: Path, **options: object) -> None:
        try:
            old = primitives.PrivateKey.from_json(old_private_key.read_text(encoding="ascii"))
            new = key_ring.load_clinic_private_key().public_key
        except (OSError, ValueError, KeyError, key_ring.KeyUnavailable) as error:
            raise CommandError(
                "A private key cannot be read. Check the file that you named and the keys folder."
            ) from error
        if key_ring.load_clinic_public_key().id != new.id:
            raise CommandError("The private and the public key in the keys folder do not match.")
        with transaction.atomic():
            recorded = CurrentKey.objects.select_for_update().filter(pk=1).first()
            if recorded is not None and recorded.key_id not in {old.public_key.id, new.id}:
                raise CommandError("The file that you named is not the previous private key.")
            count, left = rewrap_data_keys(old, new)
            left += remarks.rewrap_remarks(old, new)
            CurrentKey.objects.update_or_create(pk=1, defaults={"key_id": new.id})
        self.stdout.write(f"Submissions re-encrypted: {count}.")
        if left:
            self.stderr.write(f"Keys that do not open, and were left: {left}. This site did not write them.")


def rewrap_data_keys(old: primitives.PrivateKey, new: primitives.PublicKey) -> tuple[int, int]:
    """Wrap each data key that is wrapped to `old` to `new` instead. Return how many there were, and how many were left.

    Whoever broke into a public machine can add rows that say so and do not open. They must not keep the key from being
    changed just then.
    """
    ids = WrappedKey.objects.filter(holder=Holder.CLINIC, key_id=old.public_key.id).values_list("pk", flat=True)
    count = left = 0
    for pk in list(ids):
        wrapped_key = WrappedKey.objects.select_related("submission").get(pk=pk)
        context = submission_keys.build_wrapped_key_context(wrapped_key.submission, Holder.CLINIC)
        try:
            data_key = old.unwrap(wrapped_key.wrapped, context=context)
        except primitives.SealError:
            left += 1
            continue
        wrapped_key.wrapped = new.wrap(data_key, context=context)
        wrapped_key.key_id = new.id
        wrapped_key.save(update_fields=["wrapped", "key_id"])
        count += 1
    return count, left
