# SPDX-License-Identifier: MIT
"""Refreshing at a bounded rate: soon where it can be seen, later where it cannot, whatever covers the widget."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.paced_refresh import PacedRefresh, is_seen

RIGHT = Qt.DockWidgetArea.RightDockWidgetArea


def test_a_widget_that_opaque_children_cover_is_seen(qtbot: QtBot) -> None:
    outer, inner = QWidget(), QWidget()
    inner.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    layout = QVBoxLayout(outer)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(inner)
    qtbot.addWidget(outer)
    assert not is_seen(outer)
    outer.resize(200, 100)
    outer.show()
    qtbot.waitUntil(lambda: is_seen(outer))
    refreshed: list[bool] = []
    pace = PacedRefresh(outer, 0, lambda: refreshed.append(True))
    pace.ask()
    qtbot.waitUntil(lambda: refreshed == [True])


def test_behind_another_tab_a_refresh_waits_until_the_tab_is_chosen(qtbot: QtBot) -> None:
    window = QMainWindow()
    window.setCentralWidget(QWidget())
    docks = [QDockWidget(name, window) for name in ("front", "behind")]
    for dock in docks:
        dock.setWidget(QWidget())
        window.addDockWidget(RIGHT, dock)
    window.tabifyDockWidget(docks[0], docks[1])
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    docks[0].raise_()
    front, behind = docks[0].widget(), docks[1].widget()
    assert front is not None and behind is not None
    qtbot.waitUntil(lambda: is_seen(front) and not is_seen(behind))
    refreshed: list[bool] = []
    pace = PacedRefresh(behind, 0, lambda: refreshed.append(True))
    pace.ask()
    QApplication.processEvents()
    assert refreshed == []
    docks[1].raise_()
    qtbot.waitUntil(lambda: refreshed == [True])
