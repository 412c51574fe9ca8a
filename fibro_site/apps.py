from django.apps import AppConfig

from fibro_site import celery  # noqa: F401 -- the tasks of every app are tasks of this application


class FibroSiteConfig(AppConfig):
    name = "fibro_site"
    verbose_name = "Site"

    def ready(self) -> None:
        # System checks; what listens to the saving of accounts; what workers and beat do at their start.
        from fibro_site import checks  # noqa: F401, PLC0415 -- they need the apps to be loaded
        from fibro_site.accounts import emails  # noqa: F401, PLC0415 -- they need the apps to be loaded
        from fibro_site.processes import startup  # noqa: F401, PLC0415 -- they need the apps to be loaded
