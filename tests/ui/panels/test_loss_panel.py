# SPDX-License-Identifier: MIT
"""The loss panel under real mouse and keys: what it spans, when it follows, what it marks and what it saves."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QAction, QImage, QWheelEvent, QWindow
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QDockWidget,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.engine.fitting.run_log import Marker, RunLog
from app.ui.fit_controller import FitController
from app.ui.panels.loss_panel import LossPanel
from app.ui.theme import ThemeChoice, apply_theme, theme
from tests.support.hands import click, drag, press, type_text
from tests.support.runs import falling_columns, falling_log, quiet_run

QTEST: Any = QTest  # its type hints take its functions for methods


@pytest.fixture
def controller(qtbot: QtBot) -> FitController:
    return quiet_run(200, [0, 50, 100, 150, 200], [Marker(40, "learning rate 0.02"), Marker(160, "view-03 moved")])[1]


@pytest.fixture
def panel(qtbot: QtBot, controller: FitController) -> LossPanel:
    panel = LossPanel(controller._document, controller)
    panel.resize(460, 280)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: panel.plot.step_range[1] > 190)
    return panel


def viewport_point(panel: LossPanel, step: float) -> QPoint:
    """A place in the middle of the plot's height."""
    area = panel.plot._axes.area
    overlay = panel.plot._overlay
    scene = area.mapToScene(QPointF(overlay.x_of(step), area.height() / 2))
    return QPoint(panel.plot.view.mapFromScene(scene))


