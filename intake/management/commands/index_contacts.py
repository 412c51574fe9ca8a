"""Make submissions findable by contact details, all that are due, or with --anew all that there are.

The site does it by itself within seconds. Run it with --anew when the staff key or PHONE_COUNTRY_CODE has changed:
older digests find nothing any more.
"""

from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from intake.contact_index import indexing
from intake.encryption.key_ring import KeyUnavailable


class Command(BaseCommand):
    help = "Computes the digests by which submissions are found by email address, phone number or name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="compute all digests again")

    def handle(self, *args: object, anew: bool, **options: object) -> None:
        if anew:
            with transaction.atomic():
                indexing.schedule_all()
        count = 0
        try:
            while done := indexing.index_due_submissions(seconds=600):
                count += done
        except KeyUnavailable as error:
            raise CommandError("This process has not the keys to open submissions.") from error
        self.stdout.write(f"Submissions indexed: {count}.")
