"""One plain sentence on the terminal, everything in the log."""

import warnings
from pathlib import Path

import pytest

from scripts.common.errors import UserError
from scripts.common.runs.logs import logged


def test_a_users_mistake_is_shown_without_a_traceback(tmp_path, capsys):
    log = tmp_path / "logs/x.log"
    with pytest.raises(SystemExit) as stopped, logged(str(log)):
        raise UserError("Line 3 holds a letter.")
    shown = capsys.readouterr().err
    assert stopped.value.code == 1
    assert "Line 3 holds a letter." in shown
    assert str(log) in shown
    assert "Traceback" not in shown
    assert "Traceback" in log.read_text()


def test_an_unexpected_error_names_its_log(tmp_path, capsys):
    log = tmp_path / "x.log"
    with pytest.raises(SystemExit), logged(str(log)):
        raise ZeroDivisionError("division by zero")
    shown = capsys.readouterr().err
    assert "ZeroDivisionError" in shown
    assert str(log) in shown
    assert "ZeroDivisionError" in log.read_text()


def test_warnings_go_to_the_log(tmp_path):
    log = tmp_path / "x.log"
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        with logged(str(log)):
            warnings.warn("look here", stacklevel=1)
    assert "UserWarning: look here" in log.read_text()
    assert log.read_text().endswith("finished\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_log_that_cannot_be_written_is_no_second_error(capsys):
    with pytest.raises(SystemExit), logged("/dev/full"):
        raise OSError(28, "No space left on device")
    shown = capsys.readouterr().err
    assert "No space left on device" in shown
    assert "the log cannot be written" in shown
    assert "Traceback" not in shown