def wheel(panel: LossPanel, step: float, notches: int) -> None:
    viewport = panel.plot.view.viewport()
    place = QPointF(viewport_point(panel, step))
    QApplication.sendEvent(
        viewport,
        QWheelEvent(
            place,
            viewport.mapToGlobal(place),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def button(panel: LossPanel, name: str) -> QAbstractButton:
    found = panel.findChild(QAbstractButton, name)
    assert found is not None
    return found


def grow(controller: FitController, steps: int) -> None:
    controller.run_log = falling_log(steps)
    controller.log_changed.emit()


def test_it_spans_the_run_and_follows_it(qtbot: QtBot, panel: LossPanel, controller: FitController) -> None:
    first, last = panel.plot.step_range
    assert first == pytest.approx(1, abs=5) and last == pytest.approx(200, abs=5)
    rows = falling_columns(400)[200:]
    controller.run_log._columns.extend(rows)
    controller.log_changed.emit()
    qtbot.waitUntil(lambda: panel.plot.step_range[1] > 395)


def test_zoom_stops_following_until_a_double_click(qtbot: QtBot, panel: LossPanel, controller: FitController) -> None:
    before = panel.plot.step_range
    wheel(panel, 100, 2)
    zoomed = panel.plot.step_range
    assert zoomed[1] - zoomed[0] < before[1] - before[0]
    assert not panel.plot.is_following
    controller.run_log._columns.extend(falling_columns(300)[200:])
    controller.log_changed.emit()
    qtbot.wait(250)
    assert panel.plot.step_range == pytest.approx(zoomed)
    QTEST.mouseDClick(panel.plot.view.viewport(), Qt.MouseButton.LeftButton, pos=viewport_point(panel, 100))
    assert panel.plot.is_following
    assert panel.plot.step_range[1] > 290


def test_a_drag_pans_and_fit_follows_again(panel: LossPanel) -> None:
    first, _ = panel.plot.step_range
    start = viewport_point(panel, 100)
    assert not button(panel, "loss_fit").isEnabled()
    drag(panel.plot.view.viewport(), [start, start - QPoint(20, 0), start - QPoint(60, 0)])
    assert panel.plot.step_range[0] > first + 10
    click(button(panel, "loss_fit"))
    assert panel.plot.step_range[0] == pytest.approx(first)


def test_another_run_is_shown_whole(qtbot: QtBot, panel: LossPanel, controller: FitController) -> None:
    wheel(panel, 100, 3)
    grow(controller, 30)
    qtbot.waitUntil(lambda: panel.plot.step_range[1] < 32)
    assert panel.plot.is_following


def test_the_read_out_and_the_full_text_of_a_marker(qtbot: QtBot, panel: LossPanel) -> None:
    for step in (39, 40):
        QTEST.mouseMove(panel.plot.view.viewport(), viewport_point(panel, step))
        qtbot.wait(30)
    read_out = panel.plot._overlay._read_out
    assert read_out is not None
    lines = {line.name: line.value for line in read_out.lines}
    step = int(lines["step"])
    assert abs(step - 40) <= 1
    assert float(lines["silhouette"]) == pytest.approx(0.5 ** (step / 100), rel=1e-3)
    assert float(lines["IoU"]) == pytest.approx(1 - 0.5 ** (41 / 100), abs=0.05)
    assert "laplacian" not in lines
    qtbot.waitUntil(lambda: QToolTip.text() == "step 40: learning rate 0.02")
    panel.plot.leave()
    assert panel.plot._overlay._read_out is None


def test_chips_switch_curves_off_and_on(panel: LossPanel) -> None:
    for name in ("loss", "silhouette", "laplacian", "normal", "edge", "iou"):
        click(button(panel, f"loss_curve_{name}"))
        assert not panel.plot._lines[name].isVisible()
        button(panel, f"loss_curve_{name}").setFocus()
        press(button(panel, f"loss_curve_{name}"), Qt.Key.Key_Space)
        assert panel.plot._lines[name].isVisible()


def test_the_axis_fits_the_curves_that_are_shown(panel: LossPanel) -> None:
    low = panel.plot._axes.area.viewRange()[1][0]
    click(button(panel, "loss_curve_normal"))
    assert panel.plot._axes.area.viewRange()[1][0] > low + 1  # decades


def test_linear_and_logarithmic_axis(panel: LossPanel) -> None:
    assert panel.plot.is_log_axis
    heights = panel.plot._lines["loss"].getData()[1]
    assert heights[0] == pytest.approx(np.log10(falling_columns(1)[0, 1]))
    click(button(panel, "loss_log_axis"))
    assert not panel.plot.is_log_axis
    assert panel.plot._lines["loss"].getData()[1][0] == pytest.approx(falling_columns(1)[0, 1])


@pytest.mark.parametrize("decades", [0.3, 1.0, 1.7, 2.5, 4.0, 9.0])
def test_numbers_beside_the_logarithmic_axis_have_room(panel: LossPanel, decades: float) -> None:
    axes = panel.plot._axes
    axes.area.setYRange(-decades, 0.0, padding=0)
    ticks = [float(power + np.log10(digit)) for power in range(-10, 0) for digit in range(1, 10)]
    texts = axes._losses.tickStrings(ticks, 1.0, None)
    places = [tick * axes.area.height() / decades for tick, text in zip(ticks, texts, strict=True) if text]
    assert np.diff(places).min() >= 12
    assert axes._losses.tickStrings([-3 - 1e-12], 1.0, 1.0) == ["0.001"]


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
@pytest.mark.parametrize("is_log", [True, False])
def test_values_without_a_place_are_left_out(qtbot: QtBot, panel: LossPanel, value: float, is_log: bool) -> None:
    columns = falling_columns(100)
    columns[50:, 1:6] = value
    panel.plot.set_log_axis(is_log)
    panel.plot.show_log(RunLog(columns, np.array([[1.0, np.nan]])))
    qtbot.waitUntil(lambda: panel.plot.step_range[1] < 110)
    assert np.isfinite(panel.plot._axes.area.viewRange()).all()
    panel.plot.show_log(RunLog(columns[50:]))
    qtbot.wait(150)
    assert np.isfinite(panel.plot._axes.area.viewRange()).all()


def test_one_step_and_no_step(qtbot: QtBot, panel: LossPanel, controller: FitController) -> None:
    for steps in (1, 0):
        grow(controller, steps)
        qtbot.wait(150)
        assert not panel.grab().isNull()
    assert panel.plot._overlay._note.startswith("The loss appears here")


def test_a_scrubbed_keyframe_is_marked_at_once(panel: LossPanel, controller: FitController) -> None:
    controller.show_keyframe(2)
    assert panel.plot._overlay._scrubbed == 100
    controller.show_keyframe(None)
    assert panel.plot._overlay._scrubbed is None


def test_nothing_is_drawn_while_hidden(qtbot: QtBot, panel: LossPanel, controller: FitController) -> None:
    panel.hide()
    grow(controller, 1000)
    qtbot.wait(250)
    assert panel.plot.step_range[1] < 250
    panel.show()
    qtbot.waitUntil(lambda: panel.plot.step_range[1] > 990)


def test_nothing_is_drawn_behind_another_tab(qtbot: QtBot, controller: FitController) -> None:
    panel = LossPanel(controller._document, controller)
    window = QMainWindow()
    qtbot.addWidget(window)
    docks = [QDockWidget("Loss", window), QDockWidget("Front", window)]
    docks[0].setWidget(panel)
    for dock in docks:
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.tabifyDockWidget(*docks)
    with qtbot.waitExposed(window):
        window.show()
    docks[1].raise_()
    qtbot.wait(250)
    before = panel.plot.step_range
    grow(controller, 1000)
    qtbot.wait(250)
    assert panel.plot.step_range == before
    docks[0].raise_()
    qtbot.waitUntil(lambda: panel.plot.step_range[1] > 990)


def test_it_takes_the_colours_of_a_changed_theme(panel: LossPanel) -> None:
    apply_theme(ThemeChoice.DARK)
    assert panel.plot.view.backgroundBrush().color() == theme().plot_background
    assert panel.plot._lines["loss"].opts["pen"].color() == theme().curve_loss


def window_of(widget: QWidget) -> QWindow:
    handle = widget.windowHandle()
    assert handle is not None
    return handle


def save(qtbot: QtBot, panel: LossPanel, controller: FitController, name: str, path: Path) -> None:
    """Choose the menu's action and type the path into the dialog that opens."""
    action = panel.findChild(QAction, name)
    assert action is not None
    action.trigger()
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: window_of(dialog).isExposed())
    line, buttons = dialog.findChild(QLineEdit, "fileNameEdit"), dialog.findChild(QDialogButtonBox)
    assert line is not None and buttons is not None
    line.selectAll()
    type_text(line, str(path))
    save_button = buttons.button(QDialogButtonBox.StandardButton.Save)
    assert save_button is not None
    with qtbot.waitSignal(controller.message) as told:
        click(save_button)
    assert told.args == ["info", f"Saved {path}."]


def test_export_as_table(qtbot: QtBot, panel: LossPanel, controller: FitController, tmp_path: Path) -> None:
    save(qtbot, panel, controller, "loss_export_csv", tmp_path / "curve.csv")
    with (tmp_path / "curve.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == list(range(1, 201))
    assert float(rows[99]["silhouette"]) == 0.5


def test_export_as_picture(qtbot: QtBot, panel: LossPanel, controller: FitController, tmp_path: Path) -> None:
    save(qtbot, panel, controller, "loss_export_png", tmp_path / "curve.png")
    picture = QImage(str(tmp_path / "curve.png"))
    shown = panel._picture_part
    assert (picture.width(), picture.height()) == (2 * shown.width(), 2 * shown.height())
    colors = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    for expected in (theme().curve_silhouette, theme().curve_iou, theme().plot_background):
        assert expected.name() in colors


def test_lines_of_the_picture_are_as_wide_as_it_is_large(qtbot: QtBot, panel: LossPanel, tmp_path: Path) -> None:
    for name in ("loss", "silhouette", "normal"):
        panel.plot.set_curve_shown(name, False)

    def share_of_curve(image: QImage) -> float:
        points = [(x, y) for x in range(image.width()) for y in range(image.height())]
        wanted = theme().curve_iou.rgb()
        return sum(image.pixel(x, y) == wanted for x, y in points) / len(points)

    shown = share_of_curve(panel._picture_part.grab().toImage())
    panel._export.write_picture(tmp_path / "curve.png")
    qtbot.waitUntil(lambda: (tmp_path / "curve.png").exists())
    assert share_of_curve(QImage(str(tmp_path / "curve.png"))) > 0.8 * shown


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, panel: LossPanel, controller: FitController) -> None:
    with qtbot.waitSignal(controller.message) as told:
        panel._export.write_table(Path("/nowhere/at/all.csv"))
    assert told.args == ["error", "/nowhere/at/all.csv: cannot be written: no such file or directory"]


def test_an_empty_run_has_nothing_to_export(qtbot: QtBot) -> None:
    document, controller = quiet_run()
    panel = LossPanel(document, controller)
    qtbot.addWidget(panel)
    panel._export.show_what_can_be_done()
    assert not any(action.isEnabled() for action in panel.findChildren(QAction, "loss_export_csv"))
