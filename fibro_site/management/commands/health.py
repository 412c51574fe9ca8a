"""Report the state of the site and of each of its parts. Exit code 1 while it is down, 2 while it is degraded."""

import sys

from django.core.management.base import BaseCommand

from fibro_site.operations import health_checks

EXIT_CODES = {"ok": 0, "down": 1, "degraded": 2}


class Command(BaseCommand):
    help = __doc__ or ""
    # The command itself reports what is wrong.
    requires_system_checks: list[str] = []

    def handle(self, **_options: object) -> None:
        status, parts = health_checks.check_all_parts()
        self.stdout.write(status)
        for name, state in parts.items():
            self.stdout.write(f"  {name:<12}{state}")
        if code := EXIT_CODES[status]:
            sys.exit(code)
