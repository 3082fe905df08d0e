# SPDX-License-Identifier: MIT
"""The loss panel of a run with colours: their terms and the PSNR are there while there are some."""

import csv
import itertools
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QPointF
from PyQt6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.engine.fitting.run_log import RunLog
from app.engine.fitting.snapshot import StepReport
from app.ui.fit_controller import FitController
from app.ui.panels.loss_panel import LossPanel
from tests.support.hands import click
from tests.support.runs import falling_log, painted_log, quiet_run

OPTIONAL = ("colour", "structure", "psnr")


@pytest.fixture
def controller() -> FitController:
    return quiet_run(200)[1]


@pytest.fixture
def panel(qtbot: QtBot, controller: FitController) -> LossPanel:
    panel = LossPanel(controller._document, controller)
    panel.resize(460, 280)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def show(panel: LossPanel, controller: FitController, log: RunLog) -> None:
    controller.run_log = log
    controller.log_changed.emit()
    panel.plot.redraw()


def chip(panel: LossPanel, name: str) -> QAbstractButton:
    found = panel.findChild(QAbstractButton, f"loss_curve_{name}")
    assert found is not None
    return found


def offered(panel: LossPanel) -> list[str]:
    return [name for name in OPTIONAL if chip(panel, name).isVisible()]


def read_out(panel: LossPanel, step: float) -> dict[str, str]:
    """What the box beside the cross-hair says."""
    area, overlay = panel.plot._axes.area, panel.plot._overlay
    panel.plot._mouse_moved(area.mapToScene(QPointF(overlay.x_of(step), area.height() / 2)))
    assert overlay._read_out is not None
    return {line.name: line.value for line in overlay._read_out.lines}


def test_without_colours_nothing_is_said_of_them(panel: LossPanel, controller: FitController) -> None:
    assert offered(panel) == []
    assert not panel.plot._axes._psnr.axis.isVisible()
    assert "PSNR" not in read_out(panel, 100)


def test_colours_come_when_they_do_and_go_with_their_run(panel: LossPanel, controller: FitController) -> None:
    log = falling_log(100)
    show(panel, controller, log)
    assert offered(panel) == []
    later = painted_log(200, painted_from=101)
    log.add_reports([StepReport(int(step), *rest) for step, *rest in later.columns[100:].tolist()])
    panel.plot.redraw()
    assert offered(panel) == ["colour", "structure"]
    show(panel, controller, later)
    assert offered(panel) == list(OPTIONAL)
    assert panel.plot._axes._psnr.axis.isVisible()
    show(panel, controller, falling_log(100))
    assert offered(panel) == []
    assert not panel.plot._axes._psnr.axis.isVisible()


def test_the_psnr_has_an_axis_of_its_own(panel: LossPanel, controller: FitController) -> None:
    show(panel, controller, painted_log(300))
    low, high = panel.plot._axes._psnr.area.viewRange()[1]
    assert low < 15.2 and high > 32.4
    assert panel.plot._axes._psnr.area.viewRange()[0] == panel.plot._axes.area.viewRange()[0]
    steps, values = panel.plot._lines["psnr"].getData()
    assert (steps[0], values[-1]) == (1.0, pytest.approx(35 - 20 * 0.5**2.91))
    click(chip(panel, "psnr"))
    assert not panel.plot._axes._psnr.axis.isVisible()
    assert not panel.plot._lines["psnr"].isVisible()
    assert "PSNR" not in read_out(panel, 100)


def test_the_read_out_tells_of_colours(panel: LossPanel, controller: FitController) -> None:
    show(panel, controller, painted_log(300))
    told = read_out(panel, 101)
    assert told["colour"] == f"{0.5**1.01 / 2:.3e}"
    assert told["structure"] == f"{0.5**1.01 / 5:.3e}"
    assert told["PSNR"] == f"{35 - 20 * 0.5**1.01:.1f} dB"


def test_a_loss_that_hardly_falls_has_numbers_at_its_axis(panel: LossPanel, controller: FitController) -> None:
    show(panel, controller, falling_log(8))
    axis = panel.plot._axes._losses
    low, high = panel.plot._axes.area.viewRange()[1]
    (_, ticks), *_ = axis.tickValues(low, high, 120)
    texts = axis.tickStrings(ticks, 1.0, 1.0)
    assert 2 <= len(texts) <= 5
    assert all(10**low <= float(text) <= 10**high for text in texts)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("pixels", [18.0, 25.0, 40.0, 70.0, 120.0, 400.0])
@pytest.mark.parametrize("is_log", [True, False])
def test_numbers_beside_an_axis_have_room(
    panel: LossPanel, controller: FitController, monkeypatch: pytest.MonkeyPatch, pixels: float, is_log: bool
) -> None:
    show(panel, controller, painted_log(300))
    axes = panel.plot._axes
    axes.set_log(is_log)
    monkeypatch.setattr(axes.area, "height", lambda: pixels)
    areas = ((axes._losses, axes.area), (axes._iou.axis, axes._iou.area), (axes._psnr.axis, axes._psnr.area))
    for axis, area in areas:
        for low, high in ((-5.0, 1.0), (0.0, 1.0), (0.976, 1.04), (14.2, 14.9), (20.0, 71.0)):
            area.setYRange(low, high, padding=0)
            low, high = area.viewRange()[1]
            told = sorted({round(float(place), 9) for place, _ in numbers(axis, low, high, pixels)})
            places = [(place - low) / (high - low) * pixels for place in told]
            assert all(after - before > 13.9 for before, after in itertools.pairwise(places))
    assert all(value <= 1 for value, _ in numbers(axes._iou.axis, 0.9, 1.1, pixels))


def numbers(axis: Any, low: float, high: float, pixels: float) -> list[tuple[float, str]]:
    """Where numbers stand beside an axis of that length, and what they are."""
    found = []
    for spacing, ticks in axis.tickValues(low, high, pixels):
        found += [(at, text) for at, text in zip(ticks, axis.tickStrings(ticks, 1.0, spacing), strict=True) if text]
    return found


def test_the_table_has_them(panel: LossPanel, controller: FitController, qtbot: QtBot, tmp_path: Path) -> None:
    show(panel, controller, painted_log(30))
    path = tmp_path / "loss.csv"
    with qtbot.waitSignal(controller.message):
        panel._export.write_table(path)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[10]["mean_psnr_decibels"]) == pytest.approx(35 - 20 * 0.5**0.11)
    assert float(rows[10]["colour"]) == pytest.approx(0.5**0.11 / 2)
