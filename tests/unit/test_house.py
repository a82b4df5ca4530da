"""The rules of the house that a machine can check: sizes, one frame for all scripts, imports."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for top in ("scripts", "tests")
    for path in sorted((ROOT / top).rglob("*.py"))
}
RULE = re.compile(r"^rule (\w+):", re.MULTILINE)
LONGEST_FILE, LONGEST_FUNCTION = 300, 60  # lines


def test_a_file_holds_one_thing() -> None:
    long = [name for name, text in TEXTS.items() if len(text.splitlines()) > LONGEST_FILE]
    assert not long


def test_a_function_fits_a_page() -> None:
    functions = (
        (name, node)
        for name, text in TEXTS.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    )
    assert not [
        f"{name}: {function.name}"
        for name, function in functions
        if function.end_lineno - function.lineno >= LONGEST_FUNCTION
    ]


def test_the_script_of_a_rule_ends_by_giving_its_function_to_the_frame() -> None:
    rules = set(RULE.findall((ROOT / "Snakefile").read_text(encoding="utf-8"))) - {"all"}
    rules |= {Path(name).stem for name in TEXTS if name.startswith("scripts/plot_")}
    for name in rules:
        text, frame = TEXTS[f"scripts/{name}.py"], "draw" if name.startswith("plot_") else "run"
        assert text.endswith(f'\nif __name__ == "__main__":\n    {frame}({name}, snakemake)\n'), (
            name
        )
    assert len(rules) > 30


def test_imports_run_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_slow_tests_are_named_as_they_are() -> None:
    for name in (ROOT / "tests/slow.txt").read_text(encoding="utf-8").split():
        file, _, function = name.partition("::")
        assert not function or f"def {function}(" in TEXTS[file], name
        assert file in TEXTS, name
