"""No test reaches a machine other than this one."""

import socket

import pytest

from tests.conftest import NetworkReachedError

# An address for documentation (RFC 5737): nothing responds there even if the connection is not refused.
ELSEWHERE = ("192.0.2.1", 80)


def test_connections_to_other_machines_are_refused() -> None:
    with socket.socket() as outward:
        outward.settimeout(1)
        with pytest.raises(NetworkReachedError):
            outward.connect(ELSEWHERE)


def test_connections_to_this_machine_are_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
