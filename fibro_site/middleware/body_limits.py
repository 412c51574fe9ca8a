"""Limits what a request may send: little for strangers, more for staff, and files only for staff and for patients who
have their own page open.

Django has one limit for everybody, and Wagtail's form of a questionnaire needs a higher one than strangers should have.
Besides, Django parses the body and writes its files as soon as anything reads a field of it. The first to do so is the
protection against forged requests, before any view checks who is asking. So this middleware checks before that.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError

from fibro_site.accounts.session_factors import needs_second_factor
from fibro_site.processes.body_sizes import MAX_BODY_SIZE, MB
from intake import reply_files
from intake.patient.access import find_access
from references.models.imports import MAX_FILE_SIZE

MAX_FIELDS = 2000
# What staff may send, by the path below the admin: a file of works, an image or a document, and 1 MB for its form.
MAX_UPLOAD_SIZES = {"references/imports/": MAX_FILE_SIZE + MB, "images/": 11 * MB, "documents/": 21 * MB}
# The page of the patient's own page that takes a file, in every language.
REPLY_PATH = "/yours/reply/"
# One file that is too large by a little still reaches the form, which says so and keeps the text.
MAX_REPLY_BODY_SIZE = reply_files.MAX_FILE_SIZE + 3 * MB


class BodyLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            try:
                check_body(request)
            except UnreadablePostError:
                return HttpResponse(status=408)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with 408 if the body came too slowly or not to the end: that is no error of ours to log."""
        return HttpResponse(status=408) if isinstance(exception, UnreadablePostError) else None


def check_body(request: HttpRequest) -> None:
    """Raise the exceptions that Django has for the same reasons, before the body is parsed."""
    is_staff = can_send_files(request)
    is_patient = not is_staff and can_reply_with_file(request)
    limit = MAX_REPLY_BODY_SIZE if is_patient else MAX_BODY_SIZE
    if is_staff:
        limit = get_staff_body_limit(request.path)
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise RequestDataTooBig("The request body is too large.")
    if is_staff:
        return
    request.upload_handlers = [MemoryOnlyUploadHandler(request) if is_patient else RefusingUploadHandler(request)]
    if count_fields(request) > MAX_FIELDS:
        raise TooManyFieldsSent("The request body has too many fields.")


def count_fields(request: HttpRequest) -> int:
    """Return an upper bound for the number of fields, by counting separators before any field is parsed.

    In a multipart body the separators are the boundaries: a part costs time whatever its headers say.
    """
    if request.content_type == "multipart/form-data":
        boundary = (request.content_params or {}).get("boundary", "")
        return request.body.count(b"--" + boundary.encode(errors="replace"))
    return request.body.count(b"&")


def can_send_files(request: HttpRequest) -> bool:
    """Return whether the request is for the admin, and from somebody who is signed in and may use it."""
    user = request.user
    is_for_admin = request.path.startswith(settings.ADMIN_PREFIX)
    return is_for_admin and user.has_perm("wagtailadmin.access_admin") and not needs_second_factor(request, user)


def can_reply_with_file(request: HttpRequest) -> bool:
    """Return whether the request is a patient's reply, and from a browser in which their own page is open."""
    return request.path.endswith(REPLY_PATH) and find_access(request) is not None


def get_staff_body_limit(path: str) -> int:
    for part, size in MAX_UPLOAD_SIZES.items():
        if path.startswith(f"{settings.ADMIN_PREFIX}{part}"):
            return size
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class MemoryOnlyUploadHandler(MemoryFileUploadHandler):
    """Keep a patient's file in memory, whatever its size: on disk it would lie in clear. The body has a limit."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        self.activated = True


class RefusingUploadHandler(FileUploadHandler):
    """Refuse a file as soon as its name is read, before any of it is stored."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise PermissionDenied("Only signed-in staff can send files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None
