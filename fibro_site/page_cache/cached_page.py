"""A page as it is sent: its headers, its bytes, and the same compressed."""

import json
import time
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings

from fibro_site.page_cache.page_request import PageRequest

Headers = list[tuple[str, str]]
# The only headers of a response that says "not modified" (RFC 9110, section 15.4.5).
NOT_MODIFIED_HEADERS = {"cache-control", "etag", "vary"}
# Those that depend on how the page is sent.
SENDING_HEADERS = {"content-length", "content-encoding", "etag", "vary", "connection", "date", "x-request-id"}


@dataclass(frozen=True)
class CachedPage:
    """A page with status 200 that is the same for everybody.

    `version` is that of the content which it shows. From `expires` on (seconds since 1970) it is not served, whatever
    the version. `compressed` is empty if the page is too small to be worth it.
    """

    version: str
    expires: float
    etag: str
    headers: Headers
    body: bytes
    compressed: bytes

    @property
    def size(self) -> int:
        return len(self.body) + len(self.compressed)

    def has_expired(self) -> bool:
        """Return whether its time is over. So it is if it has more left than any page gets: the clock was set back."""
        left = self.expires - time.time()
        return not 0 < left <= settings.PAGE_CACHE_SECONDS + 1

    def build_response(self, request: PageRequest) -> tuple[int, Headers, bytes]:
        """Return status, headers and body for a request of this page."""
        if is_known(self.etag, request.known_etags):
            return 304, [header for header in self.headers if header[0].lower() in NOT_MODIFIED_HEADERS], b""
        is_compressed = bool(self.compressed) and request.accepts_brotli
        body = self.compressed if is_compressed else self.body
        headers = [*self.headers, ("Content-Length", str(len(body)))]
        if is_compressed:
            headers.append(("Content-Encoding", "br"))
        return 200, headers, b"" if request.method == "HEAD" else body

    def dump(self) -> bytes:
        """Return the page as bytes: a line of JSON, the body, and what is left is the body compressed."""
        facts = {
            "version": self.version,
            "expires": self.expires,
            "etag": self.etag,
            "headers": self.headers,
            "size": len(self.body),
            "compressed_size": len(self.compressed),
        }
        return json.dumps(facts).encode() + b"\n" + self.body + self.compressed


def create_page(version: str, lifetime: float, headers: Headers, body: bytes, compressed: bytes) -> CachedPage:
    """Create a page from a response of Django. `lifetime` is in seconds."""
    etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    kept = [(name, value) for name, value in headers if name.lower() not in SENDING_HEADERS]
    # Not by language, which is part of the address, whatever LocaleMiddleware says.
    kept += [("ETag", etag), ("Vary", "Accept-Encoding")]
    return CachedPage(version, time.time() + lifetime, etag, kept, body, compressed)


def load_page(data: bytes) -> CachedPage:
    """Return what `CachedPage.dump` wrote. Raises ValueError for anything else, and for half of one."""
    line, _, content = data.partition(b"\n")
    try:
        facts = json.loads(line)
        size = facts["size"]
        if len(content) != size + facts["compressed_size"]:
            raise ValueError("The page is cut off.")
        headers = [(str(name), str(value)) for name, value in facts["headers"]]
        return CachedPage(
            str(facts["version"]), float(facts["expires"]), str(facts["etag"]), headers, content[:size], content[size:]
        )
    except (KeyError, TypeError) as error:
        raise ValueError("This is no page.") from error


def is_known(etag: str, known: str) -> bool:
    """Return whether a browser that sent `If-None-Match` has this page already (RFC 9110, section 13.1.2)."""
    weak = etag.removeprefix("W/")
    return known.strip() == "*" or any(each.strip().removeprefix("W/") == weak for each in known.split(","))
