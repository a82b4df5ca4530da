"""From the printed tables to a citable answer, in pipeline order.

    data/raw  ->  validate  ->  clean  ->  tests, breaks, trends  ->  verdicts  ->  figures, report

Figures and report are made below build/ and put in place together, once all of them are there.

Every rule runs the script of the same name and logs to logs/. Editing one table reruns what that
table feeds; editing config.yaml reruns what uses the edited part; editing a helper module reruns the
scripts that import it.
"""

import os
import sys
from pathlib import Path

# Scripts import `scripts.*` from the folder of this file, wherever the study itself lies.
sys.path.insert(0, workflow.basedir)

from scripts.common.config import load_study
from scripts.common.errors import UserError
from scripts.common.files import check_plain_files
from scripts.common.provenance import modules_of
from scripts.common.publishing import finish, lost
from scripts.common.rule_graph import rule_graph
from scripts.common.running import alone
from scripts.common.runtime import prepare_environment
from snakemake.exceptions import WorkflowError

prepare_environment(workflow.basedir)

# Figures and report are staged here; the journal says that putting them in place was interrupted.
STAGE = "build"
MANIFEST = "results/manifest.json"
JOURNAL = "results/.publishing.json"
if workflow.is_main_process and alone():
    finish(JOURNAL)

SOURCES = "data/raw/sources.yaml"
CORRECTIONS = "data/raw/corrections.yaml"
DATAPACKAGE = "data/raw/datapackage.json"
CLAIMS = "data/raw/claims.yaml"
FORMATS = ["pdf", "svg", "png", "csv", "md"]
# In the order of the report; the first is its key figure.
FIGURES = ["exim_share", "effects", "exim_breaks", "oda", "jica"]
FIGURES += ["calibration", "multiverse", "placebo", "scorecard"]
FIGURES += ["forensics", "claims", "overview", "workflow"]
REPORT = ["report.pdf", "report.html", "summary.txt", "numbers.csv"]
LATEX = ["numbers.tex", "tables.tex", "figures.tex", "tables"]

try:
    STUDY = load_study("config.yaml", SOURCES, CORRECTIONS)
    RAW_TABLES = expand("data/raw/{table}.csv", table=STUDY.tables + STUDY.facts)
    check_plain_files(RAW_TABLES)
except UserError as error:
    raise WorkflowError(str(error))

DESCRIPTIONS = ["config.yaml", SOURCES, CORRECTIONS, DATAPACKAGE, CLAIMS]
LABELS = {s.id: s.label for s in STUDY.series.values()}
LABELS |= {e.id: e.label for e in STUDY.events.values()}

HYPOTHESES = sum((STUDY.hypotheses_of(table) for table in STUDY.analysed), [])
CALIBRATIONS = STUDY.calibrations()
DESIGNS = "results/calibration/designs"


def design_of(hypothesis):
    """The design of a hypothesis as plain data."""
    design = STUDY.design_of(hypothesis)
    return {"years": design.years, "first_post": design.first_post}


def calibrated(wildcards):
    return STUDY.calibrated(f"{wildcards.question}/{wildcards.design}")


def beside(path):
    """A file beside the Snakefile, relative to the working folder."""
    return os.path.relpath(Path(workflow.basedir) / path)


def code(script):
    """A script and what it imports from this project, as inputs relative to the working folder.

    Snakemake compares a script by the time of its file alone, an input by its content.
    """
    script = f"scripts/{script}.py"
    return [beside(path) for path in [script, *modules_of(script, workflow.basedir)]]


wildcard_constraints:
    table="[a-z0-9_]+",
    question="higher_after|changed_course",


localrules:
    all,


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
        tables=RAW_TABLES,
        corrections=lambda w: STUDY.corrections_of(w.table),
    script:
        "scripts/clean_table.py"


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
    params:
        designs=lambda w: STUDY.designs_of(w.table),
        variants=lambda w: STUDY.variants_of(w.table),
        spans=lambda w: STUDY.spans_of(w.table),
        draws=STUDY.methods["null_draws"],
        seed=STUDY.seed,
    script:
        "scripts/calibrate_nulls.py"


