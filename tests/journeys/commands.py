"""Management commands in the environment of the running site."""

import subprocess

from tests.running_site import ROOT, Site, environment


def run_command(site: Site, *arguments: str) -> None:
    """Run a management command on the site's database."""
    command = ["python", "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(site.var, 0), check=True, capture_output=True)


def make_articles(site: Site, module: str) -> None:
    """Call `make` of a module of this folder, which adds articles and works to the site."""
    run_command(site, "shell", "-c", f"from tests.journeys.{module} import make; make()")
