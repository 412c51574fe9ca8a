# Two commands carry a fresh machine: `make run` and `make test`. `make help` lists the rest.

PYTHON ?= python3
# A setting as the site itself reads it: from the command line or the environment, or else from the file .env. Empty
# counts as unset here.
read_setting = $(or $($(1)),$(shell sed -n "s/^\(export \)*$(1)=//p" "$${FIBRO_ENV_FILE:-.env}" 2>/dev/null \
	| tail -n 1 | sed "s/^\(['\"]\)\(.*\)\1 *$$/\2/"),$(2))
override PORT := $(call read_setting,PORT,8000)
override HOST := $(call read_setting,HOST,127.0.0.1)
override WEB_WORKERS := $(call read_setting,WEB_WORKERS,2)
override FIBRO_VAR := $(call read_setting,FIBRO_VAR,var)
# For the processes that keep others, and read no file.
override LOG_FORMAT := $(call read_setting,LOG_FORMAT,lines)
export PORT HOST WEB_WORKERS FIBRO_VAR LOG_FORMAT
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# What a machine sets for itself must not change what the site's own Python finds, nor have each process compile it anew.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE DJANGO_SETTINGS_MODULE

LOCK = uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	--no-header --python-version 3.11 pyproject.toml
# uv takes seconds; pip is there for a machine whose packages only pip knows how to reach.
INSTALL = .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --requirement
INSTALL_SLOWLY = .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement
# Where `make test` and `make check` write.
TEST_VAR = .test-var

