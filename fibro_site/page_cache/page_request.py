"""Which requests a page from the cache can answer: those of readers of whom nothing is known.

A page has few names here, whatever a stranger writes: the host as the settings write it, and the number of a part as
the site's own links do. Otherwise they could fill the cache with one page, and have it forget all others.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from fibro_site.serving.page_compressor import parse_accepted_encodings

if TYPE_CHECKING:
    from granian.rsgi import Scope

# A page that depends on one of these is made for this reader.
PERSONAL_HEADERS = frozenset({"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE"})
MAX_PATH_LENGTH = 500
MAX_QUERY_LENGTH = 100
PART_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class PageRequest:
    """What a page depends on: where it was asked for, and nothing about who asks."""

    method: str
    scheme: str
    host: str
    path: str
    query: str
    accepted_encodings: str
    known_etags: str

    @cached_property
    def key(self) -> str:
        """The name of the page in the cache. The language of a page is part of its path."""
        parts = "\n".join((self.scheme, self.host, self.path, self.query))
        return blake2b(parts.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()

    @cached_property
    def accepts_brotli(self) -> bool:
        return "br" in parse_accepted_encodings(self.accepted_encodings)


def identify_environ(environ: dict[str, Any]) -> PageRequest | None:
    """Return what a WSGI request asks for, or None if the cache must not answer it.

    A parameter that no page of the site reads makes it a request of its own: the page may quote its address.
    """
    method, path, query = environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if method not in {"GET", "HEAD"} or len(path) > MAX_PATH_LENGTH or path.startswith(settings.PAGE_CACHE_NEVER_PATHS):
        return None
    if not PERSONAL_HEADERS.isdisjoint(environ) or (query and not has_known_parameters(query)):
        return None
    host = environ.get("HTTP_HOST", "")
    if host not in settings.PAGE_CACHE_HOSTS:
        return None
    return PageRequest(
        method=method,
        scheme=identify_scheme(environ),
        host=host,
        path=path,
        query=query,
        accepted_encodings=environ.get("HTTP_ACCEPT_ENCODING", ""),
        known_etags=environ.get("HTTP_IF_NONE_MATCH", ""),
    )


def identify_scheme(environ: dict[str, Any]) -> str:
    """Return the scheme, or what the proxy in front says about it, just as Django would believe it."""
    if not settings.SECURE_PROXY_SSL_HEADER:
        return str(environ["wsgi.url_scheme"])
    name, secure = settings.SECURE_PROXY_SSL_HEADER
    told = str(environ.get(name, "")).partition(",")[0].strip()
    return f"{'https' if told == secure else 'http'} by proxy"


def has_known_parameters(query: str) -> bool:
    """Return whether a query holds nothing but the number of a part, in the one way in which the site's links do."""
    if len(query) > MAX_QUERY_LENGTH:
        return False
    parameters = parse_qsl(query, keep_blank_values=True)
    names = [name for name, _ in parameters]
    return (
        set(names) <= settings.PAGE_CACHE_PARAMETERS
        and len(names) == len(set(names))
        and all(PART_NUMBER.fullmatch(value) for _, value in parameters)
        and urlencode(parameters) == query
    )


def identify_scope(scope: "Scope") -> PageRequest | None:
    """Return what a request asks for, as granian has it: the same as `identify_environ` of its WSGI request."""
    environ = {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        key = f"HTTP_{name.upper().replace('-', '_')}"
        # Two of one name, or a name that could pass for another, are for Django to make sense of.
        if key in environ or "_" in name:
            return None
        environ[key] = value
    if "HTTP_CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    return identify_environ(environ)
