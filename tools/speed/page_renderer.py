"""Renders one page again and again in its own process, and prints the processor time of each request.

`tools/speed/uncached.py` starts one for each checkout that it compares, and asks in turn. It runs by its path, with the
checkout as PYTHONPATH, so that an older version of the site can be measured that does not have it.
"""

import cProfile
import io
import os
import pstats
import sys
import time
from http import HTTPStatus

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
# Django itself is measured, not what stands in front of it.
os.environ["PAGE_CACHE"] = "off"

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fibro_site.processes.wsgi_response import WsgiResponse
from fibro_site.wsgi import application

WARM_UP_REQUESTS = 3
PROFILED_REQUESTS = 30
PROFILE_ROWS = 60


def request_page(host: str, path: str) -> bytes:
    """Ask as a browser does that was never here."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": host.rpartition(":")[2],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    response = WsgiResponse(application, environ)
    body = response.begin()
    assert response.status == HTTPStatus.OK, response.status
    return body


def measure_requests(host: str, path: str, count: int) -> list[float]:
    """Return the milliseconds of processor time of each request."""
    spent = []
    for _ in range(count):
        started = time.process_time()
        request_page(host, path)
        spent.append((time.process_time() - started) * 1000)
    return spent


def print_profile(host: str, path: str) -> None:
    """Print the queries of a request, and the functions that cost most."""
    with CaptureQueriesContext(connection) as queries:
        request_page(host, path)
    for query in queries.captured_queries:
        print(query["sql"], "\n")
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(PROFILED_REQUESTS):
        request_page(host, path)
    profile.disable()
    pstats.Stats(profile).strip_dirs().sort_stats("cumulative").print_stats(PROFILE_ROWS)


def main(host: str, path: str, *options: str) -> None:
    measure_requests(host, path, WARM_UP_REQUESTS)
    if "--profile" in options:
        print_profile(host, path)
        return
    print("ready", flush=True)
    for line in sys.stdin:
        print(*measure_requests(host, path, int(line)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
