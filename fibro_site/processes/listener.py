"""The socket that the site listens on: created once, and inherited by every process that serves."""

import os
import socket

LISTEN_BACKLOG = 1024


def create_listener() -> socket.socket:
    """Listen on HOST and PORT. Connections wait in the socket until a process accepts them, even while none does."""
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.create_server((host, port), family=family, backlog=LISTEN_BACKLOG)
    found.setblocking(False)
    return found


def inherit_listener(descriptor: int) -> socket.socket:
    """Return the socket that another process already listens on, by its file descriptor."""
    return socket.socket(fileno=descriptor)
