"""A problem is a sentence that can be printed anywhere."""

from scripts.common.errors import Problem


def test_a_problem_reads_as_a_sentence() -> None:
    problem = Problem(
        "data/raw/exim.csv", "number", "is not a number", "Type it.", 17, "loans", "3O"
    )
    said = 'data/raw/exim.csv, line 17, column loans: "3O" is not a number (rule: number). '
    assert str(problem) == said + "Remedy: Type it."
    assert str(Problem("a.csv", "file", "is empty", "Restore it.")).startswith("a.csv: is empty (")


def test_long_and_invisible_values_are_shown_so_that_they_can_be_read() -> None:
    def shown(value: str) -> str:
        return str(Problem("f", "r", "m", "R.", value=value)).split('"')[1]

    assert shown("a\x00b\u200b\udce9") == "a\\x00b\\u200b\\xe9"
    assert shown("x" * 100) == "x" * 57 + "..."
