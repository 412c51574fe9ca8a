"""A small balancer in front of several hosts: each new connection goes to the next host, unless that was taken out."""

import socket
import threading
from collections import Counter
from contextlib import suppress

from tests.processes import wait_until


class Balancer:
    """Carries bytes. A visitor's connection is one request, so a host without connections has none to answer."""

    def __init__(self, ports: list[int]) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.hosts = list(ports)
        self.open: Counter[int] = Counter()
        self.carried: Counter[int] = Counter()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                with self.lock:
                    host = self.hosts[self.carried.total() % len(self.hosts)]
                    self.open[host] += 1
                    self.carried[host] += 1
                threading.Thread(target=self.serve, args=(near, host), daemon=True).start()

    def serve(self, near: socket.socket, host: int) -> None:
        """Carry one connection to its end. A host that refuses it is an error that the visitor sees."""
        try:
            with near, socket.create_connection(("127.0.0.1", host), timeout=60) as far:
                asking = threading.Thread(target=carry, args=(near, far), daemon=True)
                asking.start()
                carry(far, near)
        except OSError:
            pass
        finally:
            with self.lock:
                self.open[host] -= 1

    def take_out(self, host: int) -> None:
        """Send nothing new to a host, and wait until it has answered everything."""
        with self.lock:
            self.hosts.remove(host)
        wait_until(lambda: self.open[host] == 0, 60, "the host has answered everything")

    def put_in(self, host: int) -> None:
        with self.lock:
            self.hosts.append(host)

    def close(self) -> None:
        self.listener.close()


def carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
