"""Logging, without anything that a patient wrote (fibro_site/log.py)."""

from fibro_site.settings.paths import env

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"safe": {"()": "fibro_site.log.SafeFormatter"}},
    "filters": {"without-frames": {"()": "fibro_site.log.RefusedHostFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "safe"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.security.DisallowedHost": {"filters": ["without-frames"]},
        # They log every page saved and every index row written; Wagtail keeps its own history of pages.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # While PostgreSQL is down it would log every attempt; /health/ready/ reports it once.
        "psycopg.pool": {"level": "ERROR"},
        # It would log odd headers with the URL that was requested.
        "urllib3": {"level": "ERROR"},
    },
}
