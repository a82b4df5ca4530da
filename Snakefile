"""From the printed tables to a citable answer, in pipeline order.

    data/raw  ->  validate  ->  clean  ->  tests, breaks, trends  ->  verdicts  ->  figures, report

Figures and report are made below build/ and put in place together, once all of them are there.

Every rule runs the script of the same name and logs to logs/. Editing one table reruns what that
table feeds; editing config.yaml reruns what uses the edited part; editing a helper module reruns the
scripts that import it.

The working folder is the study: its config.yaml and data/raw, and all that is generated. It is the
one that Snakemake is started in or given by --directory, by --config study=folder or --configfile.
"""

import os
import sys
from pathlib import Path

# Scripts import `scripts.*` from the folder of this file, wherever the study itself lies.
sys.path.insert(0, workflow.basedir)

from scripts.common.study.load import load_study
from scripts.common.errors import UserError
from scripts.common.runs.failed_jobs import make_again_what_failed
from scripts.common.files import check_plain_files
from scripts.common.study.parts import batches, parts_of
from scripts.common.runs.provenance import modules_of
from scripts.common.runs.publishing import JOURNAL, MANIFEST, STAGE, finish, lost
from scripts.common.runs.rule_graph import rule_graph
from scripts.common.runs.lock import alone
from scripts.common.runs.surroundings import prepare_environment
from scripts.common.study import parameters
from snakemake.exceptions import WorkflowError

prepare_environment(workflow.basedir)
make_again_what_failed()

# Jobs start in the study's folder already.
if workflow.is_main_process and config:
    folder = config.get("study")
    if not isinstance(folder, str):
        folder = os.path.dirname(os.path.abspath(workflow.configfiles[0]))

    workdir: folder


if workflow.is_main_process and alone():
    finish(JOURNAL)

SOURCES = "data/raw/sources.yaml"
CORRECTIONS = "data/raw/corrections.yaml"
DATAPACKAGE = "data/raw/datapackage.json"
CLAIMS = "data/raw/claims.yaml"
FORMATS = ["pdf", "svg", "png", "csv", "md"]
REPORT = ["report.pdf", "report.html", "summary.txt", "numbers.csv"]
LATEX = ["numbers.tex", "tables.tex", "figures.tex", "tables"]

try:
    STUDY = load_study("config.yaml", SOURCES, CORRECTIONS)
    RAW_TABLES = expand("data/raw/{table}.csv", table=STUDY.tables + STUDY.facts)
    check_plain_files(RAW_TABLES)
except UserError as error:
    raise WorkflowError(str(error))

# A study need not correct its tables, nor audit what a paper says of them.
DESCRIPTIONS = ["config.yaml", SOURCES, DATAPACKAGE]
DESCRIPTIONS += [p for p in (CORRECTIONS, CLAIMS, "figures.yaml") if os.path.exists(p)]

HYPOTHESES = parameters.hypotheses(STUDY)
# The unit of a rerun is a table; a table of many series goes through in parts, joined afterwards.
PARTS = {part.name: part for table in STUDY.analysed for part in parts_of(STUDY, table)}
DIVIDED = [table for table in STUDY.analysed if table not in PARTS]
CALIBRATIONS = STUDY.calibrations()
# Designs are shared by all hypotheses with the same periods and event, and calibrated in batches.
DESIGNS = batches(sorted(set(CALIBRATIONS.values())), STUDY.chunk["designs"])


# No file has this name.
NONE = "(?!)"


def designs_of(wildcards):
    """The designs of one batch."""
    return [STUDY.calibrated(name) for name in DESIGNS[wildcards.designs]]


def of_part(what):
    """What a part asks of a rule: those of its table's entries that are about its own series."""
    return lambda w: PARTS[w.part].of_series(what(PARTS[w.part].table))


def of_table(path):
    """The file of the table that a part belongs to, in a list: a table may come to have several."""
    return lambda w: [path.format(table=PARTS[w.part].table)]


def results(*kinds):
    """The results of some kinds for every table."""
    return expand("results/{kind}/{table}.csv", kind=kinds, table=STUDY.analysed)


