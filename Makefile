# Every task of the house. `make` lists them.

VENV := .venv
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
RUN := $(VENV)/bin/python -m
PIP := PYTHONWARNINGS=ignore $(RUN) pip install --quiet --disable-pip-version-check --constraint constraints.txt
CHECKERS := vnu-jar@26.9.27 axe-core@4.14.1 postal-mime@4.0.0
DEMO := demo-site
PORT := 8000
HISTORIES := 150
RECIPIENTS := 100000
KILLS := 200
# What is compiled is kept: tests start the program many hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo advisories messages test unit bench prove screenshots format lint constraints template pictures parts
.DEFAULT_GOAL := help

help: ## list these tasks
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

demo: $(VENV)/.run ## build a made-up newsroom in ./demo-site and serve it
	@$(RUN) broadsheet demo $(DEMO) --port $(PORT)

test: $(VENV)/.dev parts lint unit ## install what the tests need, then every check and test
	@$(RUN) tests.twice -m "slow and not alone" --numprocesses auto --dist loadgroup --durations 30
	@$(RUN) tests.twice -m alone --durations 15

unit: $(VENV)/.dev ## the quick tests
	@$(RUN) tests.twice -m "not slow" --numprocesses auto --dist loadfile

bench: $(VENV)/.dev ## measure each figure of the README
	@$(RUN) bench

prove: $(VENV)/.dev ## the proofs of press and sending, long: thousands of steps, 100,000 mails and 200 kills
	@PROOF_HISTORIES=$(HISTORIES) PROOF_STEPS=100 $(RUN) pytest tests/proof -p no:logging
	@SENDING_RECIPIENTS=$(RECIPIENTS) SENDING_KILLS=$(KILLS) $(RUN) pytest tests/sending -s

screenshots: $(VENV)/.dev ## pictures of every page type and of the desk
	@$(RUN) tests.reading.screenshots

format: $(VENV)/.dev ## put the code in its one form
	@$(RUN) ruff check --quiet --fix-only .
	@$(RUN) ruff format --quiet .

lint: $(VENV)/.dev ## ruff, mypy, and the floors of the house
	@$(RUN) ruff check --quiet .
	@$(RUN) ruff format --quiet --check .
	@$(RUN) mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo >.lint-imports.out 2>&1 || { cat .lint-imports.out; rm .lint-imports.out; exit 1; }
	@rm -f .lint-imports.out

constraints: ## pin every dependency anew
	@rm -rf .tools/clean && $(PYTHON) -m venv .tools/clean
	@.tools/clean/bin/pip install --quiet --upgrade 'pip>=25.1'
	@.tools/clean/bin/pip install --quiet '.[postgres,redis,s3]' --group dev
	@.tools/clean/bin/pip freeze --exclude broadsheet >constraints.txt
	@rm -rf .tools/clean build

advisories: $(VENV)/.dev ## hold the dependencies against known advisories; asks the network
	@$(RUN) tests.advisories

template: $(VENV)/.dev ## make the migrated database that ships in the package, and the one that tests begin with
	@$(RUN) broadsheet.site.template_database
	@$(RUN) tests.migrated

pictures: $(VENV)/.run ## draw the pictures of the demo anew
	@$(RUN) broadsheet.demo.drawing

messages: $(VENV)/.dev ## collect what is to be translated, and compile what is
	@$(RUN) tests.messages

parts: ## programs that some tests need
	@.ci/install-parts
	@test "$$(cat .tools/checkers 2>/dev/null)" = "$(CHECKERS)" || ! command -v npm >/dev/null || \
		{ npm install --silent --no-save --no-audit --no-fund --prefix .tools $(CHECKERS) && echo "$(CHECKERS)" >.tools/checkers; }

$(VENV)/.run: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Broadsheet needs Python 3.11 or newer."; exit 1; }
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV) || { echo "Install python3-venv, then try again."; exit 1; }
	@$(PIP) --upgrade 'pip>=25.1'
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(PIP) --editable '.[postgres,redis,s3]' --group dev
	@touch $@
