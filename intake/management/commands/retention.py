"""What the rules of retention will have erased.

manage.py retention             a dry run: what is due, on which day, and what holds it. Nothing is changed
manage.py retention --erase     what the nightly task does: plan, tell the manager, erase what they were told of
"""

from argparse import ArgumentParser
from collections import Counter

from django.core.management import BaseCommand

from intake import tasks
from intake.models import Submission
from intake.retention import holds, plans


class Command(BaseCommand):
    help = "Lists what the rules of retention will have erased within a month. Erases nothing without --erase."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--erase", action="store_true", help="do what the nightly task does")

    def handle(self, *args: object, erase: bool, **options: object) -> None:
        if erase:
            tasks.apply_retention()
        due = plans.compute_due_dates()
        for day, count in sorted(Counter(due.values()).items()):
            self.stdout.write(f"Due on {day}: {count}")
        for submission in Submission.objects.filter(pk__in=due).only("reference"):
            until = holds.find_hold_end(submission)
            if until:
                self.stdout.write(f"{submission.reference} is on hold until {until}.")
        self.stdout.write(f"Due within a month: {len(due)}. Told and ready to be erased: {len(plans.list_ready())}.")
