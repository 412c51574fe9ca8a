#!/usr/bin/env python3
"""Django's command line."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
    try:
        settings.configured or settings.INSTALLED_APPS  # noqa: B018 -- reads them
    except ImproperlyConfigured as error:
        # For a mistyped setting this line is enough, without a traceback.
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
