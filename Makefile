# Everything a person runs here. `make demo` and `make test` need Python 3.11, apt, git and make, and bring the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
# Each process of a test run would compile the rooms anew, and rewrite every test's assertions.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
PORT ?= 8000
JOBS ?= 2
NUANCAN_NOW ?= 11:05
CHECKINS ?=
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard canteen/locale/*/LC_MESSAGES/django.po))

# Commands that load the settings without a test run round them: throw-away keys and an empty database under var/.
TRIAL := NUANCAN_MODE=test NUANCAN_VAR=$(CURDIR)/var/trial NUANCAN_ENV_FILE=$(CURDIR)/var/trial/keys.env
SUITE := not race and not browser and not slow
# Each process begins with a half of its own, so that what a file's tests share is made once; who is done takes over.
HALVES := -n $(JOBS) --dist worksteal
BROWSERS := -n $(JOBS) --dist loadfile --no-loadscope-reorder

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile

# The first of two goals runs beside the second, which may be several, and is heard when both are done.
beside = mkdir -p var; $(MAKE) --no-print-directory $(1) >var/$(1).log 2>&1 & first=$$!; \
	$(MAKE) --no-print-directory $(2) || { kill $$first; exit 1; }; \
	wait $$first && cat var/$(1).log || { cat var/$(1).log; exit 1; }

# --- run -------------------------------------------------------------------------------------------------------------
demo: .base $(CATALOGUES) ## a whole district, all screens, at http://127.0.0.1:8000 (PORT=…, NUANCAN_NOW=11:05, CHECKINS=25000)
	@$(PY) -m canteen.config.keys var >/dev/null
	@export NUANCAN_MODE=demo NUANCAN_ENV_FILE=$(CURDIR)/var/keys.env NUANCAN_NOW=$(NUANCAN_NOW) \
		NUANCAN_CHECKINS=$(CHECKINS); \
	exec $(PY) manage.py demo --port $(PORT)

# --- prove -----------------------------------------------------------------------------------------------------------
# mypy keeps one core busy for longer than the other checks take on the other one; races wait for the disk.
test: .dev .trial ## all of it: lint, types, contracts, both databases, races, browser
	@$(call beside,types,lint contracts migrations-check races)
	@$(MAKE) --no-print-directory test-sqlite test-postgres browser

checks: .dev .trial ## lint, types, contracts and migrations, beside each other
	@$(call beside,types,lint contracts migrations-check)

lint: .dev ## ruff: mistakes and layout
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: .dev .trial ## mypy, strict
	@$(TRIAL) $(PY) -m mypy

contracts: .dev ## import-linter: who may import whom
	@.venv/bin/lint-imports --no-logo

migrations-check: .dev .trial ## the migrations say what the models say
	@$(TRIAL) $(PY) manage.py makemigrations --check --dry-run

test-sqlite: .dev $(CATALOGUES) ## the suite on SQLite
	@NUANCAN_TEST_DATABASE=sqlite $(PY) -m pytest -q $(HALVES) -m "$(SUITE) and not postgres"

test-postgres: .dev .postgres $(CATALOGUES) ## the suite on PostgreSQL, but for what knows no database
	@NUANCAN_TEST_DATABASE=postgres NUANCAN_TEST_EXPECT=postgres $(PY) -m pytest -q $(HALVES) -m "$(SUITE) and not sqlite and not bare"

# Half of the races in each of two processes, on databases of their own: a race of threads keeps one core busy.
races: .dev .postgres $(CATALOGUES) ## a hundred connections at once, on a durable PostgreSQL
	@NUANCAN_TEST_EXPECT=race $(PY) -m tests.postgres --durable -- \
		$(PY) -m pytest -q -n $(JOBS) --maxschedchunk 1 -m "race and not slow" tests/races

# Tests wait for pages, and a trial for its town: what one of these leaves idle the other one uses.
browser: .dev .postgres .chromium $(CATALOGUES) ## the pages in Chromium, on both databases
	@$(call beside,browser-postgres,browser-sqlite)

# Each worker has a Chromium and a database of its own; a file stays in one, for its tests may share a running trial.
browser-sqlite: .dev .chromium $(CATALOGUES)
	@NUANCAN_TEST_DATABASE=sqlite NUANCAN_TEST_EXPECT=browser $(PY) -m pytest -q $(BROWSERS) -m "browser and not slow and not postgres" tests/browser

# What a page does against a wire of its own knows no database; all that reaches one is run on the other one too.
browser-postgres: .dev .postgres .chromium $(CATALOGUES)
	@NUANCAN_TEST_DATABASE=postgres NUANCAN_TEST_EXPECT=browser $(PY) -m pytest -q -m "browser and not slow and not sqlite" \
		tests/browser/test_one_lunch.py tests/browser/test_one_month.py tests/browser/test_counter_desk.py

soak: .dev .postgres .chromium $(CATALOGUES) ## the slow tests, on PostgreSQL; plans of pages over a million meals among them
	@NUANCAN_TEST_DATABASE=postgres $(PY) -m pytest -m slow

bench: .dev .postgres ## splits and check-ins a second, pages over a million meals, a list of 100,000, beside their baselines
	@$(PY) -m tests.bench.splits
	@$(PY) -m tests.postgres --durable -- $(PY) -m tests.bench
	@$(PY) -m tests.postgres -- $(PY) -m tests.bench.pages
	@$(PY) -m tests.postgres -- $(PY) -m tests.bench.imports
	@$(PY) -m tests.postgres -- $(PY) -m tests.bench.trials

bench-lists: .dev .postgres ## what a kiosk's price list costs in a large town, beside a bare SELECT
	@$(PY) -m tests.postgres -- $(PY) -m tests.bench.lists

profile: .dev .postgres ## where the time of one check-in goes, stage by stage
	@$(PY) -m tests.postgres --durable -- $(PY) -m tests.bench.profile

# --- keep in step ----------------------------------------------------------------------------------------------------
format: .dev ## lay the code out and mend what can be mended by machine
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

docs: .dev ## write the map in docs/architecture.md and docs/openapi.json anew
	@$(PY) -m tests.house.map --write
	@$(PY) -m tests.house.openapi --write

messages: .dev ## put words that have no English yet into the catalogue
	@$(PY) -m tests.house.catalogue --write

shots: .dev .chromium $(CATALOGUES) ## photograph the screens: README.md into docs/pictures, every page at three sizes into var/shots
	@$(PY) -m tests.browser.shots
	@# The kiosk's screens and the counter's, in every state, are photographed by the tests that look at them.
	@NUANCAN_TEST_DATABASE=sqlite NUANCAN_TEST_SHOTS=1 $(PY) -m pytest -q tests/browser/test_kiosk_looks.py tests/browser/test_counter_desk.py -k "look or fits"

lock: .base ## pin requirements/*.in anew, with hashes
	@.ci/lock.sh

clean: ## remove what was made: the environment, caches, var/
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var $(CATALOGUES)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the above stand on -------------------------------------------------------------------------------------------
.base:
	@.ci/venv.sh base
.dev:
	@.ci/venv.sh dev
.postgres: .dev
	@.ci/machine.sh postgres
.chromium:
	@.ci/machine.sh chromium
.trial: .dev
	@$(PY) -m canteen.config.keys var/trial >/dev/null

# Babel leaves out what is marked fuzzy: better the Chinese word than a guessed English one.
%.mo: %.po | .base
	@$(PY) -m babel.messages.frontend compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

.PHONY: help demo test checks lint types contracts migrations-check test-sqlite test-postgres races browser \
	browser-sqlite browser-postgres soak bench bench-lists profile format docs messages shots lock clean .base .dev .postgres .chromium .trial
