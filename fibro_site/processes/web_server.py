"""The web server: granian, on the socket that the top process holds or on one of its own.

    python -m fibro_site.processes.web_server

It reads HOST, PORT and WEB_WORKERS.
"""

import multiprocessing
import os
import socket

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder
from granian.server.mp import MPServer

from fibro_site.processes import listener
from fibro_site.processes.supervisor import LISTENER_FD_VARIABLE

# Open connections of a worker. fibro_site/processes/request_bodies.py limits what each of them may send.
MAX_CONNECTIONS = 512
HEADER_TIMEOUT_SECONDS = 10


class WebServer(MPServer):
    """granian, with one socket for all workers of all servers.

    By default granian gives each worker a socket of its own on the same port. The kernel then hands connections also to
    workers that are stopped or about to die, and those connections are lost.
    """

    def __init__(self, shared: socket.socket, **options: object) -> None:
        super().__init__("fibro_site.processes.gateway:application", **options)  # type: ignore[arg-type]
        self.shared = shared

    def _init_shared_socket(self) -> None:
        self._sso = None
        self._ssp = None
        self._shd = SocketHolder(self.shared.fileno(), False, listener.LISTEN_BACKLOG)  # type: ignore[assignment, call-arg]  # unknown to its stub


if __name__ == "__main__":
    # The first module that a worker imports may read a setting.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
    from django.conf import settings

    # The workers inherit the socket.
    multiprocessing.set_start_method("fork")
    inherited = os.environ.get(LISTENER_FD_VARIABLE)
    WebServer(
        listener.inherit_listener(int(inherited)) if inherited else listener.create_listener(),
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        workers=int(os.environ.get("WEB_WORKERS") or 2),
        backlog=listener.LISTEN_BACKLOG,
        backpressure=MAX_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_SECONDS * 1000),
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
        process_name="python -m fibro_site.processes.web_server",
    ).serve()
