# `make` alone lists what can be made.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING = 1
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: help
help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

.PHONY: test
test: lint types pytest ## run everything: lint, types, tests

.PHONY: lint
lint: $(VENV)/development ## look for mistakes and untidy code (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(VENV)/development ## prove the types (mypy --strict)
	$(BIN)/mypy

.PHONY: pytest
pytest: $(VENV)/development ## run the tests alone
	$(BIN)/pytest

$(VENV)/development: requirements/development.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
