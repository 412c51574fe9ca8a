"""What our own code names in the log: its messages are told whole, so each value that they name is in a list here."""

import ast
from collections.abc import Iterator

from tests.running_site import ROOT

APPS = ("articles", "fibro_site", "intake", "references")
METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
# None of them was written by a visitor or says anything of one. Of the rows of patients there are ids and codes.
TELLABLE = {
    # Classes of exceptions, and codes of ours.
    "type(error).__name__",
    "type(exception).__name__",
    "error.code",
    "what",
    "fault.finding",
    "OutsideChange.ASSESSMENT",
    "OutsideChange.CASE",
    "', '.join(opened.changes)",
    # Names of tables, models, registers and files, as our code or whoever runs the site has written them.
    "table",
    "model.__name__",
    "report.register",
    "report.problem",
    "path",
    # Which row: to find it in the admin.
    "pk",
    "reference",
    "fault.sequence",
    "delivery.pk",
    "export.pk",
    "found.pk",
    "locked.pk",
    "self.user.pk",
    "submission.pk",
    # Of a request: from lists of ours, and numbers.
    "method",
    "view or NO_VIEW",
    "status",
    "milliseconds",
}


def iterate_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in (path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="logger"), attr=method)) if method in METHODS:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def list_messages() -> Iterator[tuple[str, ast.expr, list[ast.expr]]]:
    """Yield where each message is, its text, and the values that it names."""
    for place, call in iterate_calls():
        args = call.args[1:] if isinstance(call.func, ast.Attribute) and call.func.attr == "log" else call.args
        yield place, args[0], args[1:]


def test_each_message_is_a_text_of_ours() -> None:
    wrong = [place for place, text, _ in list_messages() if not isinstance(text, ast.Constant)]
    assert wrong == []


def test_each_value_is_sorted() -> None:
    named = {ast.unparse(value): place for place, _, values in list_messages() for value in values}
    assert {value: place for value, place in named.items() if value not in TELLABLE} == {}
    assert TELLABLE - named.keys() == set(), "named nowhere any more"
