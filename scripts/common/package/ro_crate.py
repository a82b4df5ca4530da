"""Describe a package as a Workflow Run RO-Crate 0.5: the workflow, its run, and every file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rocrate.model.computationalworkflow import ComputationalWorkflow
from rocrate.model.contextentity import ContextEntity
from rocrate.model.metadata import BASENAME as METADATA
from rocrate.rocrate import ROCrate

PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
# RO-Crate 1.1, on which these profiles rest, has no word for it.
TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
MEDIA_TYPES = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".tex": "application/x-tex",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
}
WORKFLOW = "Snakefile"
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
SPDX = "https://spdx.org/licenses/{}"

__all__ = ["METADATA", "describe_run"]


def describe_run(
    files: Mapping[str, Path | bytes],
    manifest: Mapping[str, Any],
    citation: Mapping[str, Any],
    licenses: Mapping[str, Mapping[str, str]],
    started: float,
    ended: float,
) -> dict[str, Any]:
    """Return the content of ``ro-crate-metadata.json``.

    Parameters
    ----------
    files : mapping
        Every file of the package, or its content, by its path there.
    manifest : mapping
        Of the run: title, version, inputs, results, published files, packages.
    citation : mapping
        ``CITATION.cff``: authors, abstract, license, date.
    licenses : mapping
        Of single files: ``name``, ``title`` and, where there is one, ``path``.
    started, ended : float
        Seconds since 1970.
    """
    crate = ROCrate(gen_preview=False, version="1.1")
    crate.metadata.extra_terms.update(TERMS)
    crate.name, crate.description = citation["title"], citation["abstract"]
    crate.datePublished, crate.keywords = citation["date-released"], ", ".join(citation["keywords"])
    crate.license = _license(crate, {"name": citation["license"]})
    crate.root_dataset["version"] = manifest["version"]
    named = [_author(crate, author) for author in citation["authors"]]
    authors = named if len(named) > 1 else named[0]
    crate.root_dataset["author"] = authors
    crate.root_dataset["publisher"] = authors
    crate.root_dataset["conformsTo"] = [
        _entity(crate, id, "CreativeWork", name=name, version=version)
        for id, (name, version) in PROFILES.items()
    ]
    for path in sorted(files):
        is_workflow = path == WORKFLOW
        entity = _workflow(crate, manifest, authors) if is_workflow else crate.add_file(None, path)
        for name, value in _facts(path, files[path]).items():
            entity[name] = value
        if path in licenses:
            entity["license"] = _license(crate, licenses[path])
    crate.dereference("README.md")["about"] = crate.root_dataset
    crate.root_dataset["mentions"] = _run(crate, manifest, authors, started, ended)
    described: dict[str, Any] = crate.metadata.generate()
    return described


def _facts(path: str, content: Path | bytes) -> dict[str, str]:
    data = content if isinstance(content, bytes) else content.read_bytes()
    facts = {"sha256": hashlib.sha256(data).hexdigest(), "contentSize": str(len(data))}
    media = MEDIA_TYPES.get(Path(path).suffix)
    return {"name": path, **facts, **({"encodingFormat": media} if media else {})}


def _workflow(crate: ROCrate, manifest: Mapping[str, Any], authors: Any) -> Any:
    workflow = crate.add_workflow(
        dest_path=WORKFLOW,
        main=True,
        lang="snakemake",
        lang_version=manifest["packages"]["snakemake"],
        cls=ComputationalWorkflow,
    )
    software = [("python", manifest["python"]), *sorted(manifest["packages"].items())]
    workflow["softwareRequirements"] = [
        _entity(crate, f"#software-{name}", "SoftwareApplication", name=name, softwareVersion=is_at)
        for name, is_at in software
    ]
    workflow["version"], workflow["author"] = manifest["version"], authors
    workflow["license"] = crate.license
    workflow["conformsTo"] = {"@id": BIOSCHEMAS}
    return workflow


def _run(
    crate: ROCrate,
    manifest: Mapping[str, Any],
    authors: Any,
    started: float,
    ended: float,
) -> Any:
    """The run: from the tables and the configuration to results, figures and report."""
    made = sorted({**manifest["results"], **manifest["published"]})
    action = _entity(
        crate,
        "#run",
        "CreateAction",
        name=f"The run that made version {manifest['version']}",
        description=f"snakemake, with the seed {manifest['seed']}",
        startTime=_instant(started),
        endTime=_instant(ended),
        actionStatus="http://schema.org/CompletedActionStatus",
    )
    action["instrument"], action["agent"] = crate.mainEntity, authors
    action["object"] = [crate.dereference(path) for path in sorted(manifest["inputs"])]
    action["result"] = [crate.dereference(path) for path in made]
    return action


def _entity(crate: ROCrate, id: str, kind: str, **properties: str) -> Any:
    """Something that the crate describes and does not hold."""
    return crate.add(ContextEntity(crate, id, properties={"@type": kind, **properties}))


def _author(crate: ROCrate, author: Mapping[str, str]) -> Any:
    """Like CITATION.cff: who has a name is an organization, who has two is a person."""
    person = "family-names" in author
    name = f"{author['given-names']} {author['family-names']}" if person else author["name"]
    id = author.get("orcid") or "#" + re.sub(r"\W+", "-", name.lower()).strip("-")
    return _entity(crate, id, "Person" if person else "Organization", name=name)


def _license(crate: ROCrate, license: Mapping[str, str]) -> Any:
    """A licence known to SPDX by its address there, any other by what it says."""
    name = license["name"]
    title = license.get("title", name)
    id = f"#{name}" if name.startswith("LicenseRef") else license.get("path", SPDX.format(name))
    return _entity(crate, id, "CreativeWork", name=title, description=title, identifier=name)


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
