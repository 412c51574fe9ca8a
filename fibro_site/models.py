"""What the site itself stores."""

from django.db import models


class ContentChange(models.Model):
    """That something changed which readers may see. The database writes it (fibro_site/page_cache/content_triggers.py).

    On PostgreSQL there is a row for each transaction that changed something, with the transaction's id, so that two of
    them never wait for each other. SQLite, where only one writes at a time, has a single row.
    """

    id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(help_text="How many rows were changed.")

    def __str__(self) -> str:
        return f"{self.id}: {self.number}"


class BeatLease(models.Model):
    """Which beat sends tasks, and until when no other one does (fibro_site/processes/beat_lease.py). A single row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    holder = models.CharField(max_length=36)
    until = models.DateTimeField()
    last_runs = models.JSONField(default=dict, help_text="When each task was last sent: ISO 8601, by its name.")

    def __str__(self) -> str:
        return f"{self.holder} until {self.until:%H:%M:%S}"
