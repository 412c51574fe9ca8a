"""What counts as an outage: an error that is over when a service is back, or the right key in its place."""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string

from intake.encryption.key_ring import KeyUnavailable

OUTAGE_ERRORS: tuple[type[Exception], ...] = (OperationalError, InterfaceError, KeyUnavailable)
if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # Only such a site loads the client of Redis.
    OUTAGE_ERRORS += (import_string("redis.exceptions.RedisError"),)
if settings.S3_BUCKET:
    OUTAGE_ERRORS += (import_string("botocore.exceptions.BotoCoreError"),)
