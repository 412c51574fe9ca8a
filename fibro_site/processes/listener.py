"""The socket that the site listens on: made once, and handed down to every process that serves."""

import os
import socket

LISTEN_BACKLOG = 1024


def create_listener() -> socket.socket:
    """Listen on HOST and PORT. Connections wait in it for whoever accepts them, also while nobody does."""
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.create_server((host, port), family=family, backlog=LISTEN_BACKLOG)
    found.setblocking(False)
    return found


def inherit_listener(descriptor: int) -> socket.socket:
    """The socket that another process listens on already."""
    return socket.socket(fileno=descriptor)
