"""Which tests are slow: those that slow.txt names, by file or by function, as last measured."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
SLOW = frozenset((HERE / "slow.txt").read_text(encoding="utf-8").split())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Quick tests do without what only slow ones import."""
    name = collection_path.relative_to(HERE.parent).as_posix()
    return (name in SLOW and "not slow" in config.option.markexpr) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        name = item.nodeid.split("[")[0]
        if not SLOW.isdisjoint((name, name.split("::")[0])):
            item.add_marker(pytest.mark.slow)
