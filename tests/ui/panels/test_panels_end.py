# SPDX-License-Identifier: MIT
"""A panel that is gone is not called any more, by the controller, the log or the theme."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.rigs import ring_rig
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.log_book import LogBook
from app.ui.panels.history_bar import HistoryBar
from app.ui.panels.log_panel import LogPanel
from app.ui.panels.loss_panel import LossPanel
from app.ui.panels.mask_canvas import MaskCanvas
from app.ui.panels.mask_panel import MaskPanel
from app.ui.status_line import StatusLine
from app.ui.theme import ThemeChoice, apply_theme
from tests.support.captures import photographed
from tests.support.fits import ellipsoid
from tests.support.hands import click, drag
from tests.support.runs import quiet_run
from tests.support.silent_worker import SilentWorker


@pytest.mark.parametrize("make", [LossPanel, HistoryBar, StatusLine])
def test_of_the_fit(qtbot: QtBot, make: Callable[[Document, FitController], QWidget]) -> None:
    document, controller = quiet_run(100, [0, 50, 100])
    end(qtbot, make(document, controller))
    controller.log_changed.emit()
    controller.history_changed.emit()
    controller.show_keyframe(1)
    controller._set_state(controller.state)
    document.settings_changed.emit()
    apply_theme(ThemeChoice.DARK)
    qtbot.wait(200)


def test_of_the_log(qtbot: QtBot) -> None:
    book = LogBook()
    end(qtbot, LogPanel(book))
    book.add_message("error", "nobody looks")
    apply_theme(ThemeChoice.DARK)
    with qtbot.waitSignal(book.changed):
        book.add_message("error", "again")


def test_of_masks_while_one_is_made(qtbot: QtBot) -> None:
    views = ring_rig(2, 20.0, (0.0, 0.0, 0.0), 3.6, image_size=(240, 320))
    document = Document()
    document.open(*photographed(Model("bean", None, ellipsoid()), views), FitSettings())
    panel = MaskPanel(document, FitController(document, SilentWorker()))
    panel.show()
    canvas, tool = panel.findChild(MaskCanvas), panel.findChild(QToolButton, "mask_box")
    assert canvas is not None and tool is not None
    qtbot.waitUntil(lambda: canvas.grab().toImage().pixelColor(canvas.place_of(2, 2).toPoint()).blue() > 60)
    click(tool)
    drag(canvas, [canvas.place_of(*corner).toPoint() for corner in ((40, 20), (280, 220))])
    end(qtbot, panel)
    document.select(("view-02",), "view-02")
    apply_theme(ThemeChoice.DARK)
    qtbot.wait(300)


def end(qtbot: QtBot, panel: QWidget) -> None:
    """Show it, then destroy it in the middle of its work."""
    panel.show()
    qtbot.wait(20)
    panel.close()
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
