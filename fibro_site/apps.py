"""The Django app of the site, and the Celery application, on which the tasks of every app are registered."""

from django.apps import AppConfig

from fibro_site import celery  # noqa: F401 -- the tasks of every app are tasks of this application


class FibroSiteConfig(AppConfig):
    name = "fibro_site"
    verbose_name = "Site"

    def ready(self) -> None:
        # Each of them registers receivers when it is imported.
        from fibro_site import checks  # noqa: F401, PLC0415 -- they need the apps to be loaded
        from fibro_site.accounts import emails, permission_audit  # noqa: F401, PLC0415 -- they need the apps to be loaded
        from fibro_site.processes import startup  # noqa: F401, PLC0415 -- they need the apps to be loaded
