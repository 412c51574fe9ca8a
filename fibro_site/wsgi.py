"""The WSGI application that granian serves: the page cache, and behind it Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- Django is set up now

from fibro_site.page_cache import pages  # noqa: E402 -- it reads models, which are loaded now
from fibro_site.processes import startup  # noqa: E402 -- the same

startup.verify_process()

page_cache = pages.create_page_cache(django_application) if settings.PAGE_CACHE else None
application = page_cache or django_application
