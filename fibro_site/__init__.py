"""The roof of the house: settings, addresses, health and the demo. It holds no clinic rule."""

from fibro_site.celery import app as celery_app

__all__ = ["celery_app"]
