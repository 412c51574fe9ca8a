"""What this process is: its role, and the URLs that it answers at."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from fibro_site.settings.paths import env

DEBUG = env.bool("DEBUG", default=False)

BASE_URL = env("FIBRO_BASE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
# Where staff sign in. Links in emails to visitors use BASE_URL, links in emails to staff this one.
STAFF_BASE_URL = env("FIBRO_STAFF_BASE_URL", default=BASE_URL).rstrip("/")

# public: the visitors' site, which holds no key that opens a submission. staff: the admin. all: both, on one machine.
ROLE = env("FIBRO_ROLE", default="all")
if ROLE not in {"public", "staff", "all"}:
    raise ImproperlyConfigured(f"FIBRO_ROLE is {ROLE!r}; it must be public, staff or all.")
# The two sides share nothing but the database: each has caches, sessions and a secret key of its own.
SIDE = "public" if ROLE == "public" else "staff"

OWN_URLS = sorted({"public": {BASE_URL}, "staff": {STAFF_BASE_URL}, "all": {BASE_URL, STAFF_BASE_URL}}[ROLE])
OWN_HOSTS = [urlsplit(url).hostname or "" for url in OWN_URLS]
IS_HTTPS = all(url.startswith("https://") for url in OWN_URLS)
