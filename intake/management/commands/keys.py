"""The clinic's key ring: make, list, change, retire and verify key pairs.

1. `manage.py keys new` makes the next pair, which waits in the folder of keys. With several staff machines, copy the
   file that it names to each of them, into the same folder.
2. `manage.py keys rotate ID` makes it the current one. Nothing stops: running processes read the new files, and what is
   wrapped to the old key is wrapped anew in the background; `manage.py keys list` and Settings > Keys in the admin show
   how far that is. Copy clinic-public-key.json to each public machine, before or after; until then that machine goes on
   with the old one.
3. `manage.py keys retire ID --by NAME --confirmed-by OTHER --reason TEXT` deletes an old private key once nothing is
   wrapped to it. Two people do it. A backup of the database from before can then no longer be read: keep an offline
   copy of the key as long as you keep such backups.
"""

import math
import time
from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError

from intake.audit import anchors
from intake.encryption import current_key, key_ring, rewrapping, rotation
from intake.encryption.rotation import KeyStepRefused
from intake.models import ClinicKey

NO_SHARES = (
    "There is no command to split a private key in shares: no kept and reviewed library does it with the care that a "
    "clinic's key needs (docs/security.md says what to do instead)."
)


class Command(BaseCommand):
    help = f"Makes, lists, changes, retires and verifies the clinic's key pairs. {NO_SHARES}"

    def add_arguments(self, parser: ArgumentParser) -> None:
        subparsers = parser.add_subparsers(dest="subcommand", required=True)
        new = subparsers.add_parser("new", help="make the next key pair, which waits")
        subparsers.add_parser("list", help="list the key pairs, and how much is wrapped to each")
        rotate = subparsers.add_parser("rotate", help="make a waiting pair the current one")
        rotate.add_argument("key", nargs="?", help="its id; the latest that waits, if it is left out")
        rotate.add_argument("--wait", action="store_true", help="wrap everything anew now, and wait for it")
        retire = subparsers.add_parser("retire", help="delete an old private key that nothing is wrapped to")
        retire.add_argument("key")
        retire.add_argument("--by", required=True, metavar="NAME", help="the account of who asks for it")
        retire.add_argument("--confirmed-by", required=True, metavar="NAME", help="the account of who confirms it")
        retire.add_argument("--reason", required=True)
        verify = subparsers.add_parser("verify", help="check every key of the ring")
        verify.add_argument("--all", action="store_true", help="open every wrapped value too")
        for subparser in (new, rotate):
            subparser.add_argument("--by", metavar="NAME", help="your account, for the audit")

    def handle(self, *args: object, subcommand: str, **options: object) -> None:
        steps = {"new": self.make, "list": self.list, "rotate": self.rotate, "retire": self.retire}
        try:
            steps.get(subcommand, self.verify)(options)
        except KeyStepRefused as error:
            raise CommandError(str(error)) from error
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"Run this where the clinic's private keys are: {error}.") from error
        except OSError as error:
            raise CommandError(
                f"A key cannot be written ({error.strerror}). Nothing is lost: run this again."
            ) from error

    def make(self, options: dict[str, object]) -> None:
        key = rotation.make_key(by=find_account(options["by"]))
        self.stdout.write(f"Made {key.pk}. It waits: `manage.py keys rotate {key.pk}` makes it the current one.")
        self.stdout.write(f"Its private half, for every staff machine: {key_ring.get_ring_file(key.pk)}")

    def list(self, options: dict[str, object]) -> None:
        counts, current = rewrapping.count_values(), current_key.get_current_key_id()
        for key in ClinicKey.objects.all():
            state = describe_state(key, current)
            self.stdout.write(f"{key.pk}  {state:8}  made {key.made_at:%Y-%m-%d}  {counts.pop(key.pk, 0)} values")
        for key_id, count in counts.items():
            self.stdout.write(f"{key_id}  unknown   {count} values")
        self.stdout.write(f"Public half of the key that signs anchors of the audit: {anchors.show_public_half()}")

    def rotate(self, options: dict[str, object]) -> None:
        waiting = ClinicKey.objects.filter(current_since=None, retired_at=None).values_list("pk", flat=True).first()
        key_id = str(options["key"] or waiting or current_key.get_current_key_id())
        if key_id not in key_ring.list_key_ids():
            raise KeyStepRefused(f"There is no key {key_id} in this machine's folder of keys. Copy it there first.")
        rotation.rotate_key(key_id, by=find_account(options["by"]))
        self.stdout.write(f"The current key is {key_id}. Copy clinic-public-key.json to each public machine.")
        if options["wait"]:
            result = rotation.rewrap_and_record()
            self.stdout.write(f"Wrapped anew: {result.done}. Left, because they do not open: {result.left}.")

    def retire(self, options: dict[str, object]) -> None:
        key_id, asker, confirmer = str(options["key"]), get_account(options["by"]), get_account(options["confirmed_by"])
        if asker == confirmer:
            raise KeyStepRefused("Somebody else must confirm it: two people retire a key.")
        rotation.ask_retirement(key_id, reason=str(options["reason"]), by=asker)
        # What is just being sealed to it has to be stored, and wrapped anew.
        pause = rotation.get_pause(ClinicKey.objects.get(pk=key_id))
        self.stdout.write(f"Asked for. It is done in {math.ceil(pause)} seconds, once what is being sent has arrived.")
        self.stdout.flush()
        time.sleep(pause)
        rotation.rewrap_and_record()
        rotation.retire_key(key_id, by=confirmer)
        self.stdout.write(
            f"{key_id} is retired, and its private half is deleted here. Delete it on other machines too."
        )

    def verify(self, options: dict[str, object]) -> None:
        faults = []
        for key in ClinicKey.objects.filter(retired_at=None):
            try:
                rotation.verify_pair(key_ring.load_private_key(key.pk))
            except (key_ring.KeyUnavailable, KeyStepRefused):
                faults.append(f"{key.pk} is missing, or does not open what is wrapped to it")
        if options["all"]:
            faults += [f"{place} does not open" for place in rewrapping.find_unopenable()]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"Faults: {len(faults)}.")
        self.stdout.write("Every key of the ring opens what is wrapped to it.")


def describe_state(key: ClinicKey, current: str | None) -> str:
    if key.retired_at:
        return "retired"
    if key.pk == current:
        return "expired" if current_key.is_expired(key) else "current"
    return "old" if key.current_since else "waits"


def find_account(name: object) -> User | None:
    return get_account(name) if name else None


def get_account(name: object) -> User:
    account = User.objects.filter(username=name, is_active=True).first()
    if account is None:
        raise CommandError(f"There is no active account {name}.")
    return account
