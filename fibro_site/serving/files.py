"""What editors uploaded: pictures as they lie, documents by the view that asks who may see them."""

import posixpath
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, re_path
from django.views.static import serve
from wagtail.documents import get_document_model
from wagtail.documents.views import serve as document_views

from fibro_site.middleware.private_pages import NO_STORE

# Below MEDIA_ROOT, as Wagtail has it.
DOCUMENTS_FOLDER = "documents"


def serve_image(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture of the media folder.

    Documents may be private, and their folder does not know it. And whatever else somebody puts there, as may whoever
    has a public machine that shares the folder, would be a page or a script of the staff's own site.
    """
    folder = posixpath.normpath(path).lstrip("/").partition("/")[0]
    if folder.casefold() == DOCUMENTS_FOLDER or not is_image(path):
        raise Http404
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))


def is_image(path: str) -> bool:
    """By its name, which is what its type is told from."""
    return posixpath.splitext(path)[1].lstrip(".").lower() in settings.WAGTAILIMAGES_EXTENSIONS


def serve_document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Wagtail's own view; what is not for everybody is kept by no browser and no proxy."""
    document = get_object_or_404(get_document_model(), id=document_id)
    response: Any = document_views.serve(request, document_id, document_filename)
    if document.collection.get_view_restrictions():
        response["Cache-Control"] = NO_STORE
    return response


urlpatterns = [
    re_path(r"^media/(?P<path>.*)$", serve_image),
    path("documents/<int:document_id>/<str:document_filename>", serve_document, name="wagtaildocs_serve"),
    # The password of a collection, from before such passwords were taken away.
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        document_views.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
