"""Which input of a rule is what the report is written from, for all rules that write from it."""

from __future__ import annotations

from typing import Any

# Inputs that a study may not have, each one file or several.
_OPTIONAL = (
    *("trends", "breaks", "partitions", "panel", "scorecard", "forensics", "external", "claims"),
    *("facts", "leave_one_out", "placebo", "multiverse"),
)


def report_paths(inputs: Any) -> dict[str, Any]:
    """Arguments of `scripts.common.report.reading.read_inputs` from the inputs of a rule."""
    return {
        "path_to_sources": inputs.sources,
        "path_to_verdicts": inputs.verdicts,
        "paths_to_events": _listed(inputs.events),
        "paths_to_processed": _listed(inputs.processed),
        "path_to_validation": inputs.validation,
        "path_to_bib": inputs.bib,
        "path_to_methods": inputs.texts,
        "path_to_assessments": inputs.methods,
        "paths_to_captions": _listed(inputs.captions),
        **{f"paths_to_{name}": _listed(getattr(inputs, name, [])) for name in _OPTIONAL},
    }


def _listed(files: Any) -> list[str]:
    """A file, or the files of a name; an input of one file is a text."""
    return [files] if isinstance(files, str) else list(files)
