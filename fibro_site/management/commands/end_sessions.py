"""Signs everybody out: when a staff machine, or a copy of its memory or keys, may be in strange hands."""

from typing import Any

from django.contrib.sessions.models import Session
from django.core.management import BaseCommand


class Command(BaseCommand):
    help = "End the sessions of all staff. Everybody signs in anew."

    def handle(self, *args: Any, **options: Any) -> None:
        ended, _ = Session.objects.all().delete()
        self.stdout.write(f"{ended} sessions ended.")
