"""Keeps the walls of the house: who may import whom (docs/architecture.md)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("references", "intake", "articles", "fibro_site")
MAY_IMPORT = {
    "references": set(),
    "intake": set(),
    "articles": {"references"},
    "fibro_site": {"references", "articles", "intake"},
}
# Inside an app every arrow points down its list. Modules on one floor may not import each other.
REFERENCES_FLOORS = (
    {"urls", "wagtail_hooks", "management", "starter", "apps"},
    {"admin", "views", "sitemap"},
    {"tasks", "health"},
    {"importing", "retractions", "dead_links", "judging", "merging"},
    {"library", "refreshing", "downloads", "structured_data"},
    {"draftail", "web", "citing"},
    {"sqlite_search", "rich_text", "bibliography", "problems"},
    {"models"},
    {"marks"},
    {"identity"},
    {"rubrics"},
    {"titles", "citations", "quoting", "formats"},
    {"formatting"},
    {"updates"},
    {"csl", "identifiers", "enums", "features"},
    {"dois", "written_dates"},
    {"doi_addresses"},
)
INTAKE_FLOORS = (
    {"urls", "wagtail_hooks", "management", "starter"},
    {"later_views", "patient_views", "receipt_views", "step_views"},
    {"views", "viewsets", "panels", "desk_roles", "builder_roles", "builder_pages", "builder_preview"},
    {"unfinished"},
    {"builder_form", "exchange_pages", "forms", "patient_forms", "visits", "inbox_pages", "submission_pages"},
    {"desk_access"},
    {"fields"},
    {"contacts", "submissions", "patients", "desk", "inbox"},
    {"sent", "exchange"},
    {"places", "questionnaires", "safety", "suspicion"},
    {"tasks"},
    {"outbox", "drafts", "patient_sessions", "limits", "refusals", "receipts"},
    {"channels"},
    {"opening"},
    {"audit_checks", "current_key", "outside_changes", "letters", "proofs"},
    {"audit"},
    {"digests"},
    {"models"},
    {"builder"},
    {"enums", "doubts", "apps", "reply_promise"},
    {"sheet", "dates", "advice", "chapters", "mail_domains"},
    {"numerals"},
    {"engine"},
    {"checkpoints"},
    {"signatures"},
    {"keyring"},
    {"codes", "sealing"},
)
ENGINE_FLOORS = (
    {"publication"},
    {"assessment", "response", "consents", "scope"},
    {"feeding"},
    {"possibilities", "possible_values"},
    {"journey"},
    {"definition"},
    {"fhir", "scoring"},
    {"eligibility", "questions"},
    {"conditions"},
    {"json_object"},
)
FLOORS = {"references": REFERENCES_FLOORS, "intake": INTAKE_FLOORS, "intake.engine": ENGINE_FLOORS}


def modules(app: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Each imported dotted name with its line, and whether the import hides inside a function."""
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
def test_apps_import_only_downward(app: str) -> None:
    strangers = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(app)
        for name, line, _ in imports(path)
        if name.split(".")[0] in set(APPS) - {app} - MAY_IMPORT[app]
    ]
    assert strangers == []


def floor_of(house: str, module: str) -> int:
    for number, floor in enumerate(FLOORS[house]):
        if module in floor:
            return number
    raise AssertionError(f"{house}.{module} stands on no floor: give it one in FLOORS")


@pytest.mark.parametrize("house", FLOORS)
def test_a_house_imports_only_downward_inside(house: str) -> None:
    """An app, or a package in it that has floors of its own."""
    climbers = []
    folder = ROOT / house.replace(".", "/")
    for path in modules(house.replace(".", "/")):
        here = path.relative_to(folder).parts[0].removesuffix(".py")
        if here == "__init__":
            continue
        for name, line, _ in imports(path):
            if not name.startswith(f"{house}."):
                continue
            there = name.removeprefix(f"{house}.").split(".")[0]
            if there != here and floor_of(house, there) <= floor_of(house, here):
                climbers.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert climbers == []


def test_the_engine_imports_only_python_and_itself() -> None:
    impure = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules("intake/engine")
        for name, line, _ in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("intake.engine.")
    ]
    assert impure == []


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
    """A late import says why on its own line: `# noqa: PLC0415 -- reason`."""
    return "PLC0415" in path.read_text(encoding="utf-8").splitlines()[line - 1]


def test_there_is_no_junk_drawer() -> None:
    drawers = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*")
        if path.stem in {"common", "utils", "helpers", "misc", "base"} and "migrations" not in path.parts
    ]
    assert drawers == []
