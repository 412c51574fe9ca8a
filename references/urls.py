"""The public library. Every page ends in a slash and no file does, so both are told apart whatever a key is."""

from django.urls import path, register_converter

from references import downloads, views


class ExtensionConverter:
    regex = "|".join(downloads.FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ExtensionConverter, "extension")

urlpatterns = [
    path("references/", views.library, name="library"),
    path("references.<extension:extension>", views.library_file, name="library_file"),
    path("references/<path:key>/", views.reference, name="reference"),
    path("references/<path:key>.<extension:extension>", views.reference_file, name="reference_file"),
]
