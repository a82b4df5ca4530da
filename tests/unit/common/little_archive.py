"""A little study with results, as a finished run leaves it: two tables, one hypothesis each way."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

from scripts.clean_table import clean_table
from scripts.common.study.load import load_study
from scripts.common.study.model import Study

ROOT = Path(__file__).parents[3]


def write(root: Path) -> Path:
    """Write the study's own data and config, and literal results, below a folder."""
    shutil.copytree(ROOT / "data/raw", root / "data/raw")
    shutil.copy(ROOT / "config.yaml", root / "config.yaml")
    study = load_study(*(root / f for f in _DESCRIBED))
    for table in study.tables:
        _clean(root, study, table)
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("HIGHER", "exim_share_plaza_higher"), encoding="utf-8")
    return root


def write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


_DESCRIBED = ("config.yaml", "data/raw/sources.yaml", "data/raw/corrections.yaml")


def _clean(root: Path, study: Study, table: str) -> None:
    raw = root / "data/raw"
    clean_table(
        table=table,
        path_to_raw=raw / f"{table}.csv",
        paths_to_all=[raw / f"{name}.csv" for name in study.tables + study.facts],
        path_to_datapackage=raw / "datapackage.json",
        path_to_sources=raw / "sources.yaml",
        corrections=study.corrections_of(table),
        path_to_printed=root / f"data/processed/{table}.csv",
        path_to_corrected=root / f"data/processed/corrected/{table}.csv",
    )
    # As the rule names them, relative to the study.
    for file in (root / "data/processed").rglob("*.csv"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(f"{root.as_posix()}/", ""), encoding="utf-8")


# ruff: noqa: E501
FILES = {
    "results/verdicts.csv": """\
hypothesis,series,event,question,verdict,primary_method,parameter,worst_size,estimate,unit,ci_low,ci_high,p_value,p_adjusted,adjustment,primary,smallest_effect,mde80,flips_multiverse,corrected,sentence
HIGHER,exim_share,plaza,higher_after,cannot tell,shift_boot_ar1,level_shift,0.0405,4.590909,% of commitments,-8.232,17.184,0.2695,0.539,holm,True,5.0,19.31,0.5,,The level was 4.6 points above (95% interval −8.2 to 17.2).
exim_share_plaza_course,exim_share,plaza,changed_course,cannot tell,,,,,% of commitments,,,,,holm,True,5.0,,,,Too few.
""",
    "results/events/exim.csv": """\
hypothesis,series,window,event_year,method,parameter,estimate,se,ci_low,ci_high,p_two_sided,status,reason
HIGHER,exim_share,1980-1996,drop,shift_boot_ar1,level_shift,4.590909,3.11,-8.232,17.184,0.2695,ok,
HIGHER,exim_share,1980-1996,drop,shift_ols,level_shift,4.590909,3.11,-2.1,11.3,0.16,ok,
HIGHER,exim_share,1980-1996,pre,shift_ols,level_shift,5.0,3.0,-2.1,11.3,0.16,ok,
exim_share_plaza_course,exim_share,1980-1996,drop,its_ols,,,,,,,infeasible,too few years
""",
    "results/methods.csv": """\
hypothesis,method,parameter,worst_size,mde80_sd
HIGHER,shift_boot_ar1,level_shift,0.0405,3.62
""",
    "results/multiverse/exim_share_plaza_higher.csv": """\
hypothesis,specification,event_year,window,outcome,table,last_year,hold_covariate,estimate,share_decision_flips
HIGHER,1,drop,1980-1996,level,as_printed,kept,no,4.590909,0.5
HIGHER,2,pre,1980-1999,level,suspect_dropped,dropped,yes,3.0,0.5
""",
    "results/multiverse/exim_share_plaza_course.csv": """\
hypothesis,specification,event_year,window,outcome,table,last_year,hold_covariate,estimate,share_decision_flips
exim_share_plaza_course,1,drop,1980-1996,level,as_printed,kept,no,,
""",
    "results/leave_one_out.csv": """\
hypothesis,dropped_year,estimate
HIGHER,1986,5.9
""",
    "results/panel.csv": """\
panel,series,window,event_year,method,parameter,estimate
oda_share,oda_china_share;oda_malaysia_share,1989-1999,,mk,tau_b,-0.04
""",
    "results/claims.csv": """\
claim,locator,quote,computed,verdict,cells
quarter,Section 3.5,nearly a quarter,18.8,contradicted,exim_share@1995;exim_share@1996
posts,Section 2.1,an average,6.7,holds,facts@amakudari_1995_1998
""",
    "results/forensics.csv": """\
table,series,share_series,year,neighbours_total,flagged,rank
exim,exim_loans,exim_share,1996,1500.0,False,
exim,exim_loans,exim_share,1997,1500.0,True,1
""",
    "figures/exim_share.csv": """\
mark,series,year
observed,exim_share,1995
observed,exim_share,1996
""",
    "figures/claims.csv": """\
panel,claim,quoted
all,quarter,25
all,posts,
""",
    "figures/forensics.csv": """\
panel,series,share_series,year,neighbours_total,external
totals,exim_loans,exim_share,1996,1500.0,
external,oda_thailand_usd,,1998,,390.2
""",
    "report/numbers.csv": """\
text,place,kind,file,row,column
The level was 4.6 points above (95% interval −8.2 to 17.2).,front,text,results/verdicts.csv,HIGHER,sentence
4.6,verdicts-exim,cell,results/verdicts.csv,HIGHER,estimate
0.04,trust,cell,results/methods.csv,HIGHER shift_boot_ar1 level_shift,worst_size
22.3,printed-exim,cell,data/raw/exim.csv,line 18,share
−0.04,panel,cell,results/panel.csv,oda_share mk tau_b,estimate
""",
    "report/latex/numbers.tex": r"""% numbers of the study
\newcommand{\EximSharePlazaHigherEstimate}{4.6}% from results/verdicts.csv, row HIGHER, column estimate
\newcommand{\EximSharePlazaHigherSmallest}{5}
% from results/verdicts.csv, row HIGHER, column smallest_effect
""",
}
