from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"

    def ready(self) -> None:
        from references.citations import deletion_guard  # noqa: F401, PLC0415 -- its receiver; models must be loaded first
        from references.library import cache_invalidation  # noqa: F401, PLC0415 -- its receivers; models must be loaded first
