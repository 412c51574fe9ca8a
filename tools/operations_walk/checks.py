"""What must be true after a section of the page was walked."""

import json
from collections.abc import Callable

from tools.operations_walk.debian import CommandFailed, Debian
from tools.operations_walk.page import PAGE, read_folders

# Asks the site as a visitor's browser would, through the proxy, or as a monitor, past it. A certificate of the walk's
# own is enough.
ASK = r"""
import http.client, socket, ssl, sys, time
name, address, path = sys.argv[1:]
host, port = address.split(":")
deadline = time.monotonic() + 300
while True:
    try:
        plain = socket.create_connection((host, int(port)), timeout=120)
        context = ssl._create_unverified_context()
        connection = http.client.HTTPConnection(name)
        connection.sock = context.wrap_socket(plain, server_hostname=name) if port == "443" else plain
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        status = connection.getresponse().status
    except OSError as error:
        status = repr(error)
    if status not in (502, 503) and not isinstance(status, str) or time.monotonic() > deadline:
        break
    time.sleep(0.5)
print(status)
"""


def ask(debian: Debian, name: str, address: str, path: str) -> str:
    """Return the status of an answer. It is waited for while the site starts."""
    return debian.run(f"/usr/bin/python3 - {name} {address} {path} <<'EOF'\n{ASK}\nEOF").strip()


def check_folders(debian: Debian) -> None:
    """Compare owners and modes with the page's own table."""
    for path, owner, mode in read_folders(PAGE.read_text(encoding="utf-8")):
        user, _, group = owner.partition(":")
        found = debian.run(f"stat --format='%U:%G %a' {path}").strip()
        expect(f"{path} is", found, f"{user}:{group or user} {int(mode)}")


def check_roles(debian: Debian) -> None:
    found = debian.run(
        "runuser -u postgres -- psql --tuples-only --no-align --command "
        "\"SELECT rolname FROM pg_roles WHERE rolname LIKE 'clinic-%' AND NOT rolsuper ORDER BY 1\""
    )
    expect("roles", found.split(), ["clinic-public", "clinic-staff"])


def check_sides(debian: Debian) -> None:
    """Check that each side reads its own settings and keys, and the visitors' side nothing of the staff's."""
    expect_refused(debian, "runuser -u clinic-public -- cat /etc/clinic/staff.env")
    expect_refused(debian, "runuser -u clinic-public -- ls /var/lib/clinic-staff")
    expect_refused(debian, "runuser -u clinic-staff -- touch /srv/clinic/x")
    expect_refused(debian, "runuser -u clinic-public -- psql clinic --command 'SELECT * FROM auth_user'")
    # As somebody who is not root.
    expect_refused(debian, "runuser -u nobody -- as-clinic staff manage.py check")


def check_units(debian: Debian) -> None:
    found = debian.run("systemd-analyze verify --man=no /etc/systemd/system/clinic*.{service,socket,timer,target} 2>&1")
    expect("what systemd says of the units", [line for line in found.splitlines() if "clinic" in line], [])


def check_site(debian: Debian) -> None:
    """Check that both sides answer and that every part works."""
    for name, port in (("clinic.example", 8000), ("staff.clinic.example", 8001)):
        expect(f"health of {name}", ask(debian, name, f"127.0.0.1:{port}", "/health/ready/"), "200")
    expect("first page", ask(debian, "clinic.example", "127.0.0.1:8000", "/"), "200")
    expect("sign-in", ask(debian, "staff.clinic.example", "127.0.0.1:8001", "/account/login/"), "200")
    debian.run("as-clinic staff manage.py health")


def check_proxy(debian: Debian) -> None:
    expect("first page by nginx", ask(debian, "clinic.example", "127.0.0.1:443", "/"), "200")
    expect("the form by nginx", ask(debian, "clinic.example", "127.0.0.1:443", "/eligibility/"), "200")
    expect("no admin for visitors", ask(debian, "clinic.example", "127.0.0.1:443", "/admin/login/"), "404")
    expect("no staff's side from elsewhere", ask(debian, "staff.clinic.example", "127.0.0.1:443", "/admin/"), "403")


def check_backup(debian: Debian) -> None:
    header = debian.run("head --lines=1 $(ls -t /var/backups/clinic/*.backup | head -1)")
    expect("kind of the backup", json.loads(header)["format"], "fibro-backup-1")


def expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise CommandFailed(f"{what}: {found!r}, not {expected!r}")


def expect_refused(debian: Debian, command: str) -> None:
    try:
        debian.run(command)
    except CommandFailed:
        return
    raise CommandFailed(f"was not refused: {command}")


CHECKS: dict[str, list[Callable[[Debian], None]]] = {
    "1": [check_folders],
    "2": [check_roles],
    "3": [check_sides],
    "4": [check_units, check_site, check_backup],
    "5": [check_proxy],
    "8": [check_site, check_proxy],
    "9": [check_site, check_proxy],
}
