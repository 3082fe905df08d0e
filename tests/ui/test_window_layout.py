# SPDX-License-Identifier: MIT
"""How the window puts its panels back."""

from PyQt6.QtCore import QByteArray, QPoint
from PyQt6.QtWidgets import QLabel, QMainWindow, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.ui.panel_docks import PanelDocks
from app.ui.view_images import PictureMode
from app.ui.window_layout import captured_panels, restore_panels, restore_state, restored_mode

_NAMES = ("views", "cameras", "selected_view", "mask", "loss", "settings", "log")
_SIZE = (1000, 700)


def made_window(qtbot: QtBot) -> tuple[QMainWindow, PanelDocks]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(*_SIZE)
    window.setCentralWidget(QWidget())
    docks = PanelDocks(window, {name: QLabel(name) for name in _NAMES})
    docks.lay_out()
    return window, docks


def shown_tabs(window: QMainWindow) -> list[str]:
    """The texts of all tabs in sight, each as often as it is there."""
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    inside = [bar for bar in bars if window.rect().contains(bar.mapTo(window, QPoint()))]
    return sorted(bar.tabText(index) for bar in inside for index in range(bar.count()))


def test_every_tab_is_there_once_in_a_window_put_back_before_it_shows(qtbot: QtBot) -> None:
    first, _ = made_window(qtbot)
    with qtbot.waitExposed(first):
        first.show()
    second, _ = made_window(qtbot)
    assert restore_state(second, first.saveState())
    with qtbot.waitExposed(second):
        second.show()
    qtbot.waitUntil(lambda: len(shown_tabs(second)) > 0)
    assert shown_tabs(second) == sorted(["Views", "Cameras", "Selected view", "Settings", "Log"])


def test_panels_put_back_in_a_window_in_use_leave_no_tab_behind(qtbot: QtBot) -> None:
    window, docks = made_window(qtbot)
    with qtbot.waitExposed(window):
        window.show()
    at_first = captured_panels(window)
    docks["settings"].setFloating(True)
    docks["cameras"].close()
    qtbot.waitUntil(lambda: shown_tabs(window) == ["Selected view", "Views"])
    assert restore_panels(window, at_first)
    qtbot.waitUntil(lambda: docks["cameras"].isVisible() and not docks["settings"].isFloating())
    assert shown_tabs(window) == sorted(["Views", "Cameras", "Selected view", "Settings", "Log"])


def test_what_is_no_arrangement_leaves_all_where_it_is(qtbot: QtBot) -> None:
    window, _ = made_window(qtbot)
    with qtbot.waitExposed(window):
        window.show()
    before = shown_tabs(window)
    assert not restore_state(window, QByteArray(b"nothing"))
    assert shown_tabs(window) == before


def test_how_the_selected_view_was_shown_is_read_back() -> None:
    assert [restored_mode(mode.value) for mode in PictureMode] == list(PictureMode)
    assert [restored_mode(value) for value in (None, 3, "", "sideways", ["all"])] == [None] * 5
