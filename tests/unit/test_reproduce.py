"""Running everything afresh: what came out differently, and under which other versions."""

import hashlib

from scripts.reproduce import differences, other_versions, reproduce
from tests.unit.little_package import little_package


def test_what_came_out_differently_is_named(tmp_path):
    (tmp_path / "same").write_text("1")
    (tmp_path / "other").write_text("2")
    one = hashlib.sha256(b"1").hexdigest()
    manifest = {"results": {"same": one, "other": one}, "published": {"gone": one}}
    assert differences(manifest, tmp_path) == [
        f"other differs; compare it with {tmp_path.name}/other.",
        "gone was not made.",
    ]


def test_other_versions_are_named():
    manifest = {"python": "2.7.0", "packages": {"no-such-package": "1.0"}}
    first, second = other_versions(manifest)
    assert first.endswith("here and was 2.7.0 there.")
    assert second == "no-such-package is not installed here and was 1.0 there."


def test_nothing_is_reproduced_from_a_broken_set(tmp_path):
    little_package(tmp_path)
    (tmp_path / "data/raw/jica.csv").write_text("changed")
    found = reproduce(tmp_path)
    assert "data/raw/jica.csv has changed" in " ".join(found)
    assert not (tmp_path / "reproduced").exists()
