# SPDX-License-Identifier: MIT
"""The selected view of a fit with colours: each way to show it, all four side by side, and back to outlines."""

from dataclasses import dataclass, replace

import pytest
from PyQt6.QtCore import QPoint, QPointF
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QLabel, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.fitting.snapshot import Pictures
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.selected_view_canvas import SelectedViewCanvas
from app.ui.panels.selected_view_panel import SelectedViewPanel
from app.ui.theme import theme
from app.ui.view_images import PictureMode
from tests.support.hands import click, double_click, drag, turn_wheel
from tests.support.silent_worker import SilentWorker
from tests.support.views import PAINTED, SEEN, ball_document, in_colour, pictures

WHITE, GREY, BLACK = (255, 255, 255), (128, 128, 128), (0, 0, 0)


@dataclass
class Shown:
    """A panel on the screen, and what a user sees there."""

    document: Document
    controller: FitController
    panel: SelectedViewPanel
    canvas: SelectedViewCanvas

    def show(self, new: Pictures) -> None:
        self.controller.pictures_changed.emit(new)
        QApplication.processEvents()

    def show_full(self, with_gradient: bool = True) -> None:
        plain = pictures(self.document.cameras, selected=self.document.current_id)
        self.show(in_colour(plain, with_gradient))

    def corners(self, pane: int = 0) -> list[tuple[int, ...]]:
        """Where target and rendered both are, only the target, only the rendered, and neither."""
        QApplication.processEvents()
        image, place = self.canvas.grab().toImage(), self.canvas.picture_place(pane)
        shares = [(0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75)]
        places = [place.topLeft() + QPointF(right * place.width(), down * place.height()) for right, down in shares]
        return [image.pixelColor(at.toPoint()).getRgb()[:3] for at in places]

    def part(self, name: str) -> QWidget:
        found = self.panel.findChild(QWidget, f"selected_view_{name}")
        assert found is not None
        return found

    def choose(self, mode: PictureMode) -> None:
        click(self.part(mode.value))
        assert self.panel.mode is mode


