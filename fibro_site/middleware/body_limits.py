"""How much a request may send: little from anybody unknown, more from staff, and files from nobody but them.

Django has one limit for all, and Wagtail's form of a questionnaire needs a higher one than anybody unknown should have.
And Django parses what is sent, and writes its files, as soon as anything looks at a field of it: that is the guard
against forged requests, before any page asks who it is. So it is asked here, before that.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError

from fibro_site.middleware.second_factor import needs_second_factor
from fibro_site.processes.body_sizes import MAX_BODY_SIZE, MB

MAX_FIELDS = 2000
# What staff may send: a file of works (references/admin/imports.py), an image or a document, each with its form.
MAX_UPLOAD_SIZES = {"references/imports/": 51 * MB, "images/": 11 * MB, "documents/": 21 * MB}
MAX_STAFF_BODY_SIZE = 16 * MB


class BodyLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            check_body(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whoever sends too slowly, or not to the end, is no fault of ours to be logged."""
        return HttpResponse(status=408) if isinstance(exception, UnreadablePostError) else None


def check_body(request: HttpRequest) -> None:
    """Raise what Django raises for the same reason, before the body is parsed."""
    is_staff = can_send_files(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > (
        get_staff_body_limit(request.path) if is_staff else MAX_BODY_SIZE
    ):
        raise RequestDataTooBig("The body is longer than it can be.")
    if is_staff:
        return
    request.upload_handlers = [RefusingUploadHandler(request)]
    if count_fields(request) > MAX_FIELDS:
        raise TooManyFieldsSent("The body has more fields than a visitor's can have.")


def count_fields(request: HttpRequest) -> int:
    """How many fields there can be at most: what stands between them is counted, before any is parsed.

    Of a body in parts these are the boundaries, since a part costs time whatever it says of itself.
    """
    if request.content_type == "multipart/form-data":
        boundary = (request.content_params or {}).get("boundary", "")
        return request.body.count(b"--" + boundary.encode(errors="replace"))
    return request.body.count(b"&")


def can_send_files(request: HttpRequest) -> bool:
    """Whether it is for the admin, and from somebody who is signed in and may be there."""
    user = request.user
    is_for_admin = request.path.startswith(settings.ADMIN_PREFIX)
    return is_for_admin and user.has_perm("wagtailadmin.access_admin") and not needs_second_factor(request, user)


def get_staff_body_limit(path: str) -> int:
    for part, size in MAX_UPLOAD_SIZES.items():
        if path.startswith(f"{settings.ADMIN_PREFIX}{part}"):
            return size
    return MAX_STAFF_BODY_SIZE


class RefusingUploadHandler(FileUploadHandler):
    """Refuses a file as soon as its name is read, before any of it is kept."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise PermissionDenied("Nobody unknown sends files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None