# Every table as printed, and as corrected.
PROCESSED = ["data/processed/{table}.csv", "data/processed/corrected/{table}.csv"]
# Of very many hypotheses only those that are drawn have a file of their own.
RATED = HYPOTHESES if len(HYPOTHESES) <= STUDY.chunk["series"] else parameters.with_rates(STUDY)
RATES = [f"results/calibration/{h.id}.csv" for h in RATED]
# Results that a study may do without: those that this one has, by the name that scripts know.
OPTIONAL = {
    "trends": "trends" in STUDY.evidence and results("trends"),
    "breaks": "breaks" in STUDY.evidence and results("breaks"),
    "partitions": "breaks" in STUDY.evidence and results("partitions"),
    "leave_one_out": "robustness" in STUDY.evidence and ["results/leave_one_out.csv"],
    "placebo": "robustness" in STUDY.evidence and ["results/placebo.csv"],
    "multiverse": [f"results/multiverse/{h.id}.csv" for h in HYPOTHESES if STUDY.multiverse],
    "panel": STUDY.panels and ["results/panel.csv"],
    "scorecard": STUDY.predictions and ["results/scorecard.csv"],
    "forensics": any(STUDY.pairs.values()) and ["results/forensics.csv"],
    "external": STUDY.external_checks and ["results/external_check.csv"],
    "claims": os.path.exists(CLAIMS) and ["results/claims.csv"],
}
OPTIONAL = {name: files for name, files in OPTIONAL.items() if files}


def optional(*names):
    """Those of some optional results that the study has, as inputs."""
    return {name: OPTIONAL[name] for name in names if name in OPTIONAL}


def beside(path):
    """A file beside the Snakefile, relative to the working folder."""
    return os.path.relpath(Path(workflow.basedir) / path)


def code(script):
    """A script and what it imports from this project, as inputs relative to the working folder.

    Snakemake compares a script by the time of its file alone, an input by its content. Asked for
    only where the rule is needed.
    """
    script = f"scripts/{script}.py"
    return lambda w: [beside(path) for path in [script, *modules_of(script, workflow.basedir)]]


wildcard_constraints:
    table="[a-z0-9_]+",
    figure="[a-z0-9_]+",
    part="|".join(PARTS),
    divided="|".join(name for name in PARTS if "/" in name) or NONE,
    joined="|".join(DIVIDED) or NONE,
    designs="|".join(DESIGNS),


rule all:
    input:
        MANIFEST,
        "report/moved.txt",
        lambda w: lost(MANIFEST),


# ---------------------------------------------------------------------------------------- the tables


# The record of what was checked, for the report.
rule validate_tables:
    input:
        tables=RAW_TABLES,
        datapackage=DATAPACKAGE,
        sources=SOURCES,
        code=code("validate_tables"),
    output:
        update("results/validation.json"),
    log:
        "logs/validate_tables.log",
    priority: 100
    script:
        "scripts/validate_tables.py"


# Checks all tables before it cleans its own, but reruns only when its own has changed: the other
# tables are parameters (their names), not inputs. So are the corrections: those of its own.
rule clean_table:
    input:
        raw="data/raw/{table}.csv",
        datapackage=DATAPACKAGE,
        sources=SOURCES,
        code=code("clean_table"),
    output:
        printed=update("data/processed/{table}.csv"),
        corrected=update("data/processed/corrected/{table}.csv"),
    log:
        "logs/clean_table/{table}.log",
    params:
        table=lambda w: w.table,
        paths_to_all=RAW_TABLES,
        corrections=lambda w: STUDY.corrections_of(w.table),
    script:
        "scripts/clean_table.py"


# A table of many series in parts, so that no job holds more of it than its own series.
rule split_table:
    input:
        tables=lambda w: expand(PROCESSED, table=PARTS[w.divided].table),
        code=code("split_table"),
    output:
        update(expand(PROCESSED, table="{divided}")),
    log:
        "logs/split_table/{divided}.log",
    params:
        series=lambda w: PARTS[w.divided].series,
    script:
        "scripts/split_table.py"


# ------------------------------------------------------------------------------ doubting the tables


