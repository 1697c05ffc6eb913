"""The secret key that an installation keeps: made once, the same for all, never an empty one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from consult.settings import SettingError, Settings, with_secret


def test_the_key_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    first = with_secret(Settings(data=tmp_path / "data")).secret_key
    assert with_secret(Settings(data=tmp_path / "data")).secret_key == first
    assert len(first) >= 32
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kept", ["", "\n", "short"])
def test_a_kept_key_that_was_cut_off_is_refused(tmp_path: Path, kept: str) -> None:
    (tmp_path / "secret-key").write_text(kept)
    with pytest.raises(SettingError, match="secret-key"):
        with_secret(Settings(data=tmp_path))


def test_processes_that_start_together_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        for number in range(50):
            settings = Settings(data=tmp_path / str(number))
            keys = {made.secret_key for made in crowd.map(with_secret, [settings] * 8)}
            assert len(keys) == 1
            assert len(keys.pop()) >= 32


def test_nothing_but_the_key_is_left_in_the_folder(tmp_path: Path) -> None:
    with_secret(Settings(data=tmp_path))
    with_secret(Settings(data=tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]
