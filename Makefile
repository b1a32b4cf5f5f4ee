# Everything a developer or CI does; `make help` lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/stamps
PYTHON := $(BIN)/python
PYTEST := $(PYTHON) -m pytest
JOBS ?= 2
# A file stays with one process, and files begin in the order that tests/conftest.py gives.
SHARED := -n $(JOBS) --dist loadfile --no-loadscope-reorder
CODE := src tests tools $(if $(wildcard benchmarks/*.py),benchmarks)
POSTGRESQL := $(shell ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null || command -v initdb)
# What touches no database is tested once.
WITHOUT_DATABASE := tests/architecture tests/tools tests/planner tests/reading $(wildcard tests/protocols/test_calendar_*.py) $(addprefix tests/roster/test_,bad_files.py bad_rows.py matching.py parties.py twins.py)
# PostgreSQL performs every action and answers every query: in the tests of the areas; in the sweeps that ask every address
# as somebody it serves, type into every field and make every export; and in the pages through which alone something is done.
# Other pages draw the same answers again, and who may see them is decided before a database is asked for more than a posting.
PAGES := reading_is_recorded hostile_input exports operating care_pages crisis_pages matters_pages portal strangers
ON_BOTH := $(PAGES:%=tests/web/test_%.py) tests/web/radio tests/web/rehearsal
DRAWN_ONCE := tests/browser $(filter-out $(ON_BOTH),$(wildcard tests/web/test_*.py) $(patsubst %/,%,$(wildcard tests/web/*/)))
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH :=
# What pytest makes of a test file is kept for the other half, also where Python may write no bytecode by itself.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run test test-sqlite test-postgresql check lint types layers translations locks sbom wheel soak coverage bench lock messages clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

setup: $(STAMP)/project $(STAMP)/assets $(STAMP)/messages ## make .venv with everything in it

run: setup ## start the demonstration site on this machine
	@$(BIN)/yizhan demo --serve

$(PYTHON):
	@./tools/make_venv.sh $(VENV)

$(STAMP)/requirements: requirements/dev.txt | $(PYTHON)
	@./tools/install.sh $(VENV) requirements/dev.txt
	@mkdir -p $(@D) && touch $@

# The project is installed in place; only its metadata needs another installation. It is compiled as well:
# where Python may not write bytecode by itself, every start would compile it anew.
$(STAMP)/project: pyproject.toml $(STAMP)/requirements
	@$(PYTHON) -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@$(PYTHON) -m compileall -q -j 0 src
	@touch $@

$(STAMP)/assets: package-lock.json package.json tools/assets.py $(STAMP)/requirements
	@$(PYTHON) tools/assets.py
	@touch $@

$(STAMP)/messages: $(wildcard src/yizhan/locale/*/LC_MESSAGES/*.po) tools/translations.py $(STAMP)/requirements
	@$(PYTHON) tools/translations.py compile
	@touch $@

test: setup test-sqlite test-postgresql ## run every quick test, on each database there is

test-sqlite: setup
	$(PYTEST) $(SHARED)

test-postgresql: setup
ifneq ($(POSTGRESQL),)
	YIZHAN_TEST_DATABASE=postgresql $(PYTEST) $(SHARED) $(addprefix --ignore=,$(WITHOUT_DATABASE) $(DRAWN_ONCE)) -m "not browser and not soak"
else ifeq ($(CI),true)
	@echo "CI must test on PostgreSQL, and it is not installed" >&2; exit 1
else
	@echo "SKIPPED: the tests on PostgreSQL; it is not installed (Debian: apt-get install postgresql)"
endif

check: setup lint types layers translations locks wheel test ## all that CI runs

lint: setup
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive --severity-level medium src
	$(BIN)/vulture
	$(PYTHON) tools/assets.py check

types: setup
	$(BIN)/mypy $(CODE)

layers: setup
	$(BIN)/lint-imports --no-cache

translations: setup
	$(PYTHON) tools/translations.py check

locks:
	$(PYTHON) tools/locks.py
	$(PYTHON) tools/sbom.py check

sbom: setup ## list what the product is made of, for the locks as they are
	$(PYTHON) tools/sbom.py

wheel: setup
	$(PYTHON) tools/wheel.py

soak: setup ## run the long tests, which take hours
	$(PYTEST) -n $(JOBS) -m soak

coverage: setup ## run the tests on SQLite in one process and show the lines that none reached
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not browser and not soak"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: setup ## measure, and print tables
	$(PYTHON) -m benchmarks
	$(PYTHON) -m benchmarks.placement
	$(PYTHON) -m benchmarks.clearing
	$(PYTHON) -m benchmarks.network
	$(PYTHON) -m benchmarks.certificates
	$(PYTHON) -m benchmarks.orders
	$(PYTHON) -m benchmarks.house_lists

messages: setup ## bring the translation files up to date with the sources
	$(PYTHON) tools/translations.py update

lock: setup ## write the hashed requirements anew (UPGRADE=--upgrade takes newer releases)
	$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group node -o requirements/node.txt

clean: ## remove everything that was made, except var/
	rm -rf $(VENV) build dist node_modules src/yizhan/web/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src -name '*.mo' -delete
