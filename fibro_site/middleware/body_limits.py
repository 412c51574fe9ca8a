"""How much a request may send: little from anybody unknown, more from staff, and files from nobody but them.

Django has one limit for all, and Wagtail's form of a questionnaire needs a higher one than anybody unknown should have.
And Django parses what is sent, and writes its files, as soon as anything looks at a field of it: that is the guard
against forged requests, before any page asks who it is. So it is asked here, before that.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError

from fibro_site.middleware.csp import ADMIN_PATH
from fibro_site.middleware.second_factor import lacks_factor
from fibro_site.processes.body_sizes import LARGEST_BODY, MB

MOST_FIELDS = 2000
# What staff may send: a file of works (references/admin/imports.py), an image or a document, each with its form.
LARGEST_UPLOADS = {"references/imports/": 51 * MB, "images/": 11 * MB, "documents/": 21 * MB}
LARGEST_OF_STAFF = 16 * MB


class BodyLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            check(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whoever sends too slowly, or not to the end, is no fault of ours to be logged."""
        return HttpResponse(status=408) if isinstance(exception, UnreadablePostError) else None


def check(request: HttpRequest) -> None:
    """Raise what Django raises for the same reason, before the body is parsed."""
    is_staff = may_send_files(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > (largest_of_staff(request.path) if is_staff else LARGEST_BODY):
        raise RequestDataTooBig("The body is longer than it can be.")
    if is_staff:
        return
    request.upload_handlers = [RefuseFiles(request)]
    if count_fields(request) > MOST_FIELDS:
        raise TooManyFieldsSent("The body has more fields than a visitor's can have.")


def count_fields(request: HttpRequest) -> int:
    """How many fields there can be at most: what stands between them is counted, before any is parsed.

    Of a body in parts these are the boundaries, since a part costs time whatever it says of itself.
    """
    if request.content_type == "multipart/form-data":
        boundary = (request.content_params or {}).get("boundary", "")
        return request.body.count(b"--" + boundary.encode(errors="replace"))
    return request.body.count(b"&")


def may_send_files(request: HttpRequest) -> bool:
    """Whether it is for the admin, and from somebody who is signed in and may be there."""
    user = request.user
    is_for_admin = request.path.startswith(ADMIN_PATH)
    return is_for_admin and user.has_perm("wagtailadmin.access_admin") and not lacks_factor(request, user)


def largest_of_staff(path: str) -> int:
    for part, size in LARGEST_UPLOADS.items():
        if path.startswith(f"{ADMIN_PATH}{part}"):
            return size
    return LARGEST_OF_STAFF


class RefuseFiles(FileUploadHandler):
    """Refuses a file as soon as its name is read, before any of it is kept."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise PermissionDenied("Nobody unknown sends files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None
