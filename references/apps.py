from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"

    def ready(self) -> None:
        from references.citations import usage  # noqa: F401, PLC0415 -- their receivers; models must be loaded first
        from references.library import cache_invalidation  # noqa: F401, PLC0415 -- their receivers; models must be loaded first
