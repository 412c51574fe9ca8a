"""Caches: of a side's processes, and in front of the site."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from fibro_site.settings.paths import VAR, env
from fibro_site.settings.role import DEBUG, OWN_URLS, SIDE
from fibro_site.settings.security import ALLOWED_HOSTS
from fibro_site.settings.wagtail import ADMIN_PREFIX


def configure_json_cache(config: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration of a cache, changed so that it stores JSON, and this side's values only.

    Raises ImproperlyConfigured for a cache that would unpickle what it reads: whoever can write to that could run code
    in this process.
    """
    match config["BACKEND"].rpartition(".")[2]:
        case "FileBasedCache":
            return {
                **config,
                "BACKEND": "fibro_site.serving.json_cache.JsonFileCache",
                "LOCATION": str(Path(config["LOCATION"]) / SIDE),
                # Django's 300 are soon full, and then it drops counted guesses and used codes at random.
                "OPTIONS": {"MAX_ENTRIES": 10_000, **config.get("OPTIONS", {})},
            }
        case "RedisCache":
            return {
                **config,
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                # django-environ has in small letters what the URL says, where Django does not look.
                "KEY_PREFIX": f"{config.get('KEY_PREFIX') or config.get('key_prefix', 'fibro')}-{SIDE}",
                # Every page asks it: one that hangs must not hold all threads.
                "OPTIONS": {
                    "socket_connect_timeout": 1,
                    "socket_timeout": 1,
                    **config.get("OPTIONS", {}),
                    "serializer": "fibro_site.serving.json_cache.JsonSerializer",
                },
            }
        case "DummyCache":
            return config
    raise ImproperlyConfigured(
        "CACHE_URL must start with filecache:// or rediscache://. Other caches store pickles, which are not safe."
    )


# Shared by the processes of a side, for sign-in limits, used one-time codes and Wagtail's root paths. It never holds an
# answer.
CACHES = {
    "default": configure_json_cache(env.cache("CACHE_URL", default=f"filecache://{VAR}/cache")),
    # Wagtail would store whole rows here, which JSON cannot hold; our pages fetch them with one query
    # (articles/rendering/body.py).
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# A cache in front of the site, such as Varnish or nginx; empty where there is none.
FRONT_CACHE_URL = env("FRONT_CACHE_URL", default="")
WAGTAILFRONTENDCACHE = (
    {"default": {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": FRONT_CACHE_URL}}
    if FRONT_CACHE_URL
    else {}
)
# A page has one URL, which has its language in it: there are no others to purge.
WAGTAILFRONTENDCACHE_LANGUAGES: list[str] = []

# Whole pages for readers of whom nothing is known, kept until something changes that readers may see
# (docs/adr/0047-page-cache.md).
PAGE_CACHE = env.bool("PAGE_CACHE", default=not DEBUG)
PAGE_CACHE_FOLDER = VAR / "cache" / f"pages-{SIDE}"
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_MB", default=200) * 1024 * 1024
# What each web process holds itself of them.
PAGE_CACHE_MEMORY_BYTES = 8 * 1024 * 1024
# Several machines share pages where they share the cache.
PAGE_CACHE_REDIS_URL = CACHES["default"]["LOCATION"] if CACHES["default"]["BACKEND"].endswith("RedisCache") else ""
PAGE_CACHE_PREFIX = f"{CACHES['default'].get('KEY_PREFIX', 'fibro')}"
PAGE_CACHE_PAGES = 5_000
# A page is rendered anew after so long, even if nothing changed.
PAGE_CACHE_SECONDS = 3600
# Only these are kept: whatever is not listed is for one reader.
PAGE_CACHE_PAGE_TYPES = {
    "articles.ArticleIndexPage",
    "articles.ArticlePage",
    "articles.FaqPage",
    "articles.GlossaryPage",
    "articles.HomePage",
    "articles.InformationPage",
    "articles.PeopleIndexPage",
    "articles.PersonPage",
}
PAGE_CACHE_VIEWS = {"library", "reference"}
# A request with any other parameter is for one reader.
PAGE_CACHE_PARAMETERS = {"page"}
# As browsers write them. Django also takes other ports, capitals and a dot at the end, of which there is no end.
PAGE_CACHE_HOSTS = {urlsplit(url).netloc for url in OWN_URLS} | {*ALLOWED_HOSTS}
PAGE_CACHE_NEVER_PATHS = (ADMIN_PREFIX, "/account/", "/health/", "/metrics/", "/static/", "/media/", "/eligibility/")
