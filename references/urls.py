"""URLs of the public library.

A page ends in a slash and a file does not, so that both can be distinguished whatever the key of a work is.
"""

from django.urls import path, register_converter
from django.urls.converters import PathConverter

from references.library import downloads, views


class ExtensionConverter:
    regex = "|".join(downloads.EXPORT_FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class KeyConverter(PathConverter):
    """Matches every key, but no NUL, which databases refuse, and no line break."""

    regex = r"[^\0\n]+"


register_converter(ExtensionConverter, "extension")
register_converter(KeyConverter, "key")

urlpatterns = [
    path("references/", views.library_list, name="library"),
    path("references.<extension:extension>", views.library_file, name="library_file"),
    path("references/<key:key>/", views.reference_detail, name="reference"),
    path("references/<key:key>.<extension:extension>", views.reference_file, name="reference_file"),
]
