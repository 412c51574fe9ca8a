"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")

application = get_wsgi_application()

from fibro_site.processes import startup  # noqa: E402 -- it reads models, which the line above loads

startup.verify_process()