# The site's own address, as links in emails give it. To listen everywhere is no address.
OWN_HOST := $(if $(filter 0.0.0.0,$(HOST)),127.0.0.1,$(HOST))
run prepare dev: export override FIBRO_BASE_URL := $(call read_setting,FIBRO_BASE_URL,http://$(OWN_HOST):$(PORT))

.DEFAULT_GOAL := help
.SUFFIXES:

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: run
run: ## Set everything up and serve the site at http://127.0.0.1:8000 (PORT, HOST, FIBRO_BASE_URL, FIBRO_VAR, DEMO_PASSWORD)
	@$(PYTHON) -I fibro_site/setup/preflight.py --port
	@$(MAKE) --no-print-directory --silent prepare
	@echo "  Stop with       Ctrl-C"; echo
	@exec python -m fibro_site.processes.procfile

.PHONY: setup
setup: ## Set everything up, and serve nothing
	@$(PYTHON) -I fibro_site/setup/preflight.py
	@$(MAKE) --no-print-directory --silent prepare
	@echo "  Start with      make run"; echo

.PHONY: prepare
prepare: .venv/installed
	@python -m fibro_site.setup.bootstrap "$$FIBRO_VAR"
	@python manage.py prepare

.PHONY: dev
dev: ## Serve with autoreload and Django's debug pages
	@$(PYTHON) -I fibro_site/setup/preflight.py --port
	@DEBUG=1 $(MAKE) --no-print-directory --silent prepare
	@DEBUG=1 exec honcho start --procfile Procfile.dev

.PHONY: test
test: .venv/installed-dev ## Run the tests on SQLite, then on a PostgreSQL of their own
	@echo "Tests on SQLite"
	@pytest --quiet --numprocesses 2 --dist loadgroup -m "not browser and not faults and not machines" $(ARGS)
	@echo "Tests on PostgreSQL, of all that can depend on it"
	@python -m tests.postgres pytest --quiet --numprocesses 2 --dist loadgroup \
		-m "database and not browser and not faults and not machines" $(ARGS) || [ $$? -eq 5 ] # there may be none

.PHONY: test-services
test-services: .venv/installed-dev ## Run what can depend on them with PostgreSQL, Redis and RabbitMQ, where they answer
	@python -m tools.services pytest --quiet --numprocesses 2 --dist loadgroup -m "database and not browser and not machines" $(ARGS)

.PHONY: e2e
e2e: .venv/installed-dev ## Walk both journeys in a real Chromium (CHROMIUM=/path/to/chromium)
	@pytest --quiet --numprocesses 2 --dist loadfile -m browser --timeout 300 $(ARGS)

# What a run breaks, and how much is sent meanwhile. Every change is tried with a fifth (.ci/run).
faults faults-services: export FAULTS ?= 110
faults faults-services: export SUBMISSIONS ?= 1000

.PHONY: faults
faults: .venv/installed-dev ## Break 110 processes and services under 1,000 visitors, on each database (FAULTS, SUBMISSIONS)
	@pytest --quiet --capture no tests/intake/delivery/test_faults.py $(ARGS)
	@python -m tests.postgres pytest --quiet --capture no tests/intake/delivery/test_faults.py $(ARGS)

.PHONY: faults-services
faults-services: .venv/installed-dev ## The same with PostgreSQL and Redis, and with PostgreSQL and RabbitMQ, where they answer
	@python -m tools.services --only pytest --quiet --capture no tests/intake/delivery/test_faults.py $(ARGS)

.PHONY: machines
machines: .venv/installed-dev ## Upgrade two machines one after another under visitors, with Redis and with RabbitMQ, where they answer
	@python -m tools.services --only pytest --quiet --capture no tests/machines $(ARGS)

.PHONY: fuzz
fuzz: .venv/installed-dev ## Look for new examples that break a property, and 20,000 files with faults in them
	@FUZZ_COUNT=20000 pytest --quiet --numprocesses 2 --hypothesis-profile new \
		-m "hypothesis or mutations" $(ARGS)

.PHONY: bench
bench: .venv/installed-dev ## Measure speed, queries and weight
	@python -m tools.bench

.PHONY: bench-inbox
bench-inbox: .venv/installed-dev ## Measure the inbox with a thousand submissions and with a million, on a PostgreSQL of its own
	@python -m tests.postgres python -m tools.speed.inbox

.PHONY: figures
figures: .venv/installed-dev ## Count the house's rooms, modules, functions and names
	@python -m tools.figures

.PHONY: check
check: .venv/installed-dev ## Lint, format, types, migrations, deployment settings, templates, scripts
	@ruff check .
	@ruff format --check .
	@lint-imports --no-logo
	@python -m fibro_site.setup.bootstrap $(TEST_VAR)
	@FIBRO_VAR=$(TEST_VAR) mypy
	@FIBRO_VAR=$(TEST_VAR) python manage.py makemigrations --check --dry-run --verbosity 0
	@FIBRO_VAR=$(TEST_VAR) FIBRO_BASE_URL=https://clinic.example FIBRO_REQUIRE_MFA=true python manage.py check --deploy --fail-level WARNING
	@git ls-files -z 'templates/*.html' | xargs -0 djhtml --check --tabwidth 2
	@oxlint static/js
	@oxfmt --check static/js

.PHONY: format
format: .venv/installed-dev ## Put code, templates and scripts in the house's form
	@ruff check --fix --quiet .
	@ruff format --quiet .
	@git ls-files -z 'templates/*.html' | xargs -0 djhtml --tabwidth 2
	@oxlint --fix static/js
	@oxfmt static/js

.PHONY: screenshots
screenshots: .venv/installed-dev ## Make docs/screenshots/ again from the running site
	@python -m tools.screenshots

.PHONY: lock
lock: .venv/installed-dev ## Make requirements/ again from pyproject.toml
	@$(LOCK) --output-file requirements/base.txt
	@$(LOCK) --extra s3 --constraint requirements/base.txt --output-file requirements/s3.txt
	@$(LOCK) --extra s3 --group test --group lint --constraint requirements/s3.txt --output-file requirements/dev.txt
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
		--no-header --python-version 3.11 --group bootstrap --output-file requirements/bootstrap.txt

.venv/bootstrapped: requirements/bootstrap.txt
	@$(PYTHON) -I fibro_site/setup/preflight.py
	@echo "Making the virtual environment"
	@$(PYTHON) -m venv .venv
	@$(INSTALL_SLOWLY) $<
	@touch $@

.venv/installed: requirements/base.txt .venv/bootstrapped
	@echo "Installing what the site needs"
	@$(INSTALL) $< || $(INSTALL_SLOWLY) $<
	@touch $@

.venv/installed-s3: requirements/s3.txt .venv/installed
	@echo "Installing what a bucket needs"
	@$(INSTALL) $< || $(INSTALL_SLOWLY) $<
	@touch $@

.venv/installed-dev: requirements/dev.txt .venv/installed
	@echo "Installing what the tests need"
	@$(INSTALL) $< || $(INSTALL_SLOWLY) $<
	@touch $@
