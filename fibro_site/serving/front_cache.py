"""Purges URLs from a cache in front of the site, such as Varnish or nginx.

Wagtail's own backend waits for ever, once for each URL, if the cache does not answer. And it purges before the change
is committed, when the cache could fetch the old page again.
"""

import logging
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.db import transaction
from urllib3.exceptions import HTTPError
from wagtail.contrib.frontend_cache.backends.base import BaseBackend

PURGE_TIMEOUT_SECONDS = 2.0  # an editor waits for it
# The responses of caches that did not have the page: nginx, and its old purge module.
NOT_CACHED_STATUSES = {404, 412}

logger = logging.getLogger(__name__)


class FrontCache(BaseBackend):
    """A backend for `WAGTAILFRONTENDCACHE`. `LOCATION` is the URL at which the cache takes PURGE requests."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.location = params["LOCATION"].rstrip("/")

    def purge(self, url: str) -> None:
        self.purge_batch([url])

    def purge_batch(self, urls: Collection[str]) -> None:
        """Purge after the commit. If the cache is down or refuses, that is only logged."""
        transaction.on_commit(lambda: self.send_purges(urls), robust=True)

    def send_purges(self, urls: Collection[str]) -> None:
        with urllib3.PoolManager(retries=False, timeout=PURGE_TIMEOUT_SECONDS) as cache:
            for url in urls:
                parts = urlsplit(url)
                target = parts._replace(scheme="", netloc="", fragment="").geturl()
                try:
                    response = cache.request("PURGE", f"{self.location}{target}", headers={"Host": parts.netloc})
                except HTTPError as error:
                    log_purge_failure(type(error).__name__)
                    return
                if response.status >= 400 and response.status not in NOT_CACHED_STATUSES:
                    log_purge_failure(f"status {response.status}")
                    return


def log_purge_failure(what: str) -> None:
    logger.error("The cache in front of the site could not be purged (%s)", what)
