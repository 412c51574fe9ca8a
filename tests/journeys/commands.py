"""Management commands in the environment of the running site."""

import json
import subprocess

from tests.running_site import ROOT, Site, environment


def run_command(site: Site, *arguments: str) -> str:
    """Run a management command on the site's database, and return what it writes."""
    command = ["python", "manage.py", *arguments]
    env = environment(site.var, 0) | {"DATABASE_URL": site.database}
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout


def make_articles(site: Site, module: str) -> None:
    """Call `make` of a module of this folder, which adds articles and works to the site."""
    run_command(site, "shell", "-c", f"from tests.journeys.{module} import make; make()")


def make_busy_clinic(site: Site) -> dict[str, str]:
    """Add a clinic at work to the site, and return the paths of its pages in the admin, by name."""
    written = run_command(site, "shell", "-v", "0", "-c", "from tests.journeys.busy_clinic import make; make()")
    paths: dict[str, str] = json.loads(written.splitlines()[-1])
    return paths
