# The commands of this project; `make help` lists them.
SHELL := /bin/sh
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=
# A test waits mostly for the disk to be sure of its small databases: where there is memory to hold them, none is asked.
MEMORY := $(shell test "$$(df -Pm /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }')" -gt 4000 2>/dev/null && echo /dev/shm)

.DEFAULT_GOAL := help
.PHONY: help run test lint format demo-data lock browser clean

help: ## Say what each command does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: $(VENV)/.run ## Open the app with sample documents in the queue
	$(BIN)/checker demo

demo-data: $(VENV)/.run ## Load the sample documents without opening the app
	$(BIN)/checker demo --load-only

test: $(VENV)/.dev browser ## Run every test, with a real browser and a real PostgreSQL
	$(if $(MEMORY),TMPDIR=$${TMPDIR:-$(MEMORY)}) $(BIN)/python -m pytest --numprocesses auto $(PYTEST_ARGS)

lint: $(VENV)/.dev ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev ## Bring the code into its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev ## Renew both lock files from pyproject.toml
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --group dev -c requirements.lock -o tests/requirements.lock

clean: ## Remove the environment and what tests left behind
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis test-output

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@# uv installs in seconds what takes pip minutes; without it pip does the same from the same file.
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv || echo "uv is not to be had; pip will do, more slowly."
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: $(VENV)/.made tests/requirements.lock pyproject.toml
	$(call install,tests/requirements.lock)
	@touch $@ $(VENV)/.run

define install
	@echo "Installing what $(1) lists."
	@if test -x $(BIN)/uv; then \
		$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(1) && \
		$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .; \
	else \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1) && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .; \
	fi
endef

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
		if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
			echo "Installing Chromium for the browser tests."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
		else \
			echo "The browser tests need Chromium. On Debian: sudo apt-get install chromium"; exit 1; \
		fi; }
