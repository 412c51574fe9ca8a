"""The Celery application: all of its settings are the `CELERY_` names in settings.py."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")

# filesystem:// is kombu's transport, made to outlive its folders.
TRANSPORT_ALIASES["filesystem"] = "fibro_site.file_broker:Transport"

app = Celery("fibro_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
