"""A server that speaks as Amazon S3 does, in a process of its own."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.processes import wait_until
from tests.running_site import free_port

BUCKET = "fibro-test"
ACCESS_KEY, SECRET_KEY = "test-access-key", "test-secret-key"


@contextmanager
def running() -> Iterator[str]:
    """Start the server with an empty bucket, give its URL, and stop it at the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(f"{url}/{BUCKET}", method="PUT"), 60, "the object server has a bucket")
        yield url
    finally:
        server.terminate()
        server.wait(30)


def answers(url: str, method: str = "GET") -> bool:
    """Return whether anybody, without a key, is answered with success."""
    request = urllib.request.Request(url, method=method)  # noqa: S310 -- our own address
    try:
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310 -- the same
            return True
    except (urllib.error.URLError, OSError):
        return False


def build_settings(url: str) -> dict[str, str]:
    """Return the environment of a site that keeps its files there."""
    return {
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT_URL": url,
        "S3_REGION": "eu-central-1",
        "S3_ACCESS_KEY_ID": ACCESS_KEY,
        "S3_SECRET_ACCESS_KEY": SECRET_KEY,
    }
