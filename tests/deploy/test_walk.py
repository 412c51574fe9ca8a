"""The walk of docs/operations.md (tools/operations_walk) runs what the page says: it finds every block of it."""

import subprocess
import sys

from tests.running_site import ROOT
from tools.operations_walk.__main__ import prepare
from tools.operations_walk.checks import CHECKS
from tools.operations_walk.page import PAGE, read_blocks, read_folders

TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = list(read_blocks(TEXT))


def test_every_indented_line_is_in_a_block() -> None:
    # Lines of a list are indented by two.
    indented = [line.strip() for line in TEXT.splitlines() if line.startswith("    ") and line.strip()]
    found = [line.strip() for block in BLOCKS for line in block.text.splitlines() if line.strip()]
    assert found == indented


def test_every_block_of_commands_begins_with_one() -> None:
    first_words = {block.text.split()[0] for block in BLOCKS if block.is_commands}
    assert first_words <= {"apt", "runuser", "as-clinic", "cp", "systemctl"}


def test_no_word_of_the_page_is_left_to_be_replaced() -> None:
    scripts = [script for script in map(prepare, BLOCKS) if script]
    assert len(scripts) >= 7
    for word in ("URL ", "VERSION", "/TIME"):
        assert not [script for script in scripts if word in script], word


def test_sections_that_are_checked_exist() -> None:
    assert CHECKS.keys() <= {block.section.partition(".")[0] for block in BLOCKS}
    assert len(list(read_folders(TEXT))) == 6


def test_walk_of_somebody_else_than_root_is_refused_in_a_line() -> None:
    code = "import os, runpy; os.geteuid = lambda: 1000; runpy.run_module('tools.operations_walk', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (
        1,
        "Only root can enter another Debian: run this as root.",
    )
