# A thin door: everything here can also be done with the commands it prints.
#
#   make          set up if need be, run end to end, print the verdicts
#   make STUDY=folder   the same for a study of your own; trace and verify take STUDY, too
#   make new STUDY=folder   a small study that already runs, to be filled with your own numbers
#   make trace    where a number comes from (NUMBER=24.5), or what a cell feeds (CELL=exim:share:1996)
#   make verify   whether figures/ and report/ are one complete version, made from what lies here
#   make package  all that a journal's data editor needs, in one zip below dist/
#   make reproduce  run everything again beside what is published, say whether the same files come out
#   make wheels   fetch the pinned packages, for make reproduce WHEELS=wheels without network
#   make test     set up if need be, run the quick tests
#   make test-all all tests that need no other system package, the whole workflow included
#   make lint     formatting, types, workflow form
#   make test-studies  run the examples, the tutorial of docs/own-study.md, the steps of CONTRIBUTING
#   make test-slurm  the same bytes on a SLURM of this machine alone, where its daemons are installed
#   make test-r   re-run the R reference scripts, where R is installed
#   make test-latex  compile a paper from what the run wrote, where pdflatex is installed
#   make test-browser  open the report in Chromium, where it and npm are installed
#   make test-rocrate  validate a package as an RO-Crate (fetches the validator)
#   make test-reliability  kill, break and build the study elsewhere, write docs/reliability.md (an hour)
#   make accuracy correct digits of our least squares beside statsmodels, on the NIST sets
#   make bench    time the array code beside the usual libraries and R, write docs/benchmarks.md
#   make bench-scale  time studies of up to ten thousand series, write the last section of that page
#   make lock     pin the dependencies of pyproject.toml in requirements.txt (needs uv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The folder of the study: config.yaml, data/raw and, after a run, all that is generated.
STUDY ?= .
# WHEELS=folder: install from there and nowhere else, as filled by `make wheels`.
OFFLINE := $(if $(WHEELS),--no-index --find-links "$(abspath $(WHEELS))")

# Tests that need nothing but what `make` has installed, and no hour.
HERE := not r and not latex and not browser and not rocrate and not slurm and not studies

.PHONY: run new trace verify package reproduce wheels test test-all lint test-studies test-slurm test-r test-latex
.PHONY: test-browser test-rocrate test-reliability accuracy bench bench-scale lock
.DEFAULT_GOAL := run

run: $(READY)
	@$(BIN)/snakemake --directory "$(STUDY)"
	@cat "$(STUDY)/report/summary.txt"
	@echo
	@echo "What the last change moved:"
	@cat "$(STUDY)/report/moved.txt"

new: $(READY)
	@$(BIN)/python -m scripts.new_study "$(STUDY)"

# NUMBER: as in the report, a macro of report/latex/numbers.tex, or "file row column"; ALL=1: all of it.
trace: $(READY)
	@$(BIN)/python -m scripts.trace --study "$(STUDY)" $(if $(ALL),--all) -- "$(or $(NUMBER),$(CELL))"

verify: $(READY)
	@$(BIN)/python -m scripts.verify --study "$(STUDY)"

# What a journal's data editor needs: data, code, lock, outputs, README, RO-Crate. See docs/package.md.
package: $(READY)
	@$(BIN)/python -m scripts.package

reproduce: $(READY)
	@$(BIN)/python -m scripts.reproduce

# The last two build the few packages that come without a wheel.
wheels: $(READY)
	$(BIN)/python -m pip download --quiet --require-hashes -r requirements.txt -d wheels
	$(BIN)/python -m pip download --quiet setuptools wheel -d wheels

test: $(READY)
	$(BIN)/pytest tests/unit -q -m "not slow"

test-all: $(READY)
	$(BIN)/pytest -m "$(HERE)"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/snakefmt --check Snakefile
	$(BIN)/python -m tests.lint_workflow

test-studies: $(READY)
	$(BIN)/pytest -m studies

test-slurm: $(READY)
	$(BIN)/pytest -m slurm

test-r: $(READY)
	$(BIN)/pytest -m r

test-latex: $(READY)
	$(BIN)/pytest -m latex

test-browser: $(READY)
	npm ci --prefix tests/browser --no-audit --no-fund
	$(BIN)/pytest -m browser

# The validator asks for older libraries than ours, so it has an environment of its own.
test-rocrate: $(READY)
	$(PYTHON) -m venv $(VENV)/rocrate
	$(VENV)/rocrate/bin/python -m pip install --quiet --disable-pip-version-check roc-validator==0.13.0
	ROCRATE_VALIDATOR=$(VENV)/rocrate/bin/rocrate-validator $(BIN)/pytest -m rocrate

# FOLDER: where the studies are built; the last measurement changes the user, so it needs root.
test-reliability: $(READY)
	$(BIN)/python -m tests.reliability.kills $(FOLDER)/faults
	$(BIN)/python -m tests.reliability.failing_edits $(FOLDER)/faults
	$(BIN)/python -m tests.reliability.blas $(FOLDER)/kernels
	$(BIN)/python -m tests.reliability.double_build $(FOLDER)/elsewhere
	$(BIN)/python -m tests.reliability.page

accuracy: $(READY)
	@$(BIN)/python -m tests.reference.accuracy

bench-scale: $(READY)
	@$(BIN)/python -m tests.bench.scale

bench: $(READY)
	@$(BIN)/python -m tests.bench.run

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -o requirements.txt

$(READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) is what $(PYTHON) starts. Try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(OFFLINE) -r requirements.txt
	@touch $(READY)
