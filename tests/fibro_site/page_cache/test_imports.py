"""What only some sites, or only the web server, need is not loaded by every process: it takes time and memory."""

from tests.running_site import run_python
from tests.settings import VAR

CODE = "import sys, fibro_site.wsgi; sys.exit(sorted(sys.modules.keys() & {'granian', 'redis'}) or 0)"


def test_clients_of_redis_and_granian_are_not_loaded_without_need() -> None:
    run = run_python("-c", CODE, role="all", var=VAR)
    assert run.returncode == 0, run.stderr