# Pairs of amount and share whose implied total cannot be right, and what they may be misprints of.
rule screen_tables:
    input:
        series=expand(
            "data/processed/{table}.csv",
            table=sorted({*STUDY.analysed, *STUDY.checked_tables}),
        ),
        sources=SOURCES,
        code=code("screen_tables"),
    output:
        update("results/forensics.csv"),
    log:
        "logs/screen_tables.log",
    params:
        tables=list(STUDY.analysed),
        checks=list(STUDY.external_checks),
        seed=STUDY.seed,
    script:
        "scripts/screen_tables.py"


rule check_external:
    input:
        series=expand("data/processed/{table}.csv", table=STUDY.checked_tables),
        code=code("check_external"),
    output:
        update("results/external_check.csv"),
    log:
        "logs/check_external.log",
    params:
        checks=list(STUDY.external_checks),
    script:
        "scripts/check_external.py"


# Every quantitative sentence of the paper, set against the tables as printed.
rule audit_claims:
    input:
        claims=CLAIMS,
        series=expand("data/processed/{table}.csv", table=STUDY.tables),
        facts="data/raw/facts.csv",
        datapackage=DATAPACKAGE,
        code=code("audit_claims"),
    output:
        update("results/claims.csv"),
    log:
        "logs/audit_claims.log",
    script:
        "scripts/audit_claims.py"


# --------------------------------------------------------------------------------- estimates and tests


# Depends on the designs alone (years, gaps, event): no input holds a value of any series.
rule calibrate_nulls:
    input:
        code=code("calibrate_nulls"),
    output:
        update("results/nulls/{table}.npz"),
    log:
        "logs/calibrate_nulls/{table}.log",
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        designs=lambda w: STUDY.designs_of(w.table),
        variants=lambda w: STUDY.variants_of(w.table) if "placebo" in OPTIONAL else [],
        spans=lambda w: STUDY.spans_of(w.table) if "trends" in OPTIONAL else [],
        draws=STUDY.methods["null_draws"],
        seed=STUDY.seed,
    script:
        "scripts/calibrate_nulls.py"


rule calibrate_design:
    input:
        nulls=lambda w: sorted({f"results/nulls/{d['table']}.npz" for d in designs_of(w)}),
        code=code("calibrate_design"),
    output:
        update("results/calibration/designs/{designs}.csv"),
    log:
        "logs/calibrate_design/{designs}.log",
    resources:
        mem_mb=1000,
        runtime=15,
    params:
        designs=designs_of,
        skip=STUDY.methods["skip"],
        replications=STUDY.calibration["replications"],
        seed=STUDY.seed,
    script:
        "scripts/calibrate_design.py"


# The primary method of every hypothesis is fixed here: nothing upstream of this rule holds a value.
rule judge_methods:
    input:
        designs=expand("results/calibration/designs/{designs}.csv", designs=DESIGNS),
        code=code("judge_methods"),
    output:
        methods=update("results/methods.csv"),
        rates=update(RATES),
    log:
        "logs/judge_methods.log",
    params:
        calibrations=CALIBRATIONS,
        usable_size=STUDY.calibration["usable_size"],
        up_to_rho=STUDY.calibration["up_to_rho"],
    script:
        "scripts/judge_methods.py"


rule run_event_tests:
    input:
        series="data/processed/{part}.csv",
        corrected="data/processed/corrected/{part}.csv",
        nulls=of_table("results/nulls/{table}.npz"),
        code=code("run_event_tests"),
    output:
        events=update("results/events/{part}.csv"),
        corrected_events=update("results/events/corrected/{part}.csv"),
    log:
        "logs/run_event_tests/{part}.log",
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        hypotheses=of_part(STUDY.hypotheses_of),
        observed=lambda w: {s: list(STUDY.series[s].years) for s in PARTS[w.part].series},
        kinds=lambda w: {s: STUDY.series[s].kind for s in PARTS[w.part].series},
        skip=STUDY.methods["skip"],
        codings=STUDY.methods["codings"],
    script:
        "scripts/run_event_tests.py"


