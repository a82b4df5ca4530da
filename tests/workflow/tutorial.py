"""Read a tutorial as what it asks of its reader: files to save, edits to make, commands to run."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.studies import surroundings

_FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVE = re.compile(r"Save as\s+`([^`]+)`:\s*$")
_EDIT = re.compile(r"[Ii]n\s+`([^`]+)`\s+replace:\s*$")


@dataclass
class Step:
    """One thing to do: `kind` is save, edit, run or stops (a command that must fail)."""

    kind: str
    body: str
    file: str = ""
    says: list[str] = field(default_factory=list)


def steps(path: Path) -> Iterator[Step]:
    """The steps of a Markdown file; a text block is what the command before it must say."""
    text = path.read_text(encoding="utf-8")
    found: list[Step] = []
    end = 0
    for block in _FENCE.finditer(text):
        before, kind, body = text[end : block.start()], block["kind"], block["body"]
        end = block.end()
        if kind in ("sh", "sh stops"):
            found.append(Step("run" if kind == "sh" else "stops", body))
        elif kind == "text":
            found[-1].says += body.splitlines()
        elif kind == "diff":
            found.append(Step("edit", body, _EDIT.search(before)[1]))
        elif place := _SAVE.search(before):
            found.append(Step("save", body, place[1]))
    yield from found


def edited(text: str, diff: str) -> str:
    """A text after the replacements of a diff: removed lines, then those in their place."""
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)+)", diff, re.MULTILINE):
        before, after = (re.sub("^[-+]", "", part, flags=re.MULTILINE) for part in (old, new))
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times"
        text = text.replace(before, after)
    return text


def shell(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    bash = ["bash", "-euc", command]
    settings = {"cwd": folder, "env": surroundings()}
    return subprocess.run(bash, capture_output=True, text=True, check=False, **settings)


def follow(path: Path, project: Path) -> set[str]:
    """Do every step of a Markdown file in a copy of the project; the kinds of steps it has."""
    kinds = set()
    for step in steps(path):
        kinds.add(step.kind)
        file = project / step.file
        if step.kind == "save":
            file.write_text(step.body, encoding="utf-8")
        elif step.kind == "edit":
            file.write_text(edited(file.read_text(encoding="utf-8"), step.body), encoding="utf-8")
        else:
            answer = shell(project, step.body)
            said = answer.stdout + answer.stderr
            assert (answer.returncode != 0) == (step.kind == "stops"), f"{step.body}\n{said}"
            for line in step.says:
                assert line in said, f"{line!r} is not in what {step.body!r} says:\n{said}"
    return kinds
