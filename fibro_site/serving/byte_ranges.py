"""Answers requests for a part of a file (RFC 9110, section 14), without which players cannot jump within a film."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

# One range alone: what browsers send. A request for several gets the whole file, as the standard allows.
SINGLE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
CHUNK_SIZE = 64 * 1024


def narrow_to_range(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return the part of a file that was asked for, or the response as it is if none was, or not validly."""
    file = getattr(response, "file_to_stream", None)
    if not isinstance(response, FileResponse) or response.status_code != 200 or file is None:
        return response
    response["Accept-Ranges"] = "bytes"
    asked = SINGLE_RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or not asked or not asked[1] + asked[2] or not is_same_file(request, response):
        return response
    size = int(response["Content-Length"])
    start, end = find_bounds(asked[1], asked[2], size)
    if start >= size or end < start:
        # To close the response would tell Django that the request is over.
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    response.status_code = 206
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    file.seek(start)
    # The response closes the file at its end.
    response.streaming_content = read_part(file, end - start + 1)
    return response


def is_same_file(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether the part belongs to the file whose beginning the browser has."""
    known = request.headers.get("If-Range")
    return known is None or known in {response.get("ETag"), response.get("Last-Modified")}


def find_bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte of a range: without a first, it counts from the end."""
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size)
    return int(first), min(int(last), size - 1) if last else size - 1


def read_part(file: BinaryIO, length: int) -> Iterator[bytes]:
    while length > 0 and (chunk := file.read(min(CHUNK_SIZE, length))):
        length -= len(chunk)
        yield chunk
