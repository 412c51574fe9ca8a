"""The Celery application: all of its settings are the `CELERY_` names in settings.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")

app = Celery("fibro_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
