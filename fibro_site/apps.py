"""The Django app of the site, and the Celery application, on which the tasks of every app are registered."""

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate

from fibro_site import celery  # noqa: F401 -- the tasks of every app are tasks of this application


class FibroSiteConfig(AppConfig):
    name = "fibro_site"
    verbose_name = "Site"

    def ready(self) -> None:
        # Each of them registers receivers when it is imported.
        from fibro_site import checks  # noqa: F401, PLC0415 -- they need the apps to be loaded
        from fibro_site.accounts import emails, permission_audit  # noqa: F401, PLC0415 -- they need the apps to be loaded
        from fibro_site.processes import startup  # noqa: F401, PLC0415 -- they need the apps to be loaded

        post_migrate.connect(watch_content, sender=self)


def watch_content(using: str, **_kwargs: object) -> None:
    """Have the database note what changes for readers, once the tables of all apps are there."""
    from fibro_site.page_cache import content_triggers  # noqa: PLC0415 -- it needs the models to be loaded

    if using == DEFAULT_DB_ALIAS:
        content_triggers.install_triggers()