rule calibrate_design:
    input:
        nulls=lambda w: f"results/nulls/{calibrated(w)['table']}.npz",
        code=code("calibrate_design"),
    output:
        update("results/calibration/designs/{question}/{design}.csv"),
    log:
        "logs/calibrate_design/{question}/{design}.log",
    params:
        design=lambda w: calibrated(w),
        replications=STUDY.calibration["replications"],
        seed=STUDY.seed,
    script:
        "scripts/calibrate_design.py"


# The primary method of every hypothesis is fixed here: nothing upstream of this rule holds a value.
rule judge_methods:
    input:
        sorted({f"{DESIGNS}/{c}.csv" for c in CALIBRATIONS.values()}),
        code=code("judge_methods"),
    output:
        methods=update("results/methods.csv"),
        rates=update(expand("results/calibration/{hypothesis}.csv", hypothesis=CALIBRATIONS)),
    log:
        "logs/judge_methods.log",
    params:
        folder=lambda w: DESIGNS,
        calibrations=CALIBRATIONS,
        usable_size=STUDY.calibration["usable_size"],
        up_to_rho=STUDY.calibration["up_to_rho"],
    script:
        "scripts/judge_methods.py"


rule run_event_tests:
    input:
        series="data/processed/{table}.csv",
        corrected="data/processed/corrected/{table}.csv",
        nulls="results/nulls/{table}.npz",
        code=code("run_event_tests"),
    output:
        printed=update("results/events/{table}.csv"),
        corrected=update("results/events/corrected/{table}.csv"),
    log:
        "logs/run_event_tests/{table}.log",
    params:
        hypotheses=lambda w: STUDY.hypotheses_of(w.table),
        observed=lambda w: {s.id: list(s.years) for s in STUDY.series_of(w.table)},
        kinds=lambda w: {s.id: s.kind for s in STUDY.series_of(w.table)},
    script:
        "scripts/run_event_tests.py"


rule find_breaks:
    input:
        series="data/processed/{table}.csv",
        code=code("find_breaks"),
    output:
        breaks=update("results/breaks/{table}.csv"),
        fstats=update("results/fstats/{table}.csv"),
        partitions=update("results/partitions/{table}.csv"),
    log:
        "logs/find_breaks/{table}.log",
    params:
        spans=lambda w: STUDY.spans_of(w.table),
        trimmings=STUDY.methods["trimming"],
        draws=STUDY.methods["bootstrap_draws"],
        seed=STUDY.seed,
    script:
        "scripts/find_breaks.py"


rule fit_trends:
    input:
        series="data/processed/{table}.csv",
        nulls="results/nulls/{table}.npz",
        code=code("fit_trends"),
    output:
        update("results/trends/{table}.csv"),
    log:
        "logs/fit_trends/{table}.log",
    params:
        spans=lambda w: STUDY.spans_of(w.table),
    script:
        "scripts/fit_trends.py"


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
    params:
        tables=list(STUDY.analysed),
        folders={"series": "data/processed", "nulls": "results/nulls"},
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
        update(expand("results/multiverse/{h[id]}.csv", h=HYPOTHESES)),
    log:
        "logs/run_multiverse.log",
    params:
        tables=list(STUDY.analysed),
        hypotheses=HYPOTHESES,
        kinds={s.id: s.kind for s in STUDY.series.values()},
        multiverse=STUDY.multiverse,
        level=STUDY.methods["level"],
        seed=STUDY.seed,
    script:
        "scripts/run_multiverse.py"


rule judge_verdicts:
    input:
        events=expand("results/events/{table}.csv", table=STUDY.analysed),
        corrected=expand("results/events/corrected/{table}.csv", table=STUDY.analysed),
        methods="results/methods.csv",
        leave_one_out="results/leave_one_out.csv",
        multiverse=expand("results/multiverse/{hypothesis}.csv", hypothesis=CALIBRATIONS),
        code=code("judge_verdicts"),
    output:
        update("results/verdicts.csv"),
    log:
        "logs/judge_verdicts.log",
    params:
        multiverse=lambda w: "results/multiverse",
        hypotheses=HYPOTHESES,
        designs={h.id: design_of(h) for h in STUDY.hypotheses},
        labels=LABELS,
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


def template(name):
    return beside(f"scripts/templates/{name}")


