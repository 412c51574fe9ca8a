"""Loads what all processes of the site use, so that those that are forked from this one share it.

It opens no connection and starts no thread: none would survive the fork.
"""

import gc
import os
from importlib import import_module

import django
from django.conf import settings

# What Celery imports when a worker or beat starts.
CELERY_MODULES = ("celery.bin.celery", "celery.apps.worker", "celery.apps.beat", "celery.worker.consumer")


def load_site() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
    django.setup()
    for module in (settings.ROOT_URLCONF, *CELERY_MODULES):
        import_module(module)
    # Until here garbage was collected as usual: with all of it collected here, the processes copied 38 MB more. What is
    # there now stays; to look for garbage in it would write to each page of it, and so copy that.
    gc.collect()
    gc.freeze()
