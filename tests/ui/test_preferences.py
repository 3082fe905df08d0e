# SPDX-License-Identifier: MIT
"""Preferences: they last, what makes no sense in the file is a default, and it spoils nothing else."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.ui.preferences import MOST_RECENT_FILES, Preferences, PreferenceValues
from app.ui.viewport.display import DisplayMode, DisplaySettings

CHANGED = PreferenceValues(theme="dark", history_limit_mib=64, autosave_seconds=15, confirm_close=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "preferences.ini"


def test_without_a_file_everything_is_its_default(path: Path) -> None:
    preferences = Preferences(path)
    assert preferences.values == PreferenceValues()
    assert preferences.display() == DisplaySettings()
    assert preferences.recent_files == ()
    assert preferences.last_folder == Path.home()
    assert (preferences.window_geometry, preferences.window_state) == (b"", b"")
    assert not preferences.is_hint_dismissed


def test_everything_lasts(path: Path, tmp_path: Path) -> None:
    shown = DisplaySettings(mode=DisplayMode.WIREFRAME, smooth=False, ghost_opacity=0.55, grid=False)
    before = Preferences(path)
    before.set_values(CHANGED)
    before.set_display(shown)
    before.add_recent_file(tmp_path / "käse, und = brot.glb")
    before.window_geometry = b"\x00\x01geometry\xff"
    before.window_state = b"state"
    before.is_hint_dismissed = True
    after = Preferences(path)
    assert after.values == CHANGED
    assert after.display() == shown
    assert after.recent_files == (tmp_path / "käse, und = brot.glb",)
    assert after.last_folder == tmp_path
    assert (after.window_geometry, after.window_state) == (b"\x00\x01geometry\xff", b"state")
    assert after.is_hint_dismissed


def test_a_change_is_told_once(path: Path, qtbot: QtBot) -> None:
    preferences = Preferences(path)
    with qtbot.waitSignal(preferences.changed):
        preferences.set_values(CHANGED)
    with qtbot.assertNotEmitted(preferences.changed):
        preferences.set_values(CHANGED)


def test_a_bad_value_in_the_file_is_its_default_and_spoils_no_other(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        "[preferences]\ntheme=pink\nhistory_limit_mib=-5\nautosave_seconds=30\nconfirm_close=perhaps\n"
        "[viewport]\nmode=cubist\nghost_opacity=7\ngrid=false\nsmooth=17\n"
        "[hints]\nfirst_run_dismissed=perhaps\n[window]\ngeometry=nonsense\n",
        encoding="utf-8",
    )
    preferences = Preferences(path)
    assert preferences.values == PreferenceValues(autosave_seconds=30)
    assert preferences.display() == DisplaySettings(grid=False)
    assert preferences.window_geometry == b""
    assert not preferences.is_hint_dismissed


@pytest.mark.parametrize("content", [b"\x00\xff\xfe\x80" * 100, b"[preferences", b"=\n=\n[[]]\n"])
def test_a_damaged_file_is_no_obstacle(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    preferences = Preferences(path)
    assert preferences.values == PreferenceValues()
    preferences.set_values(CHANGED)
    assert preferences.values == CHANGED


def test_recent_files_are_few_and_each_is_there_once(path: Path, tmp_path: Path) -> None:
    preferences = Preferences(path)
    files = [tmp_path / f"{index}.glb" for index in range(MOST_RECENT_FILES + 3)]
    for file in files:
        preferences.add_recent_file(file)
    preferences.add_recent_file(files[-2])
    assert preferences.recent_files[:3] == (files[-2], files[-1], files[-3])
    assert len(set(preferences.recent_files)) == MOST_RECENT_FILES
    preferences.forget_recent_file(files[-1])
    assert files[-1] not in preferences.recent_files
    preferences.clear_recent_files()
    assert preferences.recent_files == ()


def test_a_last_folder_that_is_gone_is_not_offered(path: Path, tmp_path: Path) -> None:
    preferences = Preferences(path)
    preferences.last_folder = tmp_path / "gone"
    assert preferences.last_folder == Path.home()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("theme", "pink", "theme must be one of system, light, dark, got 'pink'"),
        ("history_limit_mib", 1, "history_limit_mib must lie between 16 and 65536, got 1"),
        ("autosave_seconds", 2.5, "autosave_seconds must be a whole number, got 2.5"),
        ("confirm_close", "yes", "confirm_close must be yes or no, got 'yes'"),
    ],
)
def test_values_are_checked(name: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(PreferenceValues(), **{name: value})