def drawn(figure):
    """The staged files of one figure; the last good ones stay while it is drawn again."""
    return update(expand("build/figures/{figure}.{ext}", figure=figure, ext=FORMATS))


def publication_of(*tables):
    about = ("title", "subtitle", "author", "version")
    return {"tables": tables, **{name: getattr(STUDY, name) for name in about}}


def events_in(table):
    """Events with the year that holds each of them in the calendar of a table."""
    calendar = STUDY.calendars[table]
    return [{"id": e.id, "label": e.label, "year": e.year(calendar)} for e in STUDY.events.values()]


def series_in(table, first="share"):
    """The series of a table as plain data, those of one kind first."""
    return sorted(map(vars, STUDY.series_of(table)), key=lambda s: s["kind"] != first)


# The hypotheses of the study's question, and those of them whose specification curves are drawn.
PRIMARY_FAMILY = [h for h in HYPOTHESES if h["primary"]]
CURVES = [h for h in PRIMARY_FAMILY if h["question"] == "higher_after"]


# The series that the first of them asks about stands for the study in its overview.
KEY = STUDY.series[PRIMARY_FAMILY[0]["series"]]
LIMITS = {
    "promised": round(1 - STUDY.methods["level"], 6),
    "usable": STUDY.calibration["usable_size"],
    "up_to_rho": STUDY.calibration["up_to_rho"],
}


def named(things):
    return {one.id: vars(one) for one in things.values()}


rule plot_exim_share:
    input:
        series="data/processed/exim.csv",
        events="results/events/exim.csv",
        methods="results/methods.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_exim_share"),
    output:
        drawn("exim_share"),
    log:
        "logs/plot_exim_share.log",
    params:
        series=series_in("exim"),
        events=events_in("exim"),
        hypotheses=STUDY.hypotheses_of("exim"),
        publication=publication_of("exim"),
    script:
        "scripts/plot_exim_share.py"


rule plot_exim_breaks:
    input:
        fstats="results/fstats/exim.csv",
        breaks="results/breaks/exim.csv",
        partitions="results/partitions/exim.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_exim_breaks"),
    output:
        drawn("exim_breaks"),
    log:
        "logs/plot_exim_breaks.log",
    params:
        series=series_in("exim"),
        events=events_in("exim"),
        hypotheses=STUDY.hypotheses_of("exim"),
        window=STUDY.windows["exim"][0],
        trimming=STUDY.methods["trimming"][0],
        publication=publication_of("exim"),
    script:
        "scripts/plot_exim_breaks.py"


rule plot_effects:
    input:
        events=expand("results/events/{table}.csv", table=STUDY.analysed),
        methods="results/methods.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_effects"),
    output:
        drawn("effects"),
    log:
        "logs/plot_effects.log",
    params:
        series=[vars(s) for t in STUDY.analysed for s in STUDY.series_of(t)],
        events=[vars(e) for e in STUDY.events.values()],
        hypotheses=[h for t in STUDY.analysed for h in STUDY.hypotheses_of(t)],
        publication=publication_of(*STUDY.analysed),
    script:
        "scripts/plot_effects.py"


rule plot_oda:
    input:
        series="data/processed/oda.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_oda"),
    output:
        drawn("oda"),
    log:
        "logs/plot_oda.log",
    params:
        series=series_in("oda"),
        # Each recipient's amount and share; the last series is that of all recipients together.
        pairs=[
            (s.id, s.id.replace("_usd", "_share"))
            for s in STUDY.series_of("oda")
            if s.kind == "amount"
        ],
        pooled="oda_pooled_share",
        events=events_in("oda"),
        hypotheses=STUDY.hypotheses_of("oda"),
        publication=publication_of("oda"),
    script:
        "scripts/plot_oda.py"


rule plot_jica:
    input:
        series="data/processed/jica.csv",
        events="results/events/jica.csv",
        methods="results/methods.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_jica"),
    output:
        drawn("jica"),
    log:
        "logs/plot_jica.log",
    params:
        series=series_in("jica", first="count"),
        events=events_in("jica"),
        hypotheses=STUDY.hypotheses_of("jica"),
        publication=publication_of("jica"),
    script:
        "scripts/plot_jica.py"