@pytest.fixture
def view(qtbot: QtBot) -> Shown:
    document = ball_document(4)
    document.edit_settings("paint", replace(document.settings, colour="vertex"))
    controller = FitController(document, SilentWorker())
    panel = SelectedViewPanel(document, controller)
    controller.setParent(panel)
    document.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(460, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    canvas = panel.findChild(SelectedViewCanvas, "selected_view_canvas")
    assert canvas is not None
    return Shown(document, controller, panel, canvas)


DIFFERENCE = [
    tuple(min(4 * abs(a - b), 255) for a, b in zip(SEEN, PAINTED, strict=True)),
    tuple(min(4 * (255 - a), 255) for a in SEEN),
    tuple(min(4 * (255 - b), 255) for b in PAINTED),
    BLACK,
]
EXPECTED = {
    PictureMode.TARGET: [SEEN, SEEN, WHITE, WHITE],
    PictureMode.RENDERED: [PAINTED, WHITE, PAINTED, WHITE],
    PictureMode.XOR: DIFFERENCE,
    PictureMode.GRADIENT: [(255, 128, 128), GREY, (255, 128, 128), GREY],
}


@pytest.mark.parametrize("mode", EXPECTED)
def test_each_mode_shows_colours(view: Shown, mode: PictureMode) -> None:
    view.show_full()
    if mode is not view.panel.mode:
        view.choose(mode)
    assert view.corners() == EXPECTED[mode]


def test_a_blend_of_colours_is_faded_by_its_slider(view: Shown) -> None:
    slider = view.panel.findChild(QSlider, "selected_view_blend")
    assert slider is not None
    view.show_full()
    view.choose(PictureMode.BLEND)
    slider.setValue(slider.minimum())
    assert view.corners() == EXPECTED[PictureMode.TARGET]
    slider.setValue(slider.maximum())
    assert view.corners() == EXPECTED[PictureMode.RENDERED]
    slider.setValue((slider.minimum() + slider.maximum()) // 2)
    both, *_ = view.corners()
    assert both == pytest.approx([(a + b) / 2 for a, b in zip(SEEN, PAINTED, strict=True)], abs=1)


@pytest.mark.parametrize("size", [(460, 460), (900, 300), (340, 900)])
def test_all_four_stand_side_by_side(view: Shown, size: tuple[int, int]) -> None:
    view.panel.resize(*size)
    view.show_full()
    view.choose(PictureMode.ALL)
    assert [view.corners(pane) for pane in range(4)] == list(EXPECTED.values())
    places = [view.canvas.picture_place(pane) for pane in range(4)]
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    assert all(view.canvas.rect().toRectF().contains(place) for place in places)


def test_four_pictures_are_zoomed_and_moved_as_one(view: Shown) -> None:
    view.show_full()
    view.choose(PictureMode.ALL)
    QApplication.processEvents()
    before = [view.canvas.picture_place(pane) for pane in range(4)]
    cursor = (before[3].topLeft() + QPointF(0.25 * before[3].width(), 0.75 * before[3].height())).toPoint()
    turn_wheel(view.canvas, cursor, 4)
    after = [view.canvas.picture_place(pane) for pane in range(4)]
    share = (cursor.x() - after[3].left()) / after[3].width(), (cursor.y() - after[3].top()) / after[3].height()
    assert share == pytest.approx((0.25, 0.75), abs=0.02)
    ways = {(round(new.left() - old.left(), 6), new.width()) for old, new in zip(before, after, strict=True)}
    assert len(ways) == 1
    drag(view.canvas, [cursor, cursor + QPoint(6, -4), cursor + QPoint(12, -8)])
    assert view.canvas.picture_place(0).left() - after[0].left() == pytest.approx(12)
    double_click(view.canvas, cursor)
    assert [view.canvas.picture_place(pane) for pane in range(4)] == before


def test_before_the_first_step_there_is_no_gradient(view: Shown) -> None:
    view.show_full(with_gradient=False)
    view.choose(PictureMode.ALL)
    assert view.corners(3)[1] == theme().picture_background.getRgb()[:3]
    view.show_full()
    assert view.corners(3) == EXPECTED[PictureMode.GRADIENT]


def test_the_small_picture_stands_in_and_a_view_that_is_off_shows_its_target(view: Shown) -> None:
    view.show(in_colour(pictures(view.document.cameras, selected="view-02")))
    view.choose(PictureMode.RENDERED)
    assert view.corners() == EXPECTED[PictureMode.RENDERED]
    view.document.edit_cameras("off", view.document.cameras.with_enabled("view-01", False))
    view.show(in_colour(pictures(view.document.cameras, selected="view-02")))
    assert view.corners()[0] == theme().picture_background.getRgb()[:3]
    view.choose(PictureMode.XOR)
    assert view.corners() == EXPECTED[PictureMode.TARGET]


def test_how_well_the_colours_fit_is_told(view: Shown) -> None:
    label = view.part("quality")
    assert isinstance(label, QLabel)
    assert label.text() == ""
    view.show_full()
    assert label.text() == "PSNR 31.2 dB, inside the mask 28.5 dB, SSIM 0.875"
    assert label.isVisible()


def test_outlines_are_a_click_away_and_so_is_the_way_back(view: Shown, qtbot: QtBot) -> None:
    view.show_full()
    view.choose(PictureMode.GRADIENT)
    with qtbot.waitSignal(view.panel.colours_wanted_changed) as told:
        click(view.part("colours"))
    assert told.args == [False]
    assert view.panel.mode is PictureMode.XOR, "outlines have no gradient"
    assert view.part("gradient").isHidden()
    assert view.part("quality").isHidden()
    assert QColor(*view.corners()[1]) == theme().missing
    view.choose(PictureMode.ALL)
    assert QColor(*view.corners(1)[0]) == theme().rendered
    click(view.part("colours"))
    assert view.corners(1) == EXPECTED[PictureMode.RENDERED]
    assert view.part("gradient").isVisible()


def test_a_fit_without_colours_offers_none(view: Shown) -> None:
    view.show_full()
    view.choose(PictureMode.GRADIENT)
    view.document.undo_stack.undo()
    assert view.panel.mode is PictureMode.XOR
    assert view.part("colours").isHidden()
    assert view.part("gradient").isHidden()


def test_a_way_that_there_is_not_is_not_taken(view: Shown) -> None:
    view.panel.want_colours(False)
    for mode in (PictureMode.GRADIENT, PictureMode.PHOTO):
        view.panel.set_mode(mode)
        assert view.panel.mode is PictureMode.XOR
    view.panel.want_colours(True)
    view.panel.set_mode(PictureMode.GRADIENT)
    assert view.panel.mode is PictureMode.GRADIENT


def test_every_mode_is_cycled_and_explained(view: Shown) -> None:
    legend, seen = view.part("legend"), {}
    for _ in PictureMode:
        view.panel.cycle_mode()
        button = view.part(view.panel.mode.value)
        assert isinstance(button, QToolButton) and button.isChecked() and button.isVisible()
        seen[view.panel.mode] = legend.accessibleName() if legend.isVisible() else ""
    assert set(seen) == set(PictureMode) - {PictureMode.PHOTO}
    assert "64 of 255 or more apart" in seen[PictureMode.XOR]
    assert "too bright" in seen[PictureMode.GRADIENT]
    assert seen[PictureMode.TARGET] == seen[PictureMode.ALL] == ""
