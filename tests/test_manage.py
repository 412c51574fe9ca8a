"""What is wrong outside is said in a line by every command, with what to look at: no traceback, and no password."""

from pathlib import Path

import pytest

from fibro_site.setup import bootstrap
from tests.running_site import run_python

SECRET = "hunter2"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("var")
    bootstrap.prepare_var_folder(folder)
    (folder / "no-database").write_text("Not a database, but long enough to be taken for one." * 40)
    return folder


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"nonsense://u:{SECRET}@127.0.0.1/clinic", "DATABASE_URL must be postgres://"),
        (f"mysql://root:{SECRET}@127.0.0.1/clinic", "DATABASE_URL must be postgres://"),
        (f"postgres://u:{SECRET}@127.0.0.1:port/clinic", "its port is not a number"),
        (f"postgres://u:{SECRET}@127.0.0.1:1/clinic", "Connection refused"),
        ("sqlite:////nowhere/db.sqlite3", "unable to open database file"),
        ("sqlite:///{var}/no-database", "file is not a database"),
    ],
)
def test_database_that_cannot_be_used_is_told_in_a_line(var: Path, url: str, said: str) -> None:
    done = run_python("manage.py", "migrate", "--plan", role="all", var=var, DATABASE_URL=url.format(var=var))
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert SECRET not in done.stderr + done.stdout
