# Everything a person does with Qiatan from a terminal. “make help” lists it.
#
# Needs Python 3.11 or newer and make. Nothing is installed outside this folder.

PYTHON ?= python3

# A lock file is copied to its stamp once it is installed: a newer file with the same
# content (a fresh checkout, another branch) installs nothing.
same = test "$$(cat $<)" = "$$(cat $@ 2>/dev/null)"
RUNTIME := .venv/.runtime
TOOLS := .venv/.ready
COMPILED := .venv/.compiled
INNER_LOOPS := compiling.py estimating.py fitting.py hearing.py hours.py kempe.py sums.py
PACKAGES := node_modules/.runtime
TEST_PACKAGES := node_modules/.ready

VENV := $(CURDIR)/.venv/bin
PIP := $(VENV)/python -m pip --disable-pip-version-check install --quiet --require-hashes
FLASK := $(VENV)/flask --app app
PYTEST := $(VENV)/python -m pytest

export PATH := $(VENV):$(PATH)
# Node and uv carry their own lists of certificate authorities; the machine's is the one
# its owner looks after.
export NODE_USE_SYSTEM_CA := 1
export UV_SYSTEM_CERTS := 1
# A user without a home folder has nowhere else to keep it.
export npm_config_cache := $(CURDIR)/.cache/npm

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test lint types unit journeys stress bench bench-scheduling \
	lock catalogue assets ready clean

define HELP
make run               set up, load the demonstration and serve it on this machine
make test              set up and run every check: lint, types, tests on both databases
make lint              style, templates, imports between slices, unused dependencies
make types             static types
make unit              tests without the browser journeys
make journeys          whole stories in a real browser
make stress            races and load, longer than “make test” would bear
make bench             how fast the application answers
make bench-scheduling  how good the timetables are, in events of the published sizes
make catalogue         collect the sentences to translate
make lock              pin newer versions of everything
make clean             remove what was installed and built (never your data)
endef

help:
	$(info $(HELP))
	@:

# --- Setting up -------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Qiatan needs Python 3.11 or newer: make PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo 'Python has no venv module here (Debian: apt install python3-venv).'; exit 1; }

$(RUNTIME): requirements.txt | .venv/bin/python
	@$(same) || { echo 'Installing what runs Qiatan…'; $(PIP) -r $<; }
	@cp $< $@

$(TOOLS): requirements-dev.txt requirements.txt | .venv/bin/python
	@$(same) || { echo 'Installing what runs and checks Qiatan…'; $(PIP) -r $<; }
	@cp requirements.txt $(RUNTIME)
	@cp $< $@

$(PACKAGES): package-lock.json package.json .npmrc $(RUNTIME)
	@$(same) || { echo 'Installing what the pages load…'; npm ci --omit=dev --silent; }
	@cp $< $@

$(TEST_PACKAGES): package-lock.json package.json .npmrc $(TOOLS)
	@$(same) || { echo 'Installing what the pages and their tests load…'; npm ci --silent; }
	@cp $< $(PACKAGES)
	@cp $< $@

# The scheduler's inner loops, so that nobody waits for it when they need a plan.
# What was compiled before knows of changes in its own file only, not in those it is put together from.
$(COMPILED): $(addprefix matchmaking/scheduling/,$(INNER_LOOPS)) $(RUNTIME)
	@echo 'Compiling the scheduler…'; rm -f matchmaking/scheduling/__pycache__/*.nb[ic]
	@$(VENV)/python -m matchmaking.scheduling.warming
	@touch $@

assets: $(PACKAGES)
	@$(VENV)/python -m matchmaking.web.assets

# What every check stands on.
ready: $(TOOLS) $(TEST_PACKAGES) $(COMPILED) assets

# --- Running ----------------------------------------------------------------------------

run: export MATCHMAKING_DEMO ?= 1
run: export MATCHMAKING_NOW ?= 2019-11-05T12:40+08:00
run: $(RUNTIME) $(PACKAGES) $(COMPILED) assets
	@$(FLASK) prepare
	@exec $(VENV)/python -m matchmaking.server

# --- Checking ---------------------------------------------------------------------------

test: ready lint types
	@$(PYTEST)

lint: $(TOOLS)
	@ruff check .
	@ruff format --check .
	@djlint --lint --quiet templates
	@lint-imports
	@deptry .

types: $(TOOLS)
	@mypy

unit: ready
	@$(PYTEST) --ignore=tests/journeys

journeys: ready
	@$(PYTEST) tests/journeys

stress: ready
	@$(PYTEST) -m stress

bench: ready
	@$(VENV)/python -m bench

bench-scheduling: ready
	@$(VENV)/python -m bench.scheduling
	@$(VENV)/python -m bench.rounds
	@$(VENV)/python -m bench.repairs
	@$(VENV)/python -m bench.publishing

# --- Looking after it -------------------------------------------------------------------

catalogue: $(TOOLS)
	@$(FLASK) translations update

# A pin without the extras it is asked for with would let pip look for newer ones.
COMPILE := uv pip compile --quiet --upgrade --universal --generate-hashes --no-strip-extras \
	--python-version 3.11

lock: $(TOOLS)
	@$(COMPILE) requirements.in -o requirements.txt
	@$(COMPILE) requirements-dev.in -o requirements-dev.txt
	@npm update --package-lock-only

clean:
	rm -rf .venv node_modules .cache matchmaking/web/static/vendor tests/.artifacts
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
