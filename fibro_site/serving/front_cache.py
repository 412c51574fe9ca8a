"""Tells a cache in front of the site, such as Varnish or nginx, which addresses to forget.

Wagtail's own backend for this waits without end for a cache that does not answer, once for each address, and asks
before the change is committed: the cache could fetch the old page again.
"""

import logging
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.db import transaction
from urllib3.exceptions import HTTPError
from wagtail.contrib.frontend_cache.backends.base import BaseBackend

PURGE_TIMEOUT_SECONDS = 2.0  # seconds: an editor waits for it
# What caches answer that did not have the page: nginx, and its purge module of old.
NOT_CACHED_STATUSES = {404, 412}

logger = logging.getLogger(__name__)


class FrontCache(BaseBackend):
    """For `WAGTAILFRONTENDCACHE`; `LOCATION` is where the cache takes PURGE requests."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.location = params["LOCATION"].rstrip("/")

    def purge(self, url: str) -> None:
        self.purge_batch([url])

    def purge_batch(self, urls: Collection[str]) -> None:
        """Asks after the commit. A cache that is away or refuses costs nobody more than a line in the log."""
        transaction.on_commit(lambda: self.ask(urls), robust=True)

    def ask(self, urls: Collection[str]) -> None:
        with urllib3.PoolManager(retries=False, timeout=PURGE_TIMEOUT_SECONDS) as cache:
            for url in urls:
                address = urlsplit(url)
                target = address._replace(scheme="", netloc="", fragment="").geturl()
                try:
                    answer = cache.request("PURGE", f"{self.location}{target}", headers={"Host": address.netloc})
                except HTTPError as error:
                    log_purge_failure(type(error).__name__)
                    return
                if answer.status >= 400 and answer.status not in NOT_CACHED_STATUSES:
                    log_purge_failure(f"status {answer.status}")
                    return


def log_purge_failure(what: str) -> None:
    logger.error("The cache in front of the site was not told of a change (%s)", what)
