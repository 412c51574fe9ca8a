"""Each process of the site is restarted by itself, and all end with the top process."""

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fibro_site.processes import procfile
from fibro_site.setup import preflight
from tests import running_site
from tests.processes import ROOT, House, is_running, wait_until

# Accepts connections on the socket that it inherits, as the web server does.
WEB = """
import os, socket, time
listener = socket.socket(fileno=int(os.environ["FIBRO_LISTENER"]))
listener.setblocking(True)
while True:
    listener.accept()[0].sendall(b"here")
"""
WAITS = "import time; time.sleep(600)"


@pytest.fixture
def port() -> int:
    return running_site.free_port()


@pytest.fixture
def house(tmp_path: Path, port: int) -> Iterator[House]:
    file = tmp_path / "Procfile"
    lines = {"web": WEB, "beat": WAITS}
    script = {name: tmp_path / f"{name}.py" for name in lines}
    for name, text in lines.items():
        script[name].write_text(text)
    file.write_text("".join(f"{name}: {shlex.join([sys.executable, str(script[name])])}\n" for name in lines))
    env = {**os.environ, "PORT": str(port), "WEB_WORKERS": "2", "FIBRO_VAR": str(tmp_path)}
    house = House(env, tmp_path / "log", str(file))
    try:
        wait_until(lambda: answers(port), 30, "it answers")
        yield house
    finally:
        if house.process.poll() is None:
            house.stop()


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            return line.recv(10) == b"here"
    except OSError:
        return False


def test_killed_supervisor_is_restarted_with_one_process(house: House) -> None:
    supervisor, process = house.find("beat", 0), house.find("beat", 1)
    os.kill(supervisor, signal.SIGKILL)
    wait_until(lambda: not is_running(process), 15, "what it supervised has ended")
    assert house.find("beat", 1) != process
    assert len(list(house.descend("beat", 1))) == 1


def test_stopped_supervisor_is_restarted(house: House) -> None:
    supervisor = house.find("beat", 0)
    os.kill(supervisor, signal.SIGSTOP)
    wait_until(lambda: not is_running(supervisor), 30, "it was ended")
    assert house.find("beat", 1)


def test_connections_wait_while_all_web_servers_restart(house: House, port: int) -> None:
    house.find("web", 1, 1)
    servers = list(house.descend("web", 1))
    for pid in servers:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(is_running(pid) for pid in servers), 5, "all servers have ended")
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        assert line.recv(10) == b"here"


def test_second_start_in_the_same_folder_is_refused(house: House, tmp_path: Path) -> None:
    """On another port too: whoever stops one of them would believe that the site has ended."""
    env = {**os.environ, "PORT": str(running_site.free_port()), "FIBRO_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "fibro_site.processes.procfile", str(tmp_path / "Procfile")]
    second = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=30)
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr == f"A site runs in {tmp_path} already: stop it, or choose another folder (FIBRO_VAR).\n"
    before = preflight.check_other_site(str(tmp_path))
    assert before is not None
    assert before.startswith(f"A site runs in {tmp_path} already.")
    house.process.kill()
    house.process.wait(10)
    assert preflight.check_other_site(str(tmp_path)) is None


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_stops_all_processes(house: House, signum: int) -> None:
    house.find("beat", 1)
    everybody = house.family()
    house.process.send_signal(signum)
    assert house.process.wait(20) == 0
    wait_until(lambda: not any(is_running(pid) for pid in everybody), 5, "all has ended")


def test_killed_top_process_leaves_no_orphans_and_frees_the_port(house: House, port: int) -> None:
    house.find("beat", 1)
    everybody = house.family()
    house.process.kill()
    house.process.wait(10)
    wait_until(lambda: not any(is_running(pid) for pid in everybody), 15, "all has ended")
    socket.create_server(("127.0.0.1", port)).close()


def test_site_goes_on_without_room_for_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the processes would soon wait for somebody to read what they print."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        procfile.print_line("worker | a line")
        monkeypatch.undo()
        with contextlib.suppress(OSError):
            full.close()
