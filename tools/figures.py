"""Figures of the house: how large its rooms, modules, classes and functions are, and how its functions are named.

    python -m tools.figures            what the sources show
    python -m tools.figures --times    and how long the tests, the first and the second start take (15 minutes)

Counts what git knows of, without migrations. A room is a folder with modules. The length of a function is that of its
code, without the docstring. A duplicate is a run of eight or more lines of code, without blank ones, comments and
imports, that stands in two places; overlapping runs count once.
"""

import argparse
import ast
import re
import statistics
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tools import bench

ROOT = Path(__file__).resolve().parent.parent
APPS = ("articles", "fibro_site", "intake", "references")
SAME_LINES = 8
MODULES_OF_A_COMMON_NAME = 3

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    path: str
    lines: list[str]
    tree: ast.Module

    @property
    def room(self) -> str:
        return str(Path(self.path).parent)

    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def code_lines(self) -> list[str]:
        """Return its lines without blank ones, comments and imports."""
        imports = [node for node in self.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        imported = {number for node in imports for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
        lines = (line.strip() for number, line in enumerate(self.lines, 1) if number not in imported)
        return [line for line in lines if line and not line.startswith("#")]

    def own_functions(self) -> list[Function]:
        """Those at its top level."""
        return [node for node in self.tree.body if isinstance(node, Function)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Figures of the house.")
    parser.add_argument("--times", action="store_true", help="run the tests and start a fresh clone, and time both")
    times = parser.parse_args().times
    for name, figure in measure_sources().items():
        print(f"{name}: {figure}")
    if times:
        for name, seconds in measure_times():
            print(f"{name}: {seconds:.1f} s", flush=True)


def measure_sources() -> dict[str, str]:
    modules = list(read_modules(*APPS))
    return {
        "modules and lines of the apps": f"{len(modules)}, {sum(len(module.lines) for module in modules)}",
        "modules and lines of the tests": "{}, {}".format(*size_of(list(read_modules("tests", "tools")))),
        "entries in each app's folder": ", ".join(f"{app} {entries_of(app)}" for app in APPS),
        "modules in each room": ", ".join(f"{room} {count}" for room, count in rooms(modules)),
        "longest modules": ", ".join(f"{path} {length}" for path, length in longest_modules(modules)),
        "longest classes": ", ".join(f"{name} {length}" for name, length in longest_classes(modules)),
        "lines of a function, median and 90 %": "{:.0f}, {:.0f}".format(*function_lengths(modules)),
        "functions of a module, and with a one-word name": "{}, {}".format(*one_word_names(modules)),
        f"names defined in more than {MODULES_OF_A_COMMON_NAME} modules": common_names(modules),
        "lines with Any": str(lines_with(modules, r"\bAny\b")),
        "lines with noqa or type: ignore": str(lines_with(modules, r"# noqa|# type: ignore")),
        f"duplicates of {SAME_LINES} lines and more": str(duplicates(modules)),
    }


def measure_times() -> Iterator[tuple[str, float]]:
    """Run `make test`, and `make run` twice in a fresh clone, and give how long each took in seconds."""
    started = time.monotonic()
    subprocess.run(["make", "test"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    yield "make test, on both databases", time.monotonic() - started
    with tempfile.TemporaryDirectory(prefix="fibro-figures-") as folder:
        for figure in bench.measure_starts(Path(folder)):
            yield figure.name, figure.value


def read_modules(*folders: str) -> Iterator[Module]:
    listed = subprocess.run(
        ["git", "ls-files", *(f"{folder}/*.py" for folder in folders)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for path in listed.stdout.splitlines():
        if "/migrations/" not in path:
            text = (ROOT / path).read_text(encoding="utf-8")
            yield Module(path, text.splitlines(), ast.parse(text))


def size_of(modules: list[Module]) -> tuple[int, int]:
    return len(modules), sum(len(module.lines) for module in modules)


def entries_of(app: str) -> int:
    """How many modules and folders a reader of the app's folder sees."""
    return sum(path.name[0] not in "._" for path in (ROOT / app).iterdir())


def rooms(modules: list[Module]) -> list[tuple[str, int]]:
    return Counter(module.room for module in modules if Path(module.path).name != "__init__.py").most_common()


def longest_modules(modules: list[Module]) -> list[tuple[str, int]]:
    return Counter({module.path: len(module.lines) for module in modules}).most_common(8)


def longest_classes(modules: list[Module]) -> list[tuple[str, int]]:
    lengths = Counter[str]()
    for module in modules:
        for node in module.classes():
            lengths[f"{module.path}:{node.name}"] = length_of(node)
    return lengths.most_common(5)


def function_lengths(modules: list[Module]) -> tuple[float, float]:
    lengths = [length_of(node) - docstring_lines(node) for module in modules for node in module.functions()]
    return statistics.median(lengths), statistics.quantiles(lengths, n=10)[-1]


def length_of(node: ast.ClassDef | Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def docstring_lines(node: Function) -> int:
    docstring = ast.get_docstring(node, clean=False)
    return docstring.count("\n") + 1 if docstring else 0


def one_word_names(modules: list[Module]) -> tuple[int, int]:
    names = [function.name for module in modules for function in module.own_functions()]
    return len(names), sum("_" not in name.strip("_") for name in names)


def common_names(modules: list[Module]) -> str:
    places = defaultdict(set)
    for module in modules:
        for function in module.own_functions():
            places[function.name].add(module.path)
    common = {name: len(paths) for name, paths in places.items() if len(paths) > MODULES_OF_A_COMMON_NAME}
    most = ", ".join(f"{name} {count}" for name, count in Counter(common).most_common(8))
    return f"{len(common)} ({most})"


def lines_with(modules: list[Module], pattern: str) -> int:
    return sum(bool(re.search(pattern, line)) for module in modules for line in module.lines)


def duplicates(modules: list[Module]) -> int:
    """How many runs of the same lines stand in more than one place."""
    places = defaultdict(list)
    for module in modules:
        meant = module.code_lines()
        for start in range(len(meant) - SAME_LINES + 1):
            places[tuple(meant[start : start + SAME_LINES])].append((module.path, start))
    repeated = sorted({place for found in places.values() if len(found) > 1 for place in found[1:]})
    # A run of nine lines is two of eight, one beside the other.
    beside = sum(one[0] == other[0] and other[1] - one[1] == 1 for one, other in pairwise(repeated))
    return len(repeated) - beside


if __name__ == "__main__":
    main()
