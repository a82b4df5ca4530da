"""Plant every fault in the raw tables, see what is said of it, and write docs/faults.md.

``python -m tests.data.corpus`` from the root of the repository. Everything is drawn by seeds, so
that the page changes only when the faults or the rules do.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from frictionless import Resource

from scripts.common.errors import Problem, TableError
from scripts.common.raw.validation import checked_tables
from scripts.common.tables import write_text
from tests.data.cell_faults import cell_cases
from tests.data.file_faults import file_cases
from tests.data.raw import RAW, ROOT, Case, descriptors, load_tables, tables_in
from tests.data.row_faults import row_cases
from tests.data.unseen_faults import unseen_cases

OUTPUT = ROOT / "docs" / "faults.md"


@dataclass(frozen=True)
class Outcome:
    """What our validation says of one case, and whether Frictionless refuses it.

    Frictionless is only asked where its schema can express the rule; None elsewhere.
    """

    case: Case
    problems: tuple[Problem, ...]
    frictionless: bool | None

    @property
    def located(self) -> list[Problem]:
        """The problems that a promised rule reports at the planted place."""
        return [problem for problem in self.problems if _fits(problem, self.case)]


def _fits(problem: Problem, case: Case) -> bool:
    """Whether a problem names the place, the value, the rule and a remedy."""
    # An odd total is told of the amount, whichever cell of the pair was spoiled.
    value = problem.value if problem.rule == "implied-total" and problem.value else case.value
    return (
        problem.rule in case.rules
        and problem.line == case.line
        and (problem.column in case.columns if case.columns else problem.column is None)
        and problem.value == value
        and bool(problem.message and problem.remedy)
    )


def seeable_cases() -> list[Case]:
    tables = load_tables()
    return [*cell_cases(tables), *row_cases(tables), *file_cases(tables)]


def all_unseen_cases() -> list[Case]:
    return list(unseen_cases(load_tables()))


def outcomes(cases: Iterable[Case], folder: Path) -> list[Outcome]:
    """Judge the cases in rounds of at most one for each table, since a check reads all tables."""
    raw, described = folder / "raw", descriptors()
    shutil.copytree(RAW, raw)
    waiting: dict[str, list[Case]] = {name: [] for name in described}
    for case in cases:
        waiting[case.table].append(case)
    found = []
    while any(waiting.values()):
        planted = [queue.pop() for queue in waiting.values() if queue]
        for case in planted:
            plant(case, raw)
        problems = problems_in(raw)
        for case in planted:
            file = (raw / f"{case.table}.csv").as_posix()
            ours = tuple(problem for problem in problems if problem.file == file)
            theirs = refused(described[case.table], raw) if case.in_schema else None
            found.append(Outcome(case, ours, theirs))
            restore(case.table, raw)
    return found


def plant(case: Case, raw: Path) -> None:
    path = raw / f"{case.table}.csv"
    path.unlink()
    if isinstance(case.content, bytes):
        path.write_bytes(case.content)
    else:
        case.content(path)


def restore(table: str, raw: Path) -> None:
    path = raw / f"{table}.csv"
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    shutil.copyfile(RAW / path.name, path)


def problems_in(raw: Path) -> tuple[Problem, ...]:
    try:
        list(checked_tables(raw / "datapackage.json", raw / "sources.yaml", tables_in(raw)))
    except TableError as error:
        return error.problems
    return ()


def refused(descriptor: dict[str, object], raw: Path) -> bool:
    """Whether Frictionless refuses a table."""
    return not Resource.from_descriptor(descriptor, basepath=str(raw)).validate().valid


def table_of(found: Sequence[Outcome], promised: bool) -> list[str]:
    """The rows of a Markdown table, a kind of fault in each."""
    lines = []
    for kind in dict.fromkeys(outcome.case.kind for outcome in found):
        mine = [outcome for outcome in found if outcome.case.kind == kind]
        seen = [o.located if promised else o.problems for o in mine]
        rules = Counter(rule for problems in seen for rule in {p.rule for p in problems})
        names = ", ".join(f"{rule} {n}" for rule, n in sorted(rules.items()))
        cells = [kind, str(len(mine)), str(sum(map(bool, seen))), names]
        if promised:
            said = [o for o in mine if o.case.in_schema]
            cells.append(
                f"{sum(bool(o.frictionless) for o in said)} of {len(said)}" if said else ""
            )
        lines.append(f"| {' | '.join(cells)} |")
    return sorted(lines, key=str.lower)


INTRODUCTION = """# Faults that are seen, and faults that are not

Written by `python -m tests.data.corpus`, which plants each fault in the shipped tables and reads
what the validation says; `tests/data/test_faults.py` holds the same cases to it. A fault counts as
seen only where a problem names the file, line, column, value, rule and remedy, as far as they
exist: a row with a cell too many has no column, a directory has no line. Any problem in any table
ends the run before anything is written.

What a raw table may be: comma-separated UTF-8 without a byte order mark, one header line, LF or
CRLF at the ends of lines, an ordinary file of at most 40 MB. Cells may stand in quotation marks;
spaces may stand around a cell, but not between a closing quotation mark and its comma. Blank lines
may follow the last row, and the last line end may be missing. Numbers are written with ASCII
digits, a decimal point and `-` for minus; a thousands comma only in columns that declare it as
`groupChar`, and only in the right places.
"""
SEEN = """## Seen

{cases} cases of {kinds} kinds; {seen} are seen. The last column counts the cases whose rule a Table
Schema can express: how many of them Frictionless refuses, too. Where it is empty the schema has no
word for the rule (years in between, totals, percentages), or Frictionless reads more leniently
(full-width digits, exponents, `+`, a thousands comma anywhere, other delimiters).

| kind | cases | seen | rule, and how often | Frictionless agrees |
|---|--:|--:|---|---|
"""
UNSEEN = """## Not promised

These leave a table that could be true. {seen} of {cases} cases are seen, because the value happens
to break a rule; the rest pass. Against them stand the comparison with the page, cell by cell, the
screening of implied totals ([forensics](forensics.md)), the external series, and the claims that
name a fact.

| kind | cases | seen | rule, and how often |
|---|--:|--:|---|
"""


def page(seeable: Sequence[Outcome], unseen: Sequence[Outcome]) -> str:
    """The whole of docs/faults.md."""
    about_seen = {
        "cases": len(seeable),
        "kinds": len({outcome.case.kind for outcome in seeable}),
        "seen": sum(bool(outcome.located) for outcome in seeable),
    }
    about_unseen = {
        "cases": len(unseen),
        "seen": sum(bool(outcome.problems) for outcome in unseen),
    }
    parts = [INTRODUCTION, "\n", SEEN.format(**about_seen)]
    parts += [f"{line}\n" for line in table_of(seeable, promised=True)]
    parts += ["\n", UNSEEN.format(**about_unseen)]
    parts += [f"{line}\n" for line in table_of(unseen, promised=False)]
    return "".join(parts)


def main() -> None:
    """Write `OUTPUT`."""
    with tempfile.TemporaryDirectory() as folder:
        seeable = outcomes(seeable_cases(), Path(folder) / "seeable")
        unseen = outcomes(all_unseen_cases(), Path(folder) / "unseen")
    write_text(page(seeable, unseen), OUTPUT)


if __name__ == "__main__":
    main()
