# The habits of this project. `make` lists them.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help venv check lint types contracts complexity test test-fast test-lowest coverage nightly demo pictures transcripts recording rules flags manual schemas lock audit clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

$(BIN)/pytest:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -e '.[test,lint]'

venv: $(BIN)/pytest ## make the virtual environment

check: lint types contracts complexity test ## what the gate runs, in this environment

lint: venv ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: venv ## mypy --strict
	$(BIN)/mypy

contracts: venv ## import-linter: who may import whom
	$(BIN)/lint-imports

complexity: venv ## complexipy and radon: at most 10 a function
	$(PYTHON) .ci/complexity.py $(BIN)

test: venv ## the whole suite
	$(BIN)/pytest -n auto

test-fast: venv ## core, engine and command line only: under a minute
	$(BIN)/pytest -q -n auto tests/unit tests/yamlpatch tests/cli

test-lowest: ## what rests on the libraries, with the versions of .ci/lowest.txt
	$(BIN)/python -m pytest -n auto tests/unit tests/yamlpatch tests/cli tests/services tests/tui/test_wire_pins.py tests/tui/test_wire_paint.py tests/tui/test_end.py tests/tui/test_flow.py tests/terminal/test_ending.py

coverage: venv ## branches that no test takes, in processes of their own too; thrice the time of the tests alone
	$(BIN)/pip install -q 'coverage>=7.10,<8'
	-$(BIN)/coverage run --rcfile=.ci/coverage.ini -m pytest -n auto # what watches a process's files meets coverage's
	$(BIN)/coverage combine -q --rcfile=.ci/coverage.ini
	$(BIN)/coverage json -q --rcfile=.ci/coverage.ini -o coverage.json
	$(PYTHON) .ci/covered.py coverage.json

nightly: export ECR_WIZARD_NIGHTLY = 1
nightly: coverage ## every scenario and branch form on every real file; branches that no test takes

demo: venv ## the wizard on a simulation
	$(BIN)/ecr-wizard demo

pictures: venv ## make the pictures again, then look at what changed
	$(BIN)/python screenshots/make.py
	$(BIN)/pytest tests/tui/test_pictures.py --snapshot-update

transcripts: venv ## write what a screen reader gets of each page and of the prompts
	ECR_WIZARD_TRANSCRIPTS=write $(BIN)/pytest -q tests/tui/test_heard.py tests/plain/test_heard_prompts.py

recording: venv ## record a whole walk: screenshots/walk.cast, for asciinema
	$(BIN)/python screenshots/record.py

rules: venv ## write docs/rules.md from the rules
	$(BIN)/python -m wizard.cli.rules_page >docs/rules.md

flags: venv ## write the table of apply's flags from the questions
	$(BIN)/python -m wizard.cli.make_flags >wizard/cli/flags_table.new && mv wizard/cli/flags_table.new wizard/cli/flags_table.py

manual: venv ## write the manual page, ecr-wizard.1
	$(BIN)/python -m wizard.cli.manual >ecr-wizard.1

schemas: venv ## write the JSON Schemas from the code
	$(BIN)/python -m wizard.cli.schemas wizard/schemas docs/schemas

lock: ## write uv.lock after a change of the dependencies (needs uv)
	uv lock

audit: venv ## known vulnerabilities of the dependencies
	$(BIN)/pip install -q pip-audit
	$(BIN)/pip-audit --skip-editable

clean: ## remove what the tools leave behind
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
