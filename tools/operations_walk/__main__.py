"""Walk the page, tell each step in a line, and end with 1 at the first that fails."""

import os
import re
import sys
import time
from argparse import ArgumentParser
from pathlib import Path

from tools.operations_walk.checks import CHECKS
from tools.operations_walk.debian import CommandFailed, Debian, make_debian, running
from tools.operations_walk.page import PAGE, Block, read_blocks

# What somebody puts in place of the page's words.
REPLACEMENTS = {r"\bURL\b": "/walk/clinic.git", r"\bapt install\b": "apt-get install", r"\bVERSION\b": "HEAD"}
# The newest backup, as somebody would choose it.
TIME = "TIME=$(ls -t /var/backups/clinic/*.backup | head -1 | xargs basename --suffix=.backup)\n"
START_POSTGRESQL = "pg_ctlcluster 15 main start && until pg_isready --quiet; do sleep 0.2; done"
# Before a section's first block: what the page asks for in words.
BEFORE = {
    # A new Debian's list of packages is as old as its image.
    "1": "apt-get update",
    # Debian starts what it installs, through systemd. It was installed on the network of this machine, where another
    # PostgreSQL may have had the usual port.
    "2": "sed --in-place 's/^port = .*/port = 5432/' /etc/postgresql/15/main/postgresql.conf; " + START_POSTGRESQL,
    "5": "for name in clinic.example staff.clinic.example; do mkdir -p /etc/letsencrypt/live/$name; "
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=$name "
    "-keyout /etc/letsencrypt/live/$name/privkey.pem -out /etc/letsencrypt/live/$name/fullchain.pem; done",
}
# What the timers would run.
AFTER = {"4": "systemctl start clinic-backup.service clinic-bounces.service"}
ONLINE_SECTIONS = {"1"}


def walk(debian: Debian, first: int) -> None:
    blocks = list(read_blocks(PAGE.read_text(encoding="utf-8")))
    sections = list(dict.fromkeys(block.section for block in blocks))
    if first > 2:
        debian.run(START_POSTGRESQL)
    if first > 4:
        debian.run("systemctl start clinic.target; nginx || true")
    for section in sections:
        if int(section.partition(".")[0]) >= first:
            walk_section(debian, section, [block for block in blocks if block.section == section])


def walk_section(debian: Debian, section: str, blocks: list[Block]) -> None:
    number = section.partition(".")[0]
    online = number in ONLINE_SECTIONS
    print(section, flush=True)
    for script in (BEFORE.get(number), *map(prepare, blocks), AFTER.get(number)):
        if script:
            tell(script, debian, online=online)
    for check in CHECKS.get(number, []):
        check(debian)
        print(f"    holds: {check.__name__}", flush=True)


def tell(script: str, debian: Debian, *, online: bool) -> None:
    begun = time.monotonic()
    debian.run(script, online=online)
    first, *rest = script.strip().splitlines()
    print(
        f"    {time.monotonic() - begun:5.1f} s  {first[:80]}{f' (and {len(rest)} lines)' if rest else ''}", flush=True
    )


def prepare(block: Block) -> str | None:
    """Return what a shell runs of a block, or None."""
    if not block.is_commands:
        if block.text.startswith("table inet"):
            return f"nft --check --file - <<'EOF'\n{block.text}\nEOF"
        return None
    script = block.text
    for pattern, replacement in REPLACEMENTS.items():
        script = re.sub(pattern, replacement, script)
    if "TIME.backup" in script:
        script = TIME + script.replace("TIME.backup", "$TIME.backup")
    return script


def main() -> None:
    parser = ArgumentParser(
        prog="python -m tools.operations_walk", description="Walk docs/operations.md in a new Debian."
    )
    parser.add_argument("folder", nargs="?", type=Path, default="/var/tmp/operations-walk")  # noqa: S108 -- root's own
    parser.add_argument(
        "--from", type=int, default=1, dest="first", help="go on at this section, in the Debian of before"
    )
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("Only root can enter another Debian: run this as root.")
    options.folder.mkdir(mode=0o755, exist_ok=True)
    begun = time.monotonic()
    root = options.folder / "root"
    if options.first == 1:
        print("A new Debian", flush=True)
        root = make_debian(options.folder)
    try:
        with running(root) as debian:
            walk(debian, options.first)
    except CommandFailed as error:
        sys.exit(f"\n{error}")
    print(f"The page was walked from section {options.first} on, in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
