from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"

    def ready(self) -> None:
        import references.citing  # noqa: F401, PLC0415 -- its receiver; models must be loaded first