# Like the other null distributions, from the observed years alone.
rule calibrate_breaks:
    input:
        code=code("calibrate_breaks"),
    output:
        update("results/nulls/breaks/{table}.npz"),
    log:
        "logs/calibrate_breaks/{table}.log",
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        designs=lambda w: sorted({span.years for span in STUDY.spans_of(w.table)}),
        trimmings=STUDY.methods["trimming"],
        draws=STUDY.methods["bootstrap_draws"],
        seed=STUDY.seed,
    script:
        "scripts/calibrate_breaks.py"


rule find_breaks:
    input:
        series="data/processed/{part}.csv",
        nulls=of_table("results/nulls/breaks/{table}.npz"),
        code=code("find_breaks"),
    output:
        breaks=update("results/breaks/{part}.csv"),
        fstats=update("results/fstats/{part}.csv"),
        partitions=update("results/partitions/{part}.csv"),
    log:
        "logs/find_breaks/{part}.log",
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        spans=of_part(STUDY.spans_of),
        trimmings=STUDY.methods["trimming"],
        draws=STUDY.methods["bootstrap_draws"],
        skip=STUDY.methods["skip"],
        seed=STUDY.seed,
    script:
        "scripts/find_breaks.py"


rule fit_trends:
    input:
        series="data/processed/{part}.csv",
        nulls=of_table("results/nulls/{table}.npz"),
        code=code("fit_trends"),
    output:
        update("results/trends/{part}.csv"),
    log:
        "logs/fit_trends/{part}.log",
    params:
        spans=of_part(STUDY.spans_of),
        skip=STUDY.methods["skip"],
    script:
        "scripts/fit_trends.py"


# What was computed in parts, in the order of the table.
rule join_parts:
    input:
        parts=lambda w: [
            f"results/{w.kind}/{name}.csv" for name, p in PARTS.items() if p.table == w.joined
        ],
        code=code("join_parts"),
    output:
        update("results/{kind}/{joined}.csv"),
    log:
        "logs/join_parts/{kind}/{joined}.log",
    script:
        "scripts/join_parts.py"


rule fit_panel:
    input:
        series=expand(
            "data/processed/{table}.csv", table=sorted({p["table"] for p in STUDY.panels})
        ),
        code=code("fit_panel"),
    output:
        update("results/panel.csv"),
    log:
        "logs/fit_panel.log",
    params:
        panels=STUDY.panels,
        seed=STUDY.seed,
    script:
        "scripts/fit_panel.py"


rule run_robustness:
    input:
        series=expand("data/processed/{table}.csv", table=STUDY.analysed),
        nulls=expand("results/nulls/{table}.npz", table=STUDY.analysed),
        methods="results/methods.csv",
        code=code("run_robustness"),
    output:
        leave_one_out=update("results/leave_one_out.csv"),
        placebo=update("results/placebo.csv"),
    log:
        "logs/run_robustness.log",
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        hypotheses=HYPOTHESES,
        kinds={s.id: s.kind for s in STUDY.series.values()},
    script:
        "scripts/run_robustness.py"


rule run_multiverse:
    input:
        series=expand("data/processed/{table}.csv", table=STUDY.multiverse_tables),
        corrected=expand("data/processed/corrected/{table}.csv", table=STUDY.analysed),
        nulls=expand("results/nulls/{table}.npz", table=STUDY.analysed),
        code=code("run_multiverse"),
    output:
        update([f"results/multiverse/{h.id}.csv" for h in HYPOTHESES]),
    log:
        "logs/run_multiverse.log",
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        hypotheses=HYPOTHESES,
        kinds={s.id: s.kind for s in STUDY.series.values()},
        multiverse=STUDY.multiverse,
        level=STUDY.methods["level"],
        seed=STUDY.seed,
    script:
        "scripts/run_multiverse.py"


rule judge_verdicts:
    input:
        **optional("leave_one_out", "multiverse"),
        events=results("events"),
        corrected=results("events/corrected"),
        methods="results/methods.csv",
        code=code("judge_verdicts"),
    output:
        update("results/verdicts.csv"),
    log:
        "logs/judge_verdicts.log",
    params:
        hypotheses=HYPOTHESES,
        designs=parameters.designs(STUDY, HYPOTHESES),
        labels=parameters.labels(STUDY),
        level=STUDY.methods["level"],
    script:
        "scripts/judge_verdicts.py"