rule plot_scorecard:
    input:
        scorecard="results/scorecard.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_scorecard"),
    output:
        drawn("scorecard"),
    log:
        "logs/plot_scorecard.log",
    params:
        series=named(STUDY.series),
        events=named(STUDY.events),
        publication=publication_of(*STUDY.analysed),
    script:
        "scripts/plot_scorecard.py"


# Like the calibration itself, without sight of any value.
rule plot_calibration:
    input:
        rates=[f"results/calibration/{h['id']}.csv" for h in PRIMARY_FAMILY],
        methods="results/methods.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_calibration"),
    output:
        drawn("calibration"),
    log:
        "logs/plot_calibration.log",
    params:
        hypotheses=PRIMARY_FAMILY,
        designs={h.id: design_of(h) for h in STUDY.hypotheses if h.primary},
        series=named(STUDY.series),
        events=named(STUDY.events),
        limits=LIMITS,
        publication=publication_of(*sorted({h["table"] for h in PRIMARY_FAMILY})),
    script:
        "scripts/plot_calibration.py"


rule plot_placebo:
    input:
        placebo="results/placebo.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_placebo"),
    output:
        drawn("placebo"),
    log:
        "logs/plot_placebo.log",
    params:
        hypotheses=PRIMARY_FAMILY,
        series=named(STUDY.series),
        events=named(STUDY.events),
        publication=publication_of(*sorted({h["table"] for h in PRIMARY_FAMILY})),
    script:
        "scripts/plot_placebo.py"


rule plot_multiverse:
    input:
        curves=[f"results/multiverse/{h['id']}.csv" for h in CURVES],
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_multiverse"),
    output:
        drawn("multiverse"),
    log:
        "logs/plot_multiverse.log",
    params:
        hypotheses=CURVES,
        series=named(STUDY.series),
        events=named(STUDY.events),
        publication=publication_of(*sorted({h["table"] for h in CURVES})),
    script:
        "scripts/plot_multiverse.py"


rule plot_forensics:
    input:
        forensics="results/forensics.csv",
        external="results/external_check.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_forensics"),
    output:
        drawn("forensics"),
    log:
        "logs/plot_forensics.log",
    params:
        series=named(STUDY.series),
        publication=publication_of(*STUDY.analysed),
    script:
        "scripts/plot_forensics.py"


rule plot_claims:
    input:
        claims="results/claims.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_claims"),
    output:
        drawn("claims"),
    log:
        "logs/plot_claims.log",
    params:
        publication=publication_of(*STUDY.analysed),
    script:
        "scripts/plot_claims.py"


rule plot_overview:
    input:
        series=f"data/processed/{KEY.table}.csv",
        verdicts="results/verdicts.csv",
        methods="results/methods.csv",
        scorecard="results/scorecard.csv",
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_overview"),
    output:
        drawn("overview"),
    log:
        "logs/plot_overview.log",
    params:
        series=vars(KEY),
        events=events_in(KEY.table),
        hypotheses=PRIMARY_FAMILY,
        limits=LIMITS,
        publication=publication_of(*STUDY.analysed),
    script:
        "scripts/plot_overview.py"


def workflow_graph():
    """The rules of a full run; a file put back by itself is no part of the picture."""
    graph = rule_graph(workflow, target="all", printed="data/raw/*.csv")
    return [one for one in graph if one["rule"] != "publish_file"]


# The rules as they stand in this file; asked for once all of them are known.
rule plot_workflow:
    input:
        sources=SOURCES,
        texts=template("figures.yaml"),
        page=template("figure.md.j2"),
        code=code("plot_workflow"),
    output:
        drawn("workflow"),
    log:
        "logs/plot_workflow.log",
    params:
        graph=lambda w: workflow_graph(),
        publication=publication_of(*STUDY.analysed),
    script:
        "scripts/plot_workflow.py"


# -------------------------------------------------------------------------------------- the report


