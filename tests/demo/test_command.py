"""The command line: `python -m demo.draw OUT_DIR`."""

from pathlib import Path

import pytest

from demo.draw import main


def test_the_command_says_what_it_drew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["draw", str(tmp_path), "--per-family", "1", "--long-side", "64"])
    main()
    assert capsys.readouterr().out.startswith(f"8 images of 8 families in {tmp_path}, ")


def test_a_refusal_is_a_plain_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["draw", str(tmp_path), "--per-family", "0"])
    with pytest.raises(SystemExit):
        main()
    assert "error: per_family must be between 1 and 24, got 0" in capsys.readouterr().err
