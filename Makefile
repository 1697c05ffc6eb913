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
PYTEST_WORKERS ?= 2

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

.PHONY: install
install: .venv/.runtime ## make the environment (.venv) with locked dependencies

.PHONY: install-dev
install-dev: .venv/.dev ## the same with what tests and checks need

.PHONY: lock
lock: .venv/.made ## renew requirements*.txt from pyproject.toml (no host name, only hashes)
	@$(LOCK) --extra scale --group dev -o requirements-dev.txt pyproject.toml
	@$(LOCK) --extra scale -c requirements-dev.txt -o requirements-scale.txt pyproject.toml
	@$(LOCK) -c requirements-dev.txt -o requirements.txt pyproject.toml
