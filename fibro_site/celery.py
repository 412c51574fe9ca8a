"""The Celery application. Its settings are the `CELERY_` names in fibro_site/settings/celery.py."""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from kombu.transport import TRANSPORT_ALIASES

from fibro_site.logs import task_causes  # noqa: F401 -- it registers receivers when it is imported

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")

# Whoever runs the site as root, as containers do, has decided so, and would read this five times. Nothing is unpickled.
warnings.filterwarnings("ignore", "You're running the worker with superuser privileges", SecurityWarning)

# For filesystem://, kombu's transport in a form that survives the loss of its folders.
TRANSPORT_ALIASES["filesystem"] = "fibro_site.processes.file_broker:Transport"

app = Celery("fibro_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
