"""Serves what editors uploaded: images directly, documents by a view that checks permissions."""

import errno
import posixpath
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, re_path
from django.views.static import serve
from wagtail.documents import get_document_model
from wagtail.documents.views import serve as document_views

from fibro_site.serving import released_files
from fibro_site.serving.byte_ranges import narrow_to_range
from fibro_site.serving.stored_files import serve_stored_file

# The value of Cache-Control for what belongs to one account.
NO_STORE = "no-store, private"
# Below MEDIA_ROOT; Wagtail's default.
DOCUMENTS_FOLDER = "documents"


def serve_image(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an image of the media folder. Raises Http404 for anything else.

    Documents may be private, and nothing in their folder tells which are. Any other file there, perhaps put there by
    somebody who broke into a public machine that shares the folder, could be a page or a script of the staff's site.
    """
    folder = posixpath.normpath(path).lstrip("/").partition("/")[0]
    if folder.casefold() == DOCUMENTS_FOLDER or not is_image(path):
        raise Http404
    if not isinstance(default_storage, FileSystemStorage):
        return serve_stored_file(request, default_storage, posixpath.normpath(path).lstrip("/"))
    try:
        return serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Http404 from error
        raise


def is_image(path: str) -> bool:
    """Return whether a path is an image by its extension, from which its content type is guessed too."""
    return posixpath.splitext(path)[1].lstrip(".").lower() in settings.WAGTAILIMAGES_EXTENSIONS


def serve_document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Serve a document, or a part of it, by Wagtail's own view. Forbid storing it if it is not for everybody."""
    document = get_object_or_404(get_document_model(), id=document_id)
    response: Any = document_views.serve(request, document_id, document_filename)
    if document.collection.get_view_restrictions():
        response["Cache-Control"] = NO_STORE
    if response.get("Content-Encoding") == "None":
        # So Wagtail writes that there is none. To a player it would be an encoding that it does not know.
        del response["Content-Encoding"]
    return narrow_to_range(request, response)


urlpatterns = [
    re_path(r"^media/(?P<path>.*)$", serve_image),
    path("documents/<int:document_id>/<str:document_filename>", serve_document, name="wagtaildocs_serve"),
    # For collections that still have a shared password, which can no longer be set.
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        document_views.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
if released_files.is_shared():
    # After those of this machine's own release, which WhiteNoise serves before any URL is looked up.
    urlpatterns += released_files.urlpatterns