# What the report, and what papers take from it, are written from.
REPORT_INPUTS = {
    "sources": SOURCES,
    "verdicts": "results/verdicts.csv",
    "events": expand("results/events/{table}.csv", table=STUDY.analysed),
    "trends": expand("results/trends/{table}.csv", table=STUDY.analysed),
    "breaks": expand("results/breaks/{table}.csv", table=STUDY.analysed),
    "partitions": expand("results/partitions/{table}.csv", table=STUDY.analysed),
    "panel": "results/panel.csv",
    "scorecard": "results/scorecard.csv",
    "forensics": "results/forensics.csv",
    "external": "results/external_check.csv",
    "claims": "results/claims.csv",
    "methods": "results/methods.csv",
    "leave_one_out": "results/leave_one_out.csv",
    "placebo": "results/placebo.csv",
    "multiverse": expand("results/multiverse/{hypothesis}.csv", hypothesis=CALIBRATIONS),
    "facts": "data/raw/facts.csv",
    "processed": expand("data/processed/{table}.csv", table=STUDY.analysed),
    "validation": "results/validation.json",
    "captions": expand("build/figures/{figure}.md", figure=FIGURES),
    "bib": template("report.bib"),
    "texts": template("report_methods.yaml"),
}
REPORT_STUDY = {
    "title": STUDY.title,
    "subtitle": STUDY.subtitle,
    "version": STUDY.version,
    "work": STUDY.work,
    "analysed": STUDY.analysed,
    "tables": STUDY.tables,
    "series": {s.id: vars(s) for s in STUDY.series.values()},
    "events": {e.id: vars(e) for e in STUDY.events.values()},
    "windows": STUDY.windows,
    "methods": STUDY.methods,
    "codings": {h.id: h.coding for h in STUDY.hypotheses},
    "calibration": STUDY.calibration,
    "designs": CALIBRATIONS,
    "corrections": list(STUDY.corrections),
}


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
        study=REPORT_STUDY,
    script:
        "scripts/render_report.py"


# For papers: macros, tables and figures, and the entries by which they are cited. The folder of
# tables is replaced as a whole, since which tables there are depends on the results.
rule write_latex:
    input:
        **REPORT_INPUTS,
        citation=beside("CITATION.cff"),
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
        folder=update(directory("build/report/latex/tables")),
    log:
        "logs/write_latex.log",
    params:
        study=REPORT_STUDY,
    script:
        "scripts/write_latex.py"


# ---------------------------------------------------------------------------- the complete set


STAGED = expand("build/figures/{figure}.{ext}", figure=FIGURES, ext=FORMATS)
STAGED += expand("build/report/{name}", name=REPORT)
STAGED += ["build/figures/figures.bib", *expand("build/report/latex/{name}", name=LATEX)]
RESULTS = expand("data/processed/{table}.csv", table=STUDY.tables)
RESULTS += expand("data/processed/corrected/{table}.csv", table=STUDY.tables)
RESULTS += expand(
    "results/{kind}/{table}.csv",
    kind=["events", "events/corrected", "breaks", "fstats", "partitions", "trends"],
    table=STUDY.analysed,
)
RESULTS += expand("results/{kind}/{h[id]}.csv", kind=["calibration", "multiverse"], h=HYPOTHESES)
RESULTS += [
    "results/validation.json",
    "results/forensics.csv",
    "results/external_check.csv",
    "results/claims.csv",
    "results/methods.csv",
    "results/panel.csv",
    "results/leave_one_out.csv",
    "results/placebo.csv",
    "results/verdicts.csv",
    "results/scorecard.csv",
]


# Everything stands or nothing does: see scripts/common/publishing.py.
rule publish:
    input:
        staged=STAGED,
        results=RESULTS,
        raw=[*RAW_TABLES, *DESCRIPTIONS, beside("CITATION.cff")],
        lock=beside("requirements.txt"),
        code=code("publish"),
    output:
        update(MANIFEST),
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
        "build/{folder}/{file}",
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
        verdicts="results/verdicts.csv",
        processed=expand("data/processed/{table}.csv", table=STUDY.tables),
        claims="results/claims.csv",
        forensics="results/forensics.csv",
        scorecard="results/scorecard.csv",
        manifest=MANIFEST,
        code=code("compare_runs"),
    output:
        headlines=update("report/headlines.json"),
        moved=update("report/moved.txt"),
    log:
        "logs/compare_runs.log",
    script:
        "scripts/compare_runs.py"
