"""What an article costs that no cache has: milliseconds of processor time a request, in one process and one thread.

    python -m tools.speed.uncached                        this version
    python -m tools.speed.uncached --beside CHECKOUT      and another one, asked in turn, as a machine's speed varies
    python -m tools.speed.uncached --profile              its queries, and the functions that cost most

Each version gets a database of its own with the starter content, which takes a minute. `--var FOLDER` is that of a
site that is there already; both use it.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.running_site import ROOT, environment

ARTICLE = "/articles/fibromyalgia-the-neural-network-perspective/"
RENDERER = Path(__file__).with_name("page_renderer.py")
PORT = 8000
ROUNDS = 20
REQUESTS_A_ROUND = 5


class Renderer:
    """A process that renders the page with the code of one checkout."""

    def __init__(self, checkout: Path, var: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(RENDERER), f"127.0.0.1:{PORT}", ARTICLE, *options],
            cwd=checkout,
            env=environment(var, PORT) | {"PYTHONPATH": str(checkout)},
            stdin=subprocess.PIPE,
            stdout=None if options else subprocess.PIPE,
            text=True,
        )
        self.spent: list[float] = []

    def measure(self) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{REQUESTS_A_ROUND}\n")
        self.process.stdin.flush()
        self.spent += map(float, self.read_line().split())

    def read_line(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the renderer ended"
        return line

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


def prepare_site(checkout: Path, var: Path) -> None:
    for command in (["-m", "fibro_site.setup.bootstrap", str(var)], ["manage.py", "prepare"]):
        subprocess.run(
            [sys.executable, *command],
            cwd=checkout,
            env=environment(var, PORT),
            check=True,
            stdout=subprocess.DEVNULL,
        )


def compare_checkouts(sites: dict[Path, Path]) -> None:
    """Ask each version in turn, and print what each took."""
    renderers = {checkout: Renderer(checkout, var) for checkout, var in sites.items()}
    for renderer in renderers.values():
        renderer.read_line()
    for _ in range(ROUNDS):
        for renderer in renderers.values():
            renderer.measure()
    for renderer in renderers.values():
        renderer.end()
    first = statistics.median(renderers[ROOT].spent)
    for checkout, renderer in reversed(renderers.items()):
        median = statistics.median(renderer.spent)
        print(
            f"{checkout}: {median:.1f} ms of processor time a request, {min(renderer.spent):.1f} at best, "
            f"{median / first:.2f} times this version's"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="What an uncached article costs.")
    parser.add_argument("--beside", type=Path, help="the checkout of another version")
    parser.add_argument("--var", type=Path, help="the folder of a site that is there")
    parser.add_argument("--profile", action="store_true", help="print queries and functions")
    options = parser.parse_args()
    checkouts = [ROOT, *([options.beside.resolve()] if options.beside else [])]
    with ExitStack() as stack:
        sites = {
            checkout: options.var or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fibro-speed-")))
            for checkout in checkouts
        }
        if not options.var:
            for checkout, var in sites.items():
                prepare_site(checkout, var)
        if options.profile:
            Renderer(ROOT, sites[ROOT], "--profile").process.wait()
        else:
            compare_checkouts(sites)


if __name__ == "__main__":
    main()
