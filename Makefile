# A thin door: everything here can also be done with the commands it prints.
#
#   make          set up if need be, run end to end, print the verdicts
#   make trace    where a number comes from (NUMBER=24.5), or what a cell feeds (CELL=exim:share:1996)
#   make verify   whether figures/ and report/ are one complete version, made from what lies here
#   make test     set up if need be, run all tests
#   make lint     formatting, types, workflow form
#   make test-r   re-run the R reference scripts, where R is installed
#   make test-latex  compile a paper from what the run wrote, where pdflatex is installed
#   make test-browser  open the report in Chromium, where it and npm are installed
#   make accuracy correct digits of our least squares beside statsmodels, on the NIST sets
#   make bench    time the array code beside the usual libraries and R, write docs/benchmarks.md
#   make lock     pin the dependencies of pyproject.toml in requirements.txt (needs uv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run trace verify test lint test-r test-latex test-browser accuracy bench lock
.DEFAULT_GOAL := run

run: $(READY)
	@$(BIN)/snakemake
	@cat report/summary.txt
	@echo
	@echo "What the last change moved:"
	@cat report/moved.txt

# NUMBER: as in the report, a macro of report/latex/numbers.tex, or "file row column"; ALL=1: all of it.
trace: $(READY)
	@$(BIN)/python -m scripts.trace $(if $(ALL),--all) -- "$(or $(NUMBER),$(CELL))"

verify: $(READY)
	@$(BIN)/python -m scripts.verify

test: $(READY)
	$(BIN)/pytest -m "not r and not latex and not browser"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/snakefmt --check Snakefile
	$(BIN)/python -m tests.lint_workflow

test-r: $(READY)
	$(BIN)/pytest -m r

test-latex: $(READY)
	$(BIN)/pytest -m latex

test-browser: $(READY)
	npm ci --prefix tests/browser --no-audit --no-fund
	$(BIN)/pytest -m browser

accuracy: $(READY)
	@$(BIN)/python -m tests.reference.accuracy

bench: $(READY)
	@$(BIN)/python -m tests.bench.run

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -o requirements.txt

$(READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) is what $(PYTHON) starts. Try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $(READY)
