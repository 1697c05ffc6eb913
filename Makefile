# Consult's commands. `make` alone lists them.
# Everything Python lives in .venv, made from the hash-pinned requirements*.txt; an outer virtual environment
# or PYTHONPATH is ignored, so that a command does the same on every machine.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV UV_PYTHON UV_PROJECT_ENVIRONMENT

PYTHON ?= python3
UV_PIN := uv==0.13.9
BIN := .venv/bin
UV := $(BIN)/uv --no-config
INTO := --python $(BIN)/python --quiet --strict
LOCK := $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11
# Three workers fill two cores, because stories in a browser wait a lot; a file stays on one, so that what it starts is
# started once, and the long ones come first (tests/conftest.py).
PYTEST := -n 3 --dist loadfile --no-loadscope-reorder
TESTS ?=

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the environment -------------------------------------------------------------------------------------------

.venv/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Consult needs Python 3.11 or newer: no $(PYTHON) on this machine." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Consult needs Python 3.11 or newer; $(PYTHON) is older. Name another: make install PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV_PIN)
	@touch $@

.venv/.runtime: .venv/.made requirements.txt pyproject.toml
	@$(UV) pip install $(INTO) --require-hashes -r requirements.txt
	@$(UV) pip install $(INTO) --no-deps --build-constraints requirements-dev.txt --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@$(UV) pip install $(INTO) --require-hashes -r requirements-dev.txt
	@touch $@

# The HTML checker is a Java archive that only npm carries; node comes from the locked Python set.
tests/html/node_modules/.made: .venv/.dev tests/html/package-lock.json
	@cd tests/html && PATH="$(CURDIR)/$(BIN):$$PATH" NODE_USE_SYSTEM_CA=1 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

.PHONY: install install-dev
install: .venv/.runtime ## make the environment (.venv) with locked dependencies
	@echo "Consult is installed in .venv."

install-dev: .venv/.dev tests/html/node_modules/.made ## the same, with what tests and checks need

.PHONY: lock
lock: .venv/.made ## renew requirements*.txt from pyproject.toml (only hashes, no host name)
	@$(LOCK) --extra scale --group dev -o requirements-dev.txt pyproject.toml
	@$(LOCK) --extra scale -c requirements-dev.txt -o requirements-scale.txt pyproject.toml
	@$(LOCK) -c requirements-dev.txt -o requirements.txt pyproject.toml

# --- to see it -------------------------------------------------------------------------------------------------

.PHONY: demo demo-reset
demo: .venv/.runtime ## the CICOPA case on 127.0.0.1 (PORT or 8000); keeps what was done
	@exec $(BIN)/python -m consult demo

demo-reset: .venv/.runtime ## the same, started over
	@exec $(BIN)/python -m consult demo --reset

# --- to prove it -----------------------------------------------------------------------------------------------

.PHONY: system test test-all check format bench
system: ## see to what only the operating system has (tests/system.txt)
	@$(PYTHON) tests/system.py

test: system install-dev ## every test, at a scale of minutes: both databases, a real browser
	@$(BIN)/python -m pytest $(PYTEST) -m "not full" $(TESTS)

test-all: system install-dev ## the same with kills, fuzzing and large properties in full
	@CONSULT_TEST_FULL=1 $(BIN)/python -m pytest $(PYTEST) $(TESTS)

check: install-dev ## what reading finds: style, types, order of rooms, templates, house tests
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Some files are not in the house format: make format" >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >/dev/null || { $(BIN)/lint-imports; exit 1; }
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/python -m pytest $(PYTEST) -q tests/house

format: .venv/.dev ## put Python files in the house format
	@$(BIN)/ruff check --quiet --select I --fix
	@$(BIN)/ruff format

bench: install-dev ## the benchmark: rows of name, ratio, ours, limit
	@$(BIN)/python -m tests.bench

# --- after a change of tables or words -------------------------------------------------------------------------

.PHONY: migration
migration: .venv/.dev ## what the models changed, as a new step: MESSAGE="what and why"
	@test -n "$(MESSAGE)" || { echo 'Say what changes: make migration MESSAGE="..."' >&2; exit 1; }
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export CONSULT_DATA="$$folder" \
		&& $(BIN)/python -m consult db upgrade && $(BIN)/python -m consult db migrate -m "$(MESSAGE)"

.PHONY: messages compile
messages: .venv/.dev ## bring new strings into the es and fr catalogues
	@$(BIN)/python -m tests.house.catalogues update

compile: .venv/.dev ## compile the catalogues
	@$(BIN)/python -m tests.house.catalogues compile
