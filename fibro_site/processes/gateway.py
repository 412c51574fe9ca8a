"""What stands between granian and Django: it takes a request off the network, and has a thread answer it.

granian calls it as an RSGI application in an event loop, where the bodies are read
(fibro_site/processes/request_bodies.py); Django is a WSGI application, which is called in a thread once the body is
there.
"""

import asyncio
import itertools
import logging
import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.signals import got_request_exception
from django.dispatch import receiver
from granian.rsgi import HTTPProtocol, Scope

from fibro_site.metrics.sharing import shared_counts
from fibro_site.page_cache.page_request import identify_scope
from fibro_site.processes import heartbeat, process_exit
from fibro_site.processes.request_bodies import BodyReader, RejectedRequest
from fibro_site.processes.wsgi_response import WsgiApplication, WsgiResponse, build_environ
from fibro_site.wsgi import application as wsgi_application
from fibro_site.wsgi import page_cache
from intake.antispam import client_ip

if TYPE_CHECKING:
    from fibro_site.page_cache.pages import PageCache

THREADS = 4
REJECTION_RETRY_SECONDS = 10
# A process whose threads have all been busy with one request each for so long will not recover.
STUCK_SECONDS = 60.0
HEARTBEAT_INTERVAL_SECONDS = 1.0
SAVE_INTERVAL_SECONDS = 5.0
# A busy machine may delay a process that works by some seconds.
HEARTBEAT_LIFETIME_SECONDS = 30.0

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Gateway:
    """An RSGI application around a WSGI one."""

    def __init__(self, application: WsgiApplication, pages: "PageCache | None" = None) -> None:
        self.application = application
        self.bodies = BodyReader(client_ip.identify_peer)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="django")
        self.pages = pages
        # Asks whether pages changed, also while all other threads are busy.
        self.watcher = ThreadPoolExecutor(1, thread_name_prefix="watch")
        # Writes down what was counted, for the other processes of this machine.
        self.counter = ThreadPoolExecutor(1, thread_name_prefix="counts")
        # When each call began that a thread is busy with, on the monotonic clock.
        self.running: dict[int, float] = {}
        self.call_numbers = itertools.count()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        if parent := multiprocessing.parent_process():
            process_exit.exit_with_parent(parent.pid or 0, signal.SIGKILL)
        # Start all threads now: later there may be no memory to start one.
        together = threading.Barrier(THREADS)
        for _ in range(THREADS):
            self.threads.submit(together.wait)
        loop.call_soon(self.send_heartbeat)
        if settings.METRICS_TOKEN:
            loop.call_soon(self.save_counts)

    def send_heartbeat(self) -> None:
        """Tell the supervisor, from now on again and again, that this process works."""
        if not self.is_stuck():
            heartbeat.set_heartbeat_deadline(HEARTBEAT_LIFETIME_SECONDS)
        self.loop.call_later(HEARTBEAT_INTERVAL_SECONDS, self.send_heartbeat)

    def save_counts(self) -> None:
        """Write down what this process counted, from now on again and again."""
        saving = self.loop.run_in_executor(self.counter, shared_counts.save)
        saving.add_done_callback(lambda _: self.loop.call_later(SAVE_INTERVAL_SECONDS, self.save_counts))

    def is_stuck(self) -> bool:
        long_ago = time.monotonic() - STUCK_SECONDS
        running = list(self.running.values())
        return len(running) >= THREADS and all(started < long_ago for started in running)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if self.send_cached_page(scope, protocol):
            return
        try:
            async with self.bodies.open_body(scope, protocol) as (length, body):
                await self.answer(build_environ(scope, length, body), protocol)
        except RejectedRequest as rejected:
            headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
            if rejected.status == HTTPStatus.SERVICE_UNAVAILABLE:
                headers.append(("retry-after", str(REJECTION_RETRY_SECONDS)))
            protocol.response_str(rejected.status.value, headers, f"{rejected.status.phrase}\n")
        except Exception as error:
            exit_without_memory(error)
            # The web server would log the text of the error.
            logger.exception("A request could not be answered")
            headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
            protocol.response_str(HTTPStatus.INTERNAL_SERVER_ERROR.value, headers, "Internal server error")

    def send_cached_page(self, scope: Scope, protocol: HTTPProtocol) -> bool:
        """Send the page that this process holds and knows to be the present one. Return whether there was one."""
        request = identify_scope(scope) if self.pages else None
        if not self.pages or not request:
            return False
        if self.pages.watch.is_due():
            self.watcher.submit(self.pages.watch.check)
        page = self.pages.find_at_once(request)
        if not page:
            return False
        protocol.response_bytes(*page.build_response(request))
        return True

    async def answer(self, environ: dict[str, Any], protocol: HTTPProtocol) -> None:
        """Have Django respond in a thread, and send what it returns; a long response piece by piece."""
        response = WsgiResponse(self.application, environ)
        piece = await self.run_in_thread(response.begin)
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            exit_without_memory()
        try:
            if response.is_whole:
                protocol.response_bytes(response.status, response.headers, piece)
                return
            stream = protocol.response_stream(response.status, response.headers)
            while piece:
                await stream.send_bytes(piece)
                piece = await self.run_in_thread(response.next_piece)
        finally:
            if not response.is_closed:
                await self.run_in_thread(response.close)

    async def run_in_thread(self, work: Callable[[], T]) -> T:
        return await self.loop.run_in_executor(self.threads, self.run_timed, work)

    def run_timed(self, work: Callable[[], T]) -> T:
        number = next(self.call_numbers)
        self.running[number] = time.monotonic()
        try:
            return work()
        finally:
            del self.running[number]


@receiver(got_request_exception)
def exit_without_memory(error: BaseException | None = None, **_kwargs: object) -> None:
    """End this process if it has run out of memory: it would go on failing, and another one can take its requests.

    A failure for want of memory often looks like something else, such as a module that cannot be read or a database
    that cannot be opened.
    """
    if isinstance(error or sys.exception(), MemoryError) or not heartbeat.has_spare_memory():
        process_exit.exit_process()


application = Gateway(wsgi_application, page_cache)
