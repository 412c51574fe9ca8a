"""Management commands, as the command line runs them."""

from io import StringIO

from django.core.management import call_command


def run_command(*arguments: str) -> tuple[int, str, str]:
    """Run a management command. Return its exit code, its output and its error output."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as leaving:
        return int(str(leaving.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()
