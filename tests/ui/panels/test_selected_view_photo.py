# SPDX-License-Identifier: MIT
"""The selected view of a capture: the photograph, outlines over it, and its blend with what is rendered."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QApplication, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture, Photograph
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.frame import Frame
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.selected_view_canvas import SelectedViewCanvas
from app.ui.panels.selected_view_panel import SelectedViewPanel
from app.ui.panels.selected_view_photo import outline
from app.ui.theme import theme
from app.ui.view_images import PictureMode
from tests.support.hands import click, press
from tests.support.silent_worker import SilentWorker
from tests.support.views import BY_MATRICES, ball, half, pictures

GREEN = (60, 160, 80)
MASKED = replace(BY_MATRICES, mask=ViewMask(half(64, left=True)))


def capture() -> Capture:
    """One even picture; its mask covers the left half, what is rendered the upper."""
    picture = np.tile(np.array(GREEN, np.uint8), (64, 64, 1))
    photographs = {MASKED.id: Photograph.of(picture)}
    return Capture("even", None, photographs, Frame(np.zeros(3), 1.0), np.array([0.0, 1.0, 0.0]))


@dataclass
class Shown:
    document: Document
    panel: SelectedViewPanel
    canvas: SelectedViewCanvas

    def button(self, mode: PictureMode) -> QToolButton:
        button = self.panel.findChild(QToolButton, f"selected_view_{mode.value}")
        assert button is not None
        return button

    def picture(self) -> QImage:
        QApplication.processEvents()
        return self.canvas.grab().toImage()

    def colour(self, right: float, down: float) -> tuple[int, ...]:
        place = self.canvas.picture_place()
        at = place.topLeft() + QPointF(right * place.width(), down * place.height())
        return self.picture().pixelColor(int(at.x()), int(at.y())).getRgb()[:3]


@pytest.fixture
def view(qtbot: QtBot) -> Shown:
    document = Document()
    controller = FitController(document, SilentWorker())
    panel = SelectedViewPanel(document, controller)
    controller.setParent(panel)
    document.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(420, 400)
    with qtbot.waitExposed(panel):
        panel.show()
    cameras = CameraSet((MASKED,))
    document.open(capture(), cameras, FitSettings())
    controller.pictures_changed.emit(pictures(cameras, selected=MASKED.id))
    canvas = panel.findChild(SelectedViewCanvas, "selected_view_canvas")
    assert canvas is not None
    shown = Shown(document, panel, canvas)
    click(shown.button(PictureMode.PHOTO))
    qtbot.waitUntil(lambda: shown.colour(0.8, 0.8) == GREEN)
    return shown


def like(found: tuple[int, ...], colour: QColor) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(found, colour.getRgb()[:3], strict=True))


def test_the_photograph_is_shown_with_both_outlines(view: Shown) -> None:
    assert like(view.colour(0.5, 0.75), theme().target_outline)
    assert like(view.colour(0.75, 0.5), theme().rendered_outline)
    for place in (
        (0.25, 0.25),
        (0.75, 0.25),
        (0.25, 0.75),
        (0.02, 0.75),
    ):  # the last is where the picture cuts the mask
        assert view.colour(*place) == GREEN
    legend = view.panel.findChild(QWidget, "selected_view_legend")
    assert legend is not None
    assert legend.accessibleName() == "target_outline: target, rendered_outline: mesh"


def test_a_blend_fades_from_the_photograph_to_what_is_rendered(view: Shown) -> None:
    click(view.button(PictureMode.BLEND))
    slider = view.panel.findChild(QSlider, "selected_view_blend")
    assert slider is not None and slider.isVisible()
    slider.setFocus()
    press(slider, Qt.Key.Key_Home)
    assert view.colour(0.75, 0.25) == view.colour(0.25, 0.75) == GREEN
    press(slider, Qt.Key.Key_End)
    assert view.colour(0.75, 0.25) == theme().rendered.getRgb()[:3]
    assert view.colour(0.25, 0.75) == theme().picture_background.getRgb()[:3]


def test_the_photograph_is_one_of_the_ways_that_are_cycled(view: Shown) -> None:
    seen = set()
    modes = set(PictureMode) - {PictureMode.GRADIENT}
    for _ in modes:
        view.panel.cycle_mode()
        seen.add(view.panel.mode)
    assert seen == modes
    assert view.panel.mode is PictureMode.PHOTO


def test_of_a_model_there_is_no_photograph(view: Shown) -> None:
    view.document.open(ball(), view.document.cameras, view.document.settings)
    assert view.button(PictureMode.PHOTO).isHidden()
    assert view.panel.mode is not PictureMode.PHOTO


def test_an_edited_mask_is_outlined_at_once(view: Shown) -> None:
    upper = replace(MASKED, mask=ViewMask(half(64, left=False)))
    view.document.edit_cameras("Paint", view.document.cameras.with_replaced(MASKED.id, upper))
    assert view.colour(0.5, 0.75) == GREEN


def test_an_outline_lies_between_the_pixels_where_half_is_covered() -> None:
    coverage = np.zeros((10, 20), np.uint8)
    coverage[:, :8] = 255
    coverage[:, 8] = 64
    box = outline(coverage).boundingRect()
    # From the middle of the eighth pixel, 255, to that of the ninth, 64, half is passed after 127.5 of 191.
    place = 7.5 + 127.5 / 191
    assert (box.left() * 20, box.right() * 20) == pytest.approx((place, place))
    assert (box.top() * 10, box.bottom() * 10) == pytest.approx((0.5, 9.5))


def test_where_a_mask_is_unknown_it_has_no_outline() -> None:
    coverage = half(32, left=True)
    known = np.ones((32, 32), np.bool_)
    known[:20] = False
    box = outline(coverage, known).boundingRect()
    assert box.top() * 32 == pytest.approx(20.5)
    assert box.bottom() * 32 == pytest.approx(31.5)
