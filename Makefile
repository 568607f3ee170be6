# make demo    a made-up caseload in an embedded workspace: two nights and the week between them
# make test    lint, types and all tests (installs what they need)
# make bench   what a run costs, as a table
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
# Words that the demo is given, such as: make demo ARGS="--students 20 --no-serve"
ARGS ?=
PYTEST ?= -n 2 --dist worksteal

.PHONY: help demo install test lint types unit bench browser-needs clean

help:
	@sed -n 's/^# make/  make/p' Makefile

install: $(VENV)/.installed

demo: $(VENV)/.installed
	@$(BIN)/otsync demo $(ARGS)

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "otsync needs Python 3.11 or later; $(PYTHON) is older. Name another: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }
	@echo "Installing into $(VENV) (once, about half a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed requirements-dev.lock
	@echo "Installing what the tests need (once)"
	@$(PIP) -r requirements-dev.lock
	@touch $@

test: lint types unit

lint: $(VENV)/.tested
	$(BIN)/ruff check .

types: $(VENV)/.tested
	$(BIN)/mypy

unit: $(VENV)/.tested browser-needs
	$(BIN)/python -m pytest -q $(PYTEST)

bench: $(VENV)/.tested
	$(BIN)/python benchmarks/sync_caseload.py $(ARGS)

# The browser tests drive Debian's chromium.
browser-needs:
	@command -v chromium >/dev/null && exit 0; \
	install="apt-get install -y -qq --no-install-recommends chromium"; \
	if [ "$$(id -u)" = 0 ]; then apt-get update -qq && $$install; \
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo apt-get update -qq && sudo $$install; \
	else echo "The browser tests need chromium, and only root can install it: sudo apt install chromium"; exit 1; fi

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
