from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"

    def ready(self) -> None:
        from references import citing, refreshing  # noqa: F401, PLC0415 -- their receivers; models must be loaded first
