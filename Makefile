# The two commands that matter: `make demo` and `make test`. Both need nothing but python3 (3.10 to 3.13) and make.

.DEFAULT_GOAL := help
.PHONY: help test demo bench lint format fuzz fire compat compat-tf soak mutants compiler-test-all clean

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STEPS ?= 500

# A stamp for each set-up, made anew only when the dependencies may have changed: `make test` twice installs once.
DEV_STAMP := $(VENV)/.stamp-dev
DEMO_STAMP := $(VENV)/.stamp-demo
BENCH_STAMP := $(VENV)/.stamp-bench
MUTANTS_STAMP := $(VENV)/.stamp-mutants

help:  ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

test: lint  ## Set up .venv, then run the linters, the type checker and all tests
	$(BIN)/python -m pytest
	WITHOUT=$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])') COMPILER_SEEDS=0-100 \
	    bash tests/compiler_test_all.sh -q

lint: $(DEV_STAMP)  ## Set up .venv, then run ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEV_STAMP)  ## Let ruff fix what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

demo: $(DEMO_STAMP)  ## Set up .venv and train the sample project's digits as one graph op; writes demo/digits.png
	$(BIN)/python -m autoimport_graph run sample_project/digits.py --steps $(STEPS) --plot demo/digits.png

bench: $(BENCH_STAMP)  ## Set up .venv and run all benchmarks, some 15 minutes (ARGS="--quick", ARGS="--only tracing")
	$(BIN)/python -m benchmarks $(ARGS)

fuzz: $(DEV_STAMP)  ## Compare generated programs, eager and as graphs, until stopped (SEED=n to start elsewhere, GRAMMAR=containers)
	$(BIN)/python -m tests.fuzz.run $(or $(SEED),0) $(or $(PROGRAMS),1000000) $(GRAMMAR)

fire: $(DEV_STAMP)  ## Attack the cache while 32 processes import through it (ROUNDS=1000); the disk is filled as root only
	$(BIN)/python -m tests.fire.run $(or $(ROUNDS),1000)

compat: $(DEV_STAMP)  ## Run other packages' own tests with and without the hook, in .compat (SUITES="toolz attrs" for some)
	$(BIN)/python -m tests.compat.run .compat $(SUITES)

compat-tf: $(DEV_STAMP)  ## Run the runtime's tests with TensorFlow 2.16 to the newest (VERSIONS="2.16.2" for some)
	$(BIN)/python -m tests.compat.tensorflow_versions .compat $(VERSIONS)

soak: $(DEV_STAMP)  ## What a million calls, 10,000 traces and 1,000 reloads leave in memory (SOAK="1000 50 50" for fewer)
	$(BIN)/python -m tests.soak.run $(SOAK)

mutants: $(MUTANTS_STAMP)  ## Change compiler and runtime at random, and see whether tests notice (ARGS="--size 200 --seed 0")
	nice -n 10 $(BIN)/python -m tests.mutants.run $(ARGS)

compiler-test-all:  ## Run the compiler's tests under every Python that is found (no TensorFlow needed)
	bash tests/compiler_test_all.sh

clean:  ## Remove what the other targets made
	rm -rf $(VENV) .venv-* .compat .mutants demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; assert (3, 10) <= sys.version_info < (3, 14), sys.version' || \
	    { echo "autoimport_graph needs Python 3.10 to 3.13: make PYTHON=/path/to/python3.x" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(DEV_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(DEV_STAMP) $(DEMO_STAMP)

$(DEMO_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[demo]'
	@touch $(DEMO_STAMP)

$(BENCH_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $(BENCH_STAMP) $(DEMO_STAMP)

$(MUTANTS_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[mutants]'
	@touch $(MUTANTS_STAMP) $(DEV_STAMP) $(DEMO_STAMP)
