from django.apps import AppConfig


class FibroSiteConfig(AppConfig):
    name = "fibro_site"
    verbose_name = "Site"

    def ready(self) -> None:
        # Registers the system checks, and what workers and beat do at their start.
        from fibro_site import checks, start  # noqa: F401, PLC0415 -- both read models, once the apps are loaded
