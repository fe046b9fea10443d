# Public Purse: `make run` serves it, `make test` checks it. Needs Python 3.11 or newer, and make.
PORT ?= 8501
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run load test bench faults soak lint format messages lock audit clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: .venv/.run-installed ## make .venv and install what running needs

setup-dev: .venv/.dev-installed ## … and what testing needs

run: setup load ## load the accounts if needed and serve on 127.0.0.1, PORT=8501 by default
	@$(BIN)/python -m dashboard.server --port $(PORT)

load: setup ## load what the store lacks or holds from before a change
	@$(BIN)/purse load --if-needed

test: lint ## lint, type checks and every test: faults and the browser last, one at a time
	@$(BIN)/python -m pytest -n auto --dist loadscope -m "not browser" --ignore tests/faults
	@$(BIN)/python -m pytest tests/faults
	@$(BIN)/python -m pytest -m browser

lint: setup-dev ## style, format and types
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy

bench: setup-dev load ## measure speed against peers, into docs/performance.md; QUICK=1 for a short run
	@$(BIN)/python -m tests.bench.run $(if $(QUICK),--quick)

faults: setup-dev ## do every fault on purpose and count what is lost, into docs/reliability.md; QUICK=1 for a short run
	@$(BIN)/python -m tests.faults.run $(if $(QUICK),--quick)

soak: setup-dev load ## serve under mixed load, with loads in between, for MINUTES=30
	@$(BIN)/python -m tests.faults.soak --minutes $(or $(MINUTES),30)

format: setup-dev ## bring the code into its format
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

messages: setup-dev ## collect the sentences to translate and merge them into each catalogue
	@$(BIN)/pybabel -q extract -F babel.cfg -k say -k n:1,2 -k c:1c,2 -k self --no-wrap --no-location -o $(CATALOGUE) .
	@for po in dashboard/locale/*/LC_MESSAGES/messages.po; do \
	  $(BIN)/pybabel -q update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i $(CATALOGUE) -o $$po -l $$(basename $$(dirname $$(dirname $$po))); done
	@rm -f $(CATALOGUE)
CATALOGUE := dashboard/locale/messages.pot

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	@uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

audit: setup-dev ## look up known weaknesses of the pinned packages; without the register, what the lock itself tells
	@$(BIN)/python .ci/audit.py requirements.lock
	@$(BIN)/python .ci/audit.py requirements-dev.lock

clean: ## remove what was made: .venv, the store, caches
	rm -rf .venv data/store .pytest_cache .mypy_cache .ruff_cache .hypothesis

# uv where it is installed, else venv and pip. Hashes are checked by both. The project itself is installed
# without build isolation: what builds it is pinned too.
ifdef UV
install = uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) && \
          uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
venv = uv venv --quiet --allow-existing --python ">=3.11" .venv
else
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
          $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
venv = $(PYTHON) -m venv .venv
endif

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Public Purse needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Making .venv" && $(venv)

.venv/.run-installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what running needs (once)" && $(call install,requirements.lock) && touch $@

.venv/.dev-installed: requirements-dev.lock pyproject.toml | .venv/.run-installed
	@echo "Installing what testing needs (once)" && $(call install,requirements-dev.lock) && touch $@