rule judge_scorecard:
    input:
        verdicts="results/verdicts.csv",
        code=code("judge_scorecard"),
    output:
        update("results/scorecard.csv"),
    log:
        "logs/judge_scorecard.log",
    params:
        predictions=STUDY.predictions,
        level=STUDY.methods["level"],
    script:
        "scripts/judge_scorecard.py"


# ---------------------------------------------------------------------------------------- figures


# In the order of the report; the first is its key figure.
FIGURES = {figure["id"]: figure for figure in STUDY.figures}


def template(name):
    return beside(f"scripts/templates/{name}")


# What every figure reads beside its numbers: texts by kind, and the study's own by id.
WORDS = {"sources": SOURCES, "texts": template("figures.yaml"), "page": template("figure.md.j2")}
WORDS |= {"own_texts": "figures.yaml"} if os.path.exists("figures.yaml") else {}
# The staged files of one figure; the last good ones stay while it is drawn again.
DRAWING = update([f"build/figures/{{figure}}.{ext}" for ext in FORMATS])


def drawing(kind):
    """The ids of the figures of one kind, as a pattern."""
    return "|".join(name for name, figure in FIGURES.items() if figure["draws"] == kind) or NONE


def figure_of(path):
    """The file of the table that a figure is about."""
    return lambda w: path.format(table=FIGURES[w.figure]["table"])


def workflow_graph():
    """The rules of a full run; a file put back by itself is no part of the picture."""
    graph = rule_graph(workflow, target="all", printed="data/raw/*.csv")
    return [one for one in graph if one["rule"] != "publish_file"]


# What each kind of figure is drawn from.
METHODS = "results/methods.csv"
OF_TABLE = {"series": figure_of("data/processed/{table}.csv")}
TESTED = {**OF_TABLE, "events": figure_of("results/events/{table}.csv"), "methods": METHODS}
DRAWN_FROM = {
    "event_study": TESTED,
    "levels": TESTED,
    "breaks": {
        kind: figure_of(f"results/{kind}/{{table}}.csv")
        for kind in ("fstats", "breaks", "partitions")
    },
    "pairs": OF_TABLE,
    "effects": {"events": results("events"), "methods": METHODS},
    "scorecard": optional("scorecard"),
    # Like the calibration itself, without sight of any value.
    "calibration": {
        "rates": [f"results/calibration/{h.id}.csv" for h in parameters.with_rates(STUDY)],
        "methods": METHODS,
    },
    "placebo": optional("placebo"),
    "multiverse": {
        "curves": [f"results/multiverse/{h.id}.csv" for h in parameters.with_curves(STUDY)]
    },
    "forensics": optional("forensics", "external"),
    "claims": optional("claims"),
    "overview": {
        **optional("scorecard"),
        "series": f"data/processed/{parameters.key_series(STUDY).table}.csv",
        "verdicts": "results/verdicts.csv",
        "methods": METHODS,
    },
    "workflow": {},
}
# plot_event_study, plot_levels and so on: a rule for each kind of figure.
for kind in DRAWN_FROM:

    rule:
        name:
            f"plot_{kind}"
        input:
            **WORDS,
            **DRAWN_FROM[kind],
            code=code(f"plot_{kind}"),
        output:
            DRAWING,
        log:
            f"logs/plot_{kind}/{{figure}}.log",
        wildcard_constraints:
            figure=drawing(kind),
        params:
            **({"graph": lambda w: workflow_graph()} if kind == "workflow" else {}),
            told=lambda w: parameters.of_figure(STUDY, FIGURES[w.figure]),
        script:
            "scripts/plot_{params.told[publication][kind]}.py"


# -------------------------------------------------------------------------------------- the report


# What the report, and what papers take from it, are written from.
REPORT_INPUTS = {
    **OPTIONAL,
    **({"facts": "data/raw/facts.csv"} if "claims" in OPTIONAL else {}),
    "sources": SOURCES,
    "verdicts": "results/verdicts.csv",
    "events": results("events"),
    "methods": "results/methods.csv",
    "processed": expand("data/processed/{table}.csv", table=STUDY.analysed),
    "validation": "results/validation.json",
    "captions": expand("build/figures/{figure}.md", figure=FIGURES),
    "bib": template("report.bib"),
    "texts": template("report_methods.yaml"),
}
# The project's own study is cited as its file says, another one by its title and author.
CITATION = {"citation": "CITATION.cff"} if os.path.exists("CITATION.cff") else {}


