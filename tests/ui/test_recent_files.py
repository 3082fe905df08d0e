# SPDX-License-Identifier: MIT
"""The menu of recent files offers those that are there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenuBar
from pytestqt.qtbot import QtBot

from app.ui.preferences import Preferences
from app.ui.recent_files import RecentFilesMenu, distinct_names


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.ini")


@pytest.fixture
def menu(qtbot: QtBot, preferences: Preferences) -> Iterator[RecentFilesMenu]:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    menu = RecentFilesMenu(preferences, bar)
    bar.addMenu(menu)
    yield menu


def entries(menu: RecentFilesMenu) -> list[QAction]:
    """The files as a user sees them who opens the menu."""
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if action.objectName() == "recent_file"]


def action(menu: RecentFilesMenu, name: str) -> QAction:
    found = menu.findChild(QAction, name)
    assert found is not None
    return found


def opened(preferences: Preferences, path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.touch()
    preferences.add_recent_file(path)
    return path


def test_the_latest_file_is_first_and_can_be_chosen(
    qtbot: QtBot, menu: RecentFilesMenu, preferences: Preferences, tmp_path: Path
) -> None:
    kettle, tree = (opened(preferences, tmp_path / name) for name in ("kettle.glb", "a & b.photosculpture"))
    assert [entry.text() for entry in entries(menu)] == ["&1  a && b.photosculpture", "&2  kettle.glb"]
    with qtbot.waitSignal(menu.chosen) as caught:
        entries(menu)[1].trigger()
    assert caught.args == [kettle]
    assert entries(menu)[0].toolTip() == str(tree)


def test_a_missing_file_is_greyed_and_can_be_removed(
    menu: RecentFilesMenu, preferences: Preferences, tmp_path: Path
) -> None:
    kettle, tree = (opened(preferences, tmp_path / name) for name in ("kettle.glb", "tree.glb"))
    tree.unlink()
    assert [entry.isEnabled() for entry in entries(menu)] == [False, True]
    assert entries(menu)[0].toolTip() == f"{tree} is no longer there"
    action(menu, "recent_remove_missing").trigger()
    assert preferences.recent_files == (kettle,)
    assert len(entries(menu)) == 1


def test_the_list_can_be_cleared(menu: RecentFilesMenu, preferences: Preferences, tmp_path: Path) -> None:
    opened(preferences, tmp_path / "kettle.glb")
    menu.aboutToShow.emit()
    action(menu, "recent_clear").trigger()
    assert entries(menu) == []
    assert not action(menu, "recent_clear").isEnabled()


def test_opening_the_menu_again_leaves_no_entries_behind(
    menu: RecentFilesMenu, preferences: Preferences, tmp_path: Path
) -> None:
    opened(preferences, tmp_path / "kettle.glb")
    for _ in range(20):
        menu.aboutToShow.emit()
    assert len(menu.findChildren(QAction, "recent_file")) == 1


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    paths = [Path("/a/kettle.glb"), Path("/b/kettle.glb"), Path("/a/tree.glb")]
    assert distinct_names(paths) == ("kettle.glb  (/a)", "kettle.glb  (/b)", "tree.glb")
