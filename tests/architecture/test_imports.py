"""Imports go downwards: the contracts stand in pyproject.toml."""

import pytest
from importlinter.cli import lint_imports


def test_imports_keep_the_contracts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    status = lint_imports(no_cache=True, config_filename="pyproject.toml")

    assert status == 0, capsys.readouterr().out
