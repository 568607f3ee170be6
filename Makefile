# make demo    a made-up caseload in an embedded workspace: two nights and the week between them
# make test    lint, types and all tests (installs what they need)
# make live    the contract tests against real Google, signed in by the file that OTSYNC_LIVE names
# make sweep   all tests with every crash, lost reply and race of which `make test` tries a seeded part, and new examples (hours)
# make night   the state machine with random seeds, which it prints, until morning: make night EXAMPLES=2000
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
# Processes that the tests start would else compile otsync anew each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo install test lint types unit live bench system-needs clean

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

unit: $(VENV)/.tested system-needs
	$(BIN)/python -m pytest -q $(PYTEST)

live: $(VENV)/.tested
	@test -n "$$OTSYNC_LIVE" || { echo "OTSYNC_LIVE must name a credentials file, as otsync login writes it: make live OTSYNC_LIVE=token.json"; exit 1; }
	OTSYNC_LIVE="$$OTSYNC_LIVE" $(BIN)/python -m pytest -q tests/live

sweep: $(VENV)/.tested
	OTSYNC_SWEEP=all $(BIN)/python -m pytest -q -rP $(PYTEST) tests --deselect tests/proof/test_machine.py

# Examples of 50 steps each.
EXAMPLES ?= 2000
night: $(VENV)/.tested
	OTSYNC_NIGHT_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q -rP $(PYTEST) tests/proof/test_machine.py

bench: $(VENV)/.tested
	$(BIN)/python benchmarks/sync_caseload.py $(ARGS)

# The browser tests drive Debian's chromium; Docs are exported as PDF through Pango.
system-needs:
	@command -v chromium >/dev/null && $(BIN)/python -c 'import weasyprint' 2>/dev/null && exit 0; \
	install="apt-get install -y -qq --no-install-recommends chromium libpangoft2-1.0-0 libharfbuzz-subset0"; \
	if [ "$$(id -u)" = 0 ]; then apt-get update -qq && $$install; \
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo apt-get update -qq && sudo $$install; \
	else echo "The tests need chromium and Pango, and only root can install them: sudo apt install chromium libpangoft2-1.0-0 libharfbuzz-subset0"; exit 1; fi

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
