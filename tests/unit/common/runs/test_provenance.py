"""What a script imports, followed through the project."""

from pathlib import Path

from scripts.common.runs.provenance import modules_of

ROOT = Path(__file__).parents[4]


def test_imports_are_followed_through_modules(tmp_path):
    package = tmp_path / "scripts"
    (package / "common").mkdir(parents=True)
    (package / "run.py").write_text("from scripts.common.a import f\nimport numpy\n")
    (package / "common/a.py").write_text("from scripts.common import b\n")
    (package / "common/b.py").write_text("import scripts.common.c\n")
    (package / "common/c.py").write_text("")
    (package / "common/unused.py").write_text("")
    assert modules_of("scripts/run.py", tmp_path) == (
        "scripts/common/a.py",
        "scripts/common/b.py",
        "scripts/common/c.py",
    )


def test_schemas_and_templates_count_too():
    assert "scripts/common/raw/sources.schema.yaml" in modules_of(
        "scripts/validate_tables.py", ROOT
    )


def test_the_nulls_cannot_see_the_values():
    modules = modules_of("scripts/calibrate_nulls.py", ROOT)
    assert "scripts/methods/ar1_reference.py" in modules
    assert "scripts/common/tables.py" not in modules
