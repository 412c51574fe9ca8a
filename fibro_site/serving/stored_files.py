"""Serves files of a storage that is no folder."""

import mimetypes

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.http import http_date
from django.views.static import was_modified_since


def serve_stored_file(request: HttpRequest, storage: Storage, name: str) -> HttpResponseBase:
    """Serve a file that is in no folder, as Django serves one that is. Raises Http404."""
    try:
        file = storage.open(name)
    except (FileNotFoundError, SuspiciousOperation) as error:
        raise Http404 from error
    modified = storage.get_modified_time(name).timestamp()
    if not was_modified_since(request.META.get("HTTP_IF_MODIFIED_SINCE"), modified):
        return HttpResponseNotModified()
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    return FileResponse(file, content_type=content_type, headers={"Last-Modified": http_date(modified)})
