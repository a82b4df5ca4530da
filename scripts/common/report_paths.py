"""Which input of a rule is what the report is written from, for all rules that write from it."""

from __future__ import annotations

from typing import Any


def report_paths(inputs: Any) -> dict[str, Any]:
    """Arguments of `scripts.common.report_inputs.read_inputs` from the inputs of a rule."""
    return {
        "path_to_sources": inputs.sources,
        "path_to_verdicts": inputs.verdicts,
        "paths_to_events": list(inputs.events),
        "paths_to_trends": list(inputs.trends),
        "paths_to_breaks": list(inputs.breaks),
        "paths_to_partitions": list(inputs.partitions),
        "path_to_panel": inputs.panel,
        "path_to_scorecard": inputs.scorecard,
        "path_to_forensics": inputs.forensics,
        "path_to_external": inputs.external,
        "path_to_claims": inputs.claims,
        "path_to_facts": inputs.facts,
        "paths_to_processed": list(inputs.processed),
        "path_to_validation": inputs.validation,
        "path_to_bib": inputs.bib,
        "path_to_methods": inputs.texts,
        "path_to_assessments": inputs.methods,
        "path_to_leave_one_out": inputs.leave_one_out,
        "path_to_placebo": inputs.placebo,
        "paths_to_multiverse": list(inputs.multiverse),
        "paths_to_captions": list(inputs.captions),
    }
