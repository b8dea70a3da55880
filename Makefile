# make demo, make test: two commands from a fresh clone. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
# What `make test` leaves to .ci/run: the tests marked slow. For everything: make test PYTEST_ARGS=
PYTEST_ARGS ?= -m "not slow" -n 2 --dist loadfile

.PHONY: help setup demo test lint check bench peer docs system-deps lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## make .venv with the pinned, hashed packages

$(STAMP): requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Bilan needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make setup PYTHON=python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## build the example dossier and print its headline table
	@$(BIN)/python examples/demo.py

test: setup ## run the tests (PYTEST_ARGS= for the slow ones too)
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: setup ## style, types, import layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test ## lint + test

bench: setup ## print the measured figures
	@$(BIN)/python bench/all.py

peer: ## install what our speed is compared with, in an environment of its own (.venv-peer)
	@test -x .venv-peer/bin/python || $(PYTHON) -m venv .venv-peer
	@.venv-peer/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peer.lock

docs: setup ## regenerate the reference pages
	@$(BIN)/python docs/generate.py

system-deps: ## install what some tests need beyond Python (Debian)
	@sh tools/system-deps.sh

lock: ## re-pin the packages (versions and hashes only)
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements/runtime.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --extra dev -c requirements/runtime.lock pyproject.toml -o requirements/dev.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 requirements/peer.in -o requirements/peer.lock

clean: ## remove what was built (never a dossier)
	rm -rf build dist demo-out .mypy_cache .ruff_cache .pytest_cache .hypothesis
