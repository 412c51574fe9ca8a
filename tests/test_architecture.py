"""Checks what the contracts of import-linter in pyproject.toml cannot express."""

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.running_site import ROOT

APPS = ("references", "intake", "articles", "fibro_site")
MAX_MODULE_LINES, MAX_CLASS_LINES = 350, 200
MAX_MODULES_OF_AN_APP = 12


def modules(app: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield each imported dotted name with its line, and whether the import is inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        id(inner)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by dots"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((name, node.lineno, id(node) in hidden) for name in names)


def test_the_engine_imports_only_python_and_itself() -> None:
    """The contract names what it must not import; this holds it to the standard library."""
    impure = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules("intake/engine")
        for name, line, _ in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("intake.engine.")
    ]
    assert impure == []


def test_modules_do_not_import_in_a_circle() -> None:
    """Layers keep rooms apart; within a room two modules could still need each other."""
    graph = grimp.build_graph(*APPS, cache_dir=None)
    order = TopologicalSorter({module: graph.find_modules_directly_imported_by(module) for module in graph.modules})
    order.prepare()  # raises CycleError, which names the circle
    assert len(graph.modules) > 500


def test_modules_and_classes_are_short() -> None:
    lengths = {}
    for path in (path for app in APPS for path in modules(app)):
        text, place = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
        lengths[place] = len(text.splitlines()), MAX_MODULE_LINES
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                lengths[f"{place}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1, MAX_CLASS_LINES
    assert {place: lines for place, (lines, most) in lengths.items() if lines > most} == {}


@pytest.mark.parametrize("app", APPS)
def test_root_of_an_app_has_few_modules(app: str) -> None:
    """Its folder can be taken in at a glance."""
    at_its_root = [path.name for path in (ROOT / app).glob("*.py") if path.name != "__init__.py"]
    assert len(at_its_root) <= MAX_MODULES_OF_AN_APP


@pytest.mark.parametrize("app", APPS)
def test_imports_inside_functions_have_a_reason(app: str) -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(app)
        for name, line, is_hidden in imports(path)
        if is_hidden and not has_a_reason(path, line)
    ]
    assert hidden == []


def has_a_reason(path: Path, line: int) -> bool:
    """Return whether a late import has its reason on its own line: `# noqa: PLC0415 -- reason`."""
    return "PLC0415" in path.read_text(encoding="utf-8").splitlines()[line - 1]


def test_no_module_is_named_common_or_utils() -> None:
    drawers = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*")
        if path.stem in {"common", "utils", "helpers", "misc", "base"} and "migrations" not in path.parts
    ]
    assert drawers == []
