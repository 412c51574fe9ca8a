"""Checks what the contracts of import-linter in pyproject.toml cannot express."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("references", "intake", "articles", "fibro_site")


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


@pytest.mark.parametrize("app", APPS)
def test_no_import_hides_inside_a_function(app: str) -> None:
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


def test_there_is_no_junk_drawer() -> None:
    drawers = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*")
        if path.stem in {"common", "utils", "helpers", "misc", "base"} and "migrations" not in path.parts
    ]
    assert drawers == []
