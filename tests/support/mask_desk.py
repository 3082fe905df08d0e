# SPDX-License-Identifier: MIT
"""The masks' panel on the screen, and what a user does there."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.view_mask import ViewMask
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.mask_canvas import MaskCanvas
from app.ui.panels.mask_panel import MaskPanel
from tests.support.hands import click, drag
from tests.support.silent_worker import SilentWorker

HEIGHT, WIDTH = 90, 120  # of the photographs
VIEWS = ("view-01", "view-02", "view-03")


@dataclass
class MaskDesk:
    """A panel on the screen, and what a user does there."""

    qtbot: QtBot
    document: Document
    controller: FitController
    panel: MaskPanel
    canvas: MaskCanvas

    def part(self, name: str) -> QWidget:
        found = self.panel.findChild(QWidget, name)
        assert found is not None, name
        return found

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def choose(self, tool: str) -> None:
        click(self.part(f"mask_{tool}"))

    def draw(
        self, *points: tuple[float, float], modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Drag over points of the photograph, in its pixels."""
        places = [self.canvas.place_of(*point).toPoint() for point in points]
        drag(self.canvas, places, modifier)

    def mask(self, view_id: str = VIEWS[0]) -> ViewMask | None:
        return self.document.cameras[view_id].mask

    def known_mask(self, view_id: str = VIEWS[0]) -> ViewMask:
        mask = self.mask(view_id)
        assert mask is not None
        return mask

    def colour(self, x_pixels: float, y_pixels: float) -> QColor:
        return self.canvas.grab().toImage().pixelColor(self.canvas.place_of(x_pixels, y_pixels).toPoint())

    def steps(self) -> list[str]:
        stack = self.document.undo_stack
        return [stack.text(index) for index in range(stack.count())]

    def note(self) -> str:
        """The words over the photograph."""
        return self.canvas.note

    def text(self, name: str) -> str:
        label = self.part(f"mask_{name}")
        assert isinstance(label, QLabel)
        return label.text()


def mask_desk(qtbot: QtBot, document: Document) -> MaskDesk:
    """A desk for that document."""
    controller = FitController(document, SilentWorker())
    panel = MaskPanel(document, controller)
    controller.setParent(panel)
    document.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(430, 520)
    panel.show()
    qtbot.waitExposed(panel)
    canvas = panel.findChild(MaskCanvas, "mask_canvas")
    assert canvas is not None
    return MaskDesk(qtbot, document, controller, panel, canvas)


def iou(mask: ViewMask, truth: ViewMask | None) -> float:
    """Intersection over union of two coverages."""
    assert truth is not None
    found, wanted = mask.coverage / 255.0, truth.coverage / 255.0
    return float(np.minimum(found, wanted).sum() / np.maximum(found, wanted).sum())
