"""Builds the index of the search anew, from everything that is published."""

from argparse import ArgumentParser

from django.core.management import BaseCommand

from articles.models import SearchEntry
from articles.search.indexing import rebuild_index


class Command(BaseCommand):
    help = "Builds the index of the site's search anew. Publishing keeps it up; nothing is found meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing if the index has entries")

    def handle(self, *args: object, if_empty: bool, verbosity: int, **options: object) -> None:
        if if_empty and SearchEntry.objects.exists():
            return
        total = rebuild_index()
        if verbosity:
            self.stdout.write(f"{total} pages and works can be found.")
