"""Updates the message catalogs from the sources: adds new messages, and removes those that are no longer used.

It needs no gettext tools. Translate the new messages in locale/<language>/LC_MESSAGES/django.po, and run `make setup`.
"""

from django.core.management import BaseCommand

from fibro_site.setup import catalogs


class Command(BaseCommand):
    help = "Updates the message catalogs in locale/ from the sources."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        for language in catalogs.list_catalog_languages():
            catalogs.update_catalog(language)
            untranslated = len(catalogs.find_untranslated(language))
            self.stdout.write(f"{language}: {untranslated} messages to translate")
