# SPDX-License-Identifier: MIT
"""The letters by which the entries of menus are reached."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMenu

from app.ui.panels.views_menu import ViewsMenu
from tests.support.windows import WindowAtWork


def test_no_two_entries_of_a_menu_share_a_letter(at_work: WindowAtWork, tmp_path: Path) -> None:
    for number in range(12):
        at_work.preferences.add_recent_file(tmp_path / f"{number} & more.glb")
    bar = at_work.window.menuBar()
    assert bar is not None
    menus = list(at_work.window.findChildren(QMenu))
    assert {"recent_files", "samples", "presets-menu"} <= {menu.objectName() for menu in menus}
    at_work.document.select([at_work.document.cameras.ids[0]])
    menus.append(ViewsMenu(at_work.document, at_work.window))
    for menu in menus:
        menu.aboutToShow.emit()  # some are filled only then
    for title, actions in [
        ("the bar", bar.actions()),
        *((menu.title() or menu.objectName(), menu.actions()) for menu in menus),
    ]:
        letters = Counter(letter for action in entries(actions) if (letter := letter_of(action)))
        assert not [letter for letter, count in letters.items() if count > 1], title


def test_every_entry_of_the_bar_has_a_letter(at_work: WindowAtWork) -> None:
    bar = at_work.window.menuBar()
    assert bar is not None
    for action in bar.actions():
        assert letter_of(action)
        without = [entry.text() for entry in of_menu(action) if not letter_of(entry)]
        assert not without, action.text()


def of_menu(action: QAction) -> Iterator[QAction]:
    """All entries below one, those of its menus' menus too."""
    menu = action.menu()
    for entry in () if menu is None else entries(menu.actions()):
        yield entry
        yield from of_menu(entry)


def entries(actions: list[QAction]) -> list[QAction]:
    return [action for action in actions if action.isVisible() and not action.isSeparator()]


def letter_of(action: QAction) -> str:
    return QKeySequence.mnemonic(action.text()).toString()