rule render_report:
    input:
        **REPORT_INPUTS,
        figures=expand("build/figures/{figure}.svg", figure=FIGURES),
        templates=[template(f"report.{kind}") for kind in ("typ.j2", "html.j2", "css", "js")],
        code=code("render_report"),
    output:
        pdf=update("build/report/report.pdf"),
        html=update("build/report/report.html"),
        summary=update("build/report/summary.txt"),
        numbers=update("build/report/numbers.csv"),
    log:
        "logs/render_report.log",
    params:
        published=lambda w: ["report/report.pdf", "report/report.html"],
        study=parameters.of_report(STUDY),
    script:
        "scripts/render_report.py"


# For papers: macros, tables and figures, and the entries by which they are cited. The folder of
# tables is replaced as a whole, since which tables there are depends on the results.
rule write_latex:
    input:
        **REPORT_INPUTS,
        **CITATION,
        templates=[
            template(f"{name}.j2")
            for name in ("numbers.tex", "tables.tex", "table.tex", "figures.tex", "figures.bib")
        ],
        code=code("write_latex"),
    output:
        numbers=update("build/report/latex/numbers.tex"),
        tables=update("build/report/latex/tables.tex"),
        figures=update("build/report/latex/figures.tex"),
        bib=update("build/figures/figures.bib"),
        folder_of_tables=update(directory("build/report/latex/tables")),
    log:
        "logs/write_latex.log",
    params:
        study=parameters.of_report(STUDY),
    script:
        "scripts/write_latex.py"


# ---------------------------------------------------------------------------- the complete set


STAGED = expand("build/figures/{figure}.{ext}", figure=FIGURES, ext=FORMATS)
STAGED += expand("build/report/{name}", name=REPORT)
STAGED += ["build/figures/figures.bib", *expand("build/report/latex/{name}", name=LATEX)]
RESULTS = expand(PROCESSED, table=STUDY.tables)
RESULTS += results("events", "events/corrected") + RATES
RESULTS += results("fstats") if "breaks" in OPTIONAL else []
RESULTS += ["results/validation.json", "results/methods.csv", "results/verdicts.csv"]
RESULTS += sum(OPTIONAL.values(), [])


# Everything stands or nothing does: see scripts/common/runs/publishing.py.
rule publish:
    input:
        staged=STAGED,
        results=RESULTS,
        raw=[*RAW_TABLES, *DESCRIPTIONS, *CITATION.values()],
        lock=beside("requirements.txt"),
        code=code("publish"),
    output:
        manifest=update(MANIFEST),
    log:
        "logs/publish.log",
    params:
        stage=lambda w: STAGE,
        journal=lambda w: JOURNAL,
        about={"title": STUDY.title, "version": STUDY.version, "seed": STUDY.seed},
    script:
        "scripts/publish.py"


# One file by itself, for whoever asks for it by name; `make verify` then tells that it was.
rule publish_file:
    input:
        staged="build/{folder}/{file}",
        code=code("publish_file"),
    output:
        update("{folder}/{file}"),
    log:
        "logs/publish_file/{folder}/{file}.log",
    wildcard_constraints:
        folder="figures|report",
    script:
        "scripts/publish_file.py"


# After publishing. Reads what the run before left behind, which update() keeps during the job.
rule compare_runs:
    input:
        **optional("claims", "forensics", "scorecard"),
        verdicts="results/verdicts.csv",
        processed=expand("data/processed/{table}.csv", table=STUDY.tables),
        after=MANIFEST,
        code=code("compare_runs"),
    output:
        headlines=update("report/headlines.json"),
        moved=update("report/moved.txt"),
    log:
        "logs/compare_runs.log",
    script:
        "scripts/compare_runs.py"


# On a cluster, rules that state what they need become jobs there. The others take seconds each and
# run where Snakemake was started.
workflow.localrules(*(rule.name for rule in workflow.rules if not rule.ruleinfo.resources))
