"""Makes a new staff key, and seals under it what was sealed under the one of before.

Nothing stops: running processes read the new key, and whatever was sealed under the old one opens until it is sealed
anew. Receivers keep their secrets, and colleagues their second factors. Everybody signs in anew. Submissions are found
by contact details again as soon as each is indexed anew.

The old key stays in the folder former-staff-keys, because it proves the entries of the audit that were made under it.
If somebody else may have it, run `manage.py audit verify` and then this with --forget: nothing is believed any more
that the old key proves, so what was proven before cannot be verified from then on. Keep an offline copy for that.

With several staff machines, copy staff-key.json and that folder to the others at once.

It may be killed and run again.
"""

from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from fibro_site.accounts import second_factors
from intake.audit import anchors, chain
from intake.audit.site_actor import SITE
from intake.contact_index import indexing
from intake.delivery import receivers
from intake.encryption import key_ring
from intake.encryption.primitives import StaffKey
from intake.enums import Action
from intake.retention import requests


class Command(BaseCommand):
    help = "Makes a new staff key, and seals receivers' secrets and second factors under it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forget", action="store_true", help="delete the keys of before: somebody may have one")
        parser.add_argument("--by", metavar="NAME", help="your account, for the audit")

    def handle(self, *args: object, forget: bool, by: str | None, **options: object) -> None:
        account = User.objects.filter(username=by, is_active=True).first() if by else SITE
        if account is None:
            raise CommandError(f"There is no active account {by}.")
        try:
            with key_ring.lock_staff_key():
                former, new = key_ring.load_staff_key(), StaffKey.generate()
                key_ring.replace_staff_key(new)
                left = self.reseal(former, new, account)
                # Still alone: the key that another process makes is a former one as soon as the next is made.
                if forget and not left:
                    self.stdout.write(f"Former keys deleted here: {key_ring.forget_former_staff_keys()}.")
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"Run this where the staff key is: {error}.") from error
        except BlockingIOError as error:
            raise CommandError("Somebody else is changing the staff key just now.") from error
        except OSError as error:
            raise CommandError(
                f"The key cannot be written ({error.strerror}). Nothing is lost: run this again."
            ) from error
        if forget and left:
            raise CommandError("The keys of before are kept: some values do not open. Enter or remove them first.")
        self.stdout.write(f"Public half of the key that signs anchors of the audit: {anchors.show_public_half()}")

    def reseal(self, former: StaffKey, new: StaffKey, by: chain.Actor) -> int:
        """Seal everything anew in one transaction, and return how many values do not open under any key."""
        with transaction.atomic():
            secrets, unreadable_secrets = receivers.reseal_secrets()
            factors, unreadable_factors = second_factors.reseal_seeds()
            indexing.schedule_all()
            # Their rows are found by a key that follows from the staff key.
            Session.objects.all().delete()
            # A role that does both sides' work proves patients' requests by the staff key too.
            requests.record_requests_anew()
            chain.record_action(Action.STAFF_KEY_CHANGED, by=by, former=former.id, key=new.id)
        self.stdout.write(f"Sealed anew: {secrets} secrets of receivers, {factors} second factors.")
        left = unreadable_secrets + unreadable_factors
        if left:
            self.stdout.write(f"Left, because they do not open: {left}.")
        return left
