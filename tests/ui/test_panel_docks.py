# SPDX-License-Identifier: MIT
"""The panels as docks."""

from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.ui.panel_docks import PanelDocks

_NAMES = ("views", "cameras", "selected_view", "mask", "loss", "settings", "log")


def test_a_field_behind_another_tab_takes_no_keys(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.setCentralWidget(QWidget())
    fields = {name: QLineEdit() for name in ("settings", "loss")}
    docks = PanelDocks(window, {name: fields.get(name) or QLabel(name) for name in _NAMES})
    docks.lay_out()
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    fields["settings"].setFocus()
    assert QApplication.focusWidget() is fields["settings"]
    docks["log"].raise_()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not fields["settings"])
    fields["loss"].setFocus()
    docks["settings"].raise_()
    qtbot.wait(50)
    assert QApplication.focusWidget() is fields["loss"], "it can be seen as before"
