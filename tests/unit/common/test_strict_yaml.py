"""A key that stands twice is named with both lines, in every file that a user writes."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from scripts.common.claims.claims import ClaimsError, load_claims
from scripts.common.errors import UserError
from scripts.common.raw.metadata import load_sources
from scripts.common.strict_yaml import read_yaml
from scripts.common.study.load import ConfigError, load_study

ROOT = Path(__file__).parents[3]
FILES = {
    "config.yaml": ROOT / "config.yaml",
    **{f"{n}.yaml": ROOT / f"data/raw/{n}.yaml" for n in ("sources", "corrections", "claims")},
}


@pytest.fixture(autouse=True)
def study(folder: Path) -> None:
    for path in FILES.values():
        shutil.copy(path, folder)


def load() -> None:
    load_study("config.yaml", "sources.yaml", "corrections.yaml")


def keys_of(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The keys of all mappings that stand in lines of their own."""
    children = node.value if isinstance(node, yaml.SequenceNode) else []
    if isinstance(node, yaml.MappingNode):
        children = [value for _, value in node.value]
        if not node.flow_style:
            yield from (key for key, _ in node.value)
    for child in children:
        yield from keys_of(child)


@pytest.mark.parametrize("name", FILES)
def test_every_key_that_is_repeated_is_named_with_both_lines(name: str) -> None:
    text = FILES[name].read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    keys = {(key.start_mark.line, key.start_mark.column): key.value for key in keys_of(
        yaml.compose(text, Loader=yaml.CSafeLoader)
    )}  # fmt: skip
    assert len(keys) >= 10
    for (line, column), key in keys.items():
        # The lines below belong to the second one, as if a block had been pasted in twice.
        once, again = f"{lines[line][:column]}{key}: 1\n", " " * column + lines[line][column:]
        planted = [*lines[:line], once, again, *lines[line + 1 :]]
        Path(name).write_text("".join(planted), encoding="utf-8")
        with pytest.raises(UserError) as caught:
            read_yaml(name)
        expected = f'{name}, line {line + 2}: the key "{key}" stands in line {line + 1} already'
        assert expected in str(caught.value)


def test_each_loader_refuses_a_repeated_key() -> None:
    for name in ("config.yaml", "sources.yaml", "corrections.yaml"):
        text = Path(name).read_text(encoding="utf-8")
        key = "  status: suspected\n" if name == "corrections.yaml" else "tables: {}\n"
        Path(name).write_text(text + key, encoding="utf-8")
        with pytest.raises(ConfigError, match=rf"{name}, line \d+: the key .* already .*Keep one"):
            load()
        Path(name).write_text(text, encoding="utf-8")
    load()
    with Path("sources.yaml").open("a", encoding="utf-8") as file:
        file.write("facts: {}\n")
    with pytest.raises(UserError, match='the key "facts" stands in line'):
        load_sources("sources.yaml")
    with Path("claims.yaml").open("a", encoding="utf-8") as file:
        file.write("sentences: []\n")
    with pytest.raises(ClaimsError, match='the key "sentences" stands in line'):
        load_claims("claims.yaml", {})


def test_all_repeated_keys_are_said_at_once() -> None:
    Path("a.yaml").write_text("a: {b: 1, b: 2}\nc:\n- d: 1\n  d: 2\na: 3\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_yaml("a.yaml")
    places = re.findall(r'line (\d+): the key "(.)"', str(caught.value))
    assert places == [("1", "b"), ("4", "d"), ("5", "a")]


def test_merged_and_equal_keys_of_different_mappings_are_no_repetition() -> None:
    text = "a: &a {k: 1, m: 2}\nb: &b {<<: *a, k: 3}\nc: {<<: *b, m: 4}\nd: [{k: 1}, {k: 2}]\n"
    text += "1: x\n'1': y\n"
    Path("a.yaml").write_text(text, encoding="utf-8")
    assert read_yaml("a.yaml") == yaml.safe_load(text)
    for name in FILES:
        usual = yaml.safe_load(FILES[name].read_text(encoding="utf-8"))
        assert read_yaml(name) == json.loads(json.dumps(usual, default=str))  # dates stay text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"seed: [1\n", "line 2: this is not valid YAML"),
        (b"seed:\t1\n\tb: 2\n", "line 2: this is not valid YAML"),
        (b"a: 1\nb: caf\xe9\n", "line 2: holds bytes that are not UTF-8"),
        (b"a: \x00\n", "this is not valid YAML"),
        (b"a: 1\n--- \nb: 1\n", "this is not valid YAML"),
        (b" " * 40_000_001, "larger than 40 MB"),
    ],
)
def test_what_is_no_yaml_is_a_sentence(content: bytes, words: str) -> None:
    Path("config.yaml").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load()
    assert "config.yaml" in str(caught.value)
    assert words in str(caught.value)
    assert "Remedy: " in str(caught.value)


def test_an_empty_file_and_what_is_no_file() -> None:
    Path("config.yaml").write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="must hold keys and values"):
        load()
    Path("config.yaml").unlink()
    os.mkfifo("config.yaml")  # reading it would wait for ever
    with pytest.raises(ConfigError, match="is a pipe or a device"):
        load()


# The names of events are the user's own; these are only drawn, so that nothing else names them.
FREE_NAMES = {"bubble", "yen_peak", "jbic"}


def test_every_misspelt_key_of_the_config_is_named() -> None:
    text = FILES["config.yaml"].read_text(encoding="utf-8")
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    lines = text.splitlines(keepends=True)
    places = {(key.start_mark.line, key.start_mark.column): key.value for key in keys_of(node)}
    misspelt = {place: key for place, key in places.items() if key not in FREE_NAMES}
    assert len(misspelt) >= 100
    for (line, column), key in misspelt.items():
        wrong = [*lines]
        wrong[line] = lines[line][:column] + f"{key}_x" + lines[line][column + len(key) :]
        Path("config.yaml").write_text("".join(wrong), encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            load()
        assert f"{key}_x" in str(caught.value) or f"'{key}'" in str(caught.value)


def test_a_date_that_no_calendar_has_is_left_to_who_knows_its_key() -> None:
    Path("a.yaml").write_text("date: 1985-09-31\nyear: 1985\n", encoding="utf-8")
    assert read_yaml("a.yaml") == {"date": "1985-09-31", "year": 1985}
