"""Logging, without anything that a patient wrote (fibro_site/logs/), and error reports by email."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from fibro_site.settings.paths import VAR, env
from fibro_site.settings.role import DEBUG, SIDE

FORMATTERS = {"lines": "LineFormatter", "json": "JsonFormatter"}
LOG_FORMAT = env("LOG_FORMAT", default="lines")
if LOG_FORMAT not in FORMATTERS:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; it must be lines or json.")
# A line for each request that Django answers. Under DEBUG its development server writes one of its own.
LOG_REQUESTS = env.bool("LOG_REQUESTS", default=not DEBUG)
# Who is told of errors by email, and how often of the same.
ADMINS = [("", email) for email in env.list("ADMINS", default=[])]
ERROR_REPORT_SECONDS = env.float("ERROR_REPORT_MINUTES", default=60.0) * 60
ERROR_REPORT_FOLDER = VAR / "cache" / f"errors-{SIDE}"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"safe": {"()": f"fibro_site.logs.formatters.{FORMATTERS[LOG_FORMAT]}"}},
    "filters": {
        "refused": {"()": "fibro_site.logs.filters.RefusedRequestFilter"},
        "failed": {"()": "fibro_site.logs.filters.FailedRequestFilter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "safe", "filters": ["refused"]},
        "reports": {"()": "fibro_site.logs.error_reports.ErrorReportHandler", "folder": ERROR_REPORT_FOLDER},
    },
    "root": {"handlers": ["console", "reports"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Our own handlers take the place of Django's and of the web server's.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "_granian": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"filters": ["failed"]},
        # The line of the request has its status.
        "django.security.csrf": {"level": "ERROR"},
        "fibro_site.requests": {"level": "INFO" if LOG_REQUESTS else "WARNING"},
        # They log every page saved and every index row written; Wagtail keeps its own history of pages.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # While PostgreSQL is down it would log every attempt; /health/ready/ reports it once.
        "psycopg.pool": {"level": "ERROR"},
        # It would log odd headers with the URL that was requested.
        "urllib3": {"level": "ERROR"},
    },
}
