from django.apps import AppConfig


class FibroSiteConfig(AppConfig):
    name = "fibro_site"
    verbose_name = "Site"

    def ready(self) -> None:
        # Registers the system checks.
        from fibro_site import checks  # noqa: F401, PLC0415 -- checks may only be registered once the apps are loaded
