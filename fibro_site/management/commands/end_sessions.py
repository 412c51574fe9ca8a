"""Signs everybody out, for when somebody else may have a staff machine, or a copy of its memory or keys."""

from django.contrib.sessions.models import Session
from django.core.management import BaseCommand


class Command(BaseCommand):
    help = "Ends the sessions of all staff. Everyone has to sign in again."

    def handle(self, *args: object, **options: object) -> None:
        ended, _ = Session.objects.all().delete()
        self.stdout.write(f"{ended} sessions ended.")
