# Every target sets itself up; nothing is installed twice unless pyproject.toml changed.

VENV ?= .venv
PYTHON ?= python3

BIN := $(VENV)/bin
# One stamp per set of dependencies. A larger set renews the stamps of the smaller ones.
RUN_STAMP := $(VENV)/.stamp-run
TEST_STAMP := $(VENV)/.stamp-test
DEV_STAMP := $(VENV)/.stamp-dev
INSTALL = $(BIN)/python -m pip install --quiet --editable

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check slow build clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s  %s\n", $$1, $$2 }' Makefile

setup: $(DEV_STAMP) ## make the virtual environment with all developer tools

demo: $(RUN_STAMP) ## score the example study and print the table
	$(BIN)/scales score examples/group_loneliness/answers.csv --instrument cls --coding always_last --id child,wave --format table

test: $(TEST_STAMP) ## run the tests
	$(BIN)/python -m pytest -q

check: $(DEV_STAMP) ## run everything a change must pass: style, types, layers, docstrings, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q
	$(BIN)/python -m pytest -q --doctest-modules src/scales

slow: $(DEV_STAMP) ## run the tests that `make test` leaves out
	$(BIN)/python -m pytest -q -m "slow or spark"

build: $(TEST_STAMP) ## build the sdist and the wheel into dist/
	rm -rf dist
	$(BIN)/python -m build

clean: ## remove built files and caches, but not the virtual environment
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	find src tests examples docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): pyproject.toml | $(BIN)/python
	$(INSTALL) .
	@touch $(RUN_STAMP)

$(TEST_STAMP): pyproject.toml | $(BIN)/python
	$(INSTALL) '.[test]'
	@touch $(RUN_STAMP) $(TEST_STAMP)

$(DEV_STAMP): pyproject.toml | $(BIN)/python
	$(INSTALL) '.[dev]'
	@touch $(RUN_STAMP) $(TEST_STAMP) $(DEV_STAMP)
