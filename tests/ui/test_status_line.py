# SPDX-License-Identifier: MIT
"""The status line: what it says, and that nothing in it jumps."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.events import Opened, Started
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Pictures, ViewQuality, ViewThumbnail
from app.engine.meshes.model import Model
from app.engine.meshes.primitives import icosphere
from app.engine.remeshing.defects import MeshQuality
from app.ui.app_state import AppState
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.status_line import StatusLine
from app.ui.status_memory import in_words, resident_bytes
from app.ui.status_texts import duration
from tests.support.moments import keyframe
from tests.support.runs import falling_columns, quiet_run
from tests.support.silent_worker import SilentWorker

SOUND = MeshQuality(True, True, 1, 2, 0, 0, 31.2)


@pytest.fixture
def run() -> tuple[Document, FitController]:
    return quiet_run(200, [0, 100, 200])


@pytest.fixture
def line(qtbot: QtBot, run: tuple[Document, FitController]) -> StatusLine:
    line = StatusLine(*run)
    line.resize(1280, 24)
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    return line


def label(line: StatusLine, name: str) -> QLabel:
    found = line.findChild(QLabel, f"status_{name}")
    assert found is not None
    return found


def test_a_run_in_numbers(qtbot: QtBot, line: StatusLine, run: tuple[Document, FitController]) -> None:
    controller = run[1]
    controller._snapshot = keyframe(200).snapshot
    controller.device = "cuda (NVIDIA H200)"
    controller._pictures = Pictures(1, 200, (ViewThumbnail("a", np.zeros((2, 2), np.uint8), None, 0.91256),), None)
    controller.log_changed.emit()
    qtbot.waitUntil(lambda: label(line, "iou").text() == "IoU 0.9126")
    assert label(line, "step").text() == f"step 200 / {FitSettings().steps:,}"
    assert label(line, "loss").text() == f"loss {falling_columns(200)[-1, 1]:.3e}"
    assert label(line, "device").text() == "cuda (NVIDIA H200)"
    assert "MiB, history 0 MiB" in label(line, "memory").text() or "GiB, history 0 MiB" in label(line, "memory").text()
    assert label(line, "rate").text() == "- steps/s" and label(line, "eta").text() == "ETA -"


@pytest.mark.parametrize(
    ("quality", "verdict", "tip"),
    [
        (SOUND, "sound", "1 part, 2 holes through it."),
        (replace(SOUND, watertight=False, outward=False, genus=None), "not closed", "is not closed all round."),
        (replace(SOUND, outward=False), "inside out", "closed all round, but inside out."),
        (replace(SOUND, self_intersecting_faces=1200), "1,200 crossing", "1,200 faces run through others"),
        (replace(SOUND, degenerate_faces=3), "3 without area", "3 faces without area."),
    ],
)
def test_how_sound_the_mesh_is(
    qtbot: QtBot,
    line: StatusLine,
    run: tuple[Document, FitController],
    quality: MeshQuality,
    verdict: str,
    tip: str,
) -> None:
    assert label(line, "mesh").text() == "80 faces"
    run[1].advice.note_quality(quality)
    qtbot.waitUntil(lambda: label(line, "mesh").text() == f"80 faces, {verdict}")
    assert tip in label(line, "mesh").toolTip()
    assert "no angle below 31 degrees" in label(line, "mesh").toolTip()


@pytest.mark.parametrize(("start", "said"), [("best", "carving the hull"), ("sphere", "step 0 / 600")])
def test_what_the_first_step_waits_for(qtbot: QtBot, start: str, said: str) -> None:
    document, worker = Document(), SilentWorker()
    controller = FitController(document, worker)
    line = StatusLine(document, controller)
    qtbot.addWidget(line)
    controller.open(Model("ball", None, icosphere(1)), CameraSet(), FitSettings(steps=600, start=start))
    assert label(line, "step").text() == "step 0 / 600"
    worker.channels.events.put(Opened(1, 0, "cpu"))
    worker.channels.events.put(Started(0))
    qtbot.waitUntil(lambda: controller.state is AppState.RUNNING)
    assert label(line, "step").text() == said
    controller.shut_down(1.0)


def test_no_engine_is_said_to_load_while_there_is_nothing_to_compute(qtbot: QtBot) -> None:
    document = Document()
    line = StatusLine(document, FitController(document, SilentWorker()))
    qtbot.addWidget(line)
    assert label(line, "device").text() == ""


def test_of_colours_the_line_tells_psnr_and_aim(line: StatusLine, run: tuple[Document, FitController]) -> None:
    document, controller = run
    assert label(line, "psnr").isHidden() and label(line, "aim").isHidden()
    controller.run_log.add_quality(300, [ViewQuality("a", 31.0, 30.0, 0.9), ViewQuality("b", 32.5, 30.0, 0.9)])
    line.refresh()
    assert label(line, "psnr").isHidden(), "colours are off"
    for positions, colours, aim in (
        ("on", "on", "finds shape and colours"),
        ("off", "on", "finds colours only"),
        ("on", "off", "finds the shape by shading"),
        ("off", "off", "the shape stays"),
    ):
        changed = replace(document.settings, colour="vertex", fit_positions=positions, fit_colours=colours)
        document.edit_settings("paint", changed)
        line.refresh()
        assert (label(line, "psnr").text(), label(line, "aim").text()) == ("PSNR 31.8 dB", aim)


def test_going_back_leaves_the_numbers_of_the_present(line: StatusLine, run: tuple[Document, FitController]) -> None:
    controller = run[1]
    controller._pictures = Pictures(1, 100, (ViewThumbnail("a", np.zeros((2, 2), np.uint8), None, 0.5),), None)
    controller.show_keyframe(1)
    line.refresh()
    assert label(line, "iou").text() == f"IoU {controller.run_log.ious[-1, 1]:.4f}"
    controller.show_keyframe(None)
    line.refresh()
    assert label(line, "iou").text() == "IoU 0.5000"


def test_a_changed_state_is_shown_at_once(line: StatusLine, run: tuple[Document, FitController]) -> None:
    mark = line.findChild(QWidget, "status_state")
    assert mark is not None
    for state in AppState:
        run[1]._set_state(state)
        assert mark.accessibleName() == state.value


def test_counting_moves_nothing(qtbot: QtBot, line: StatusLine, run: tuple[Document, FitController]) -> None:
    _, controller = run
    places = None
    for step in (888, 111, 7, 999):
        controller._snapshot = keyframe(step).snapshot
        line.refresh()
        qtbot.wait(5)
        now = [label(line, name).x() for name in ("step", "rate", "eta", "loss", "iou")]
        assert places is None or now == places
        places = now


@pytest.mark.parametrize("width", [1920, 1280, 700, 420, 200])
def test_what_does_not_fit_goes_by_importance(qtbot: QtBot, line: StatusLine, width: int) -> None:
    line.resize(width, 24)
    qtbot.wait(5)
    assert line.width() == width
    by_importance = ("step", "iou", "loss", "eta", "rate", "device", "memory")
    shown = [label(line, name).isVisible() for name in by_importance]
    assert shown == sorted(shown, reverse=True)
    assert all(shown) or width < 1280
    for name in by_importance:
        if label(line, name).isVisible():
            assert label(line, name).geometry().right() <= width


def test_a_long_device_name_is_elided(line: StatusLine, run: tuple[Document, FitController]) -> None:
    run[1].device = "cuda (NVIDIA GeForce RTX 4090 Laptop GPU with a very long name)"
    line.refresh()
    assert label(line, "device").text().endswith("…")
    assert run[1].device in label(line, "device").toolTip()


def test_durations_and_amounts() -> None:
    assert [duration(seconds) for seconds in (0.2, 61, 3599, 3600, 360_001)] == [
        "00:01",
        "01:01",
        "59:59",
        "1:00:00",
        "4 days",
    ]
    assert [in_words(amount) for amount in (0, 512 * 2**20, 3 * 2**30)] == ["0 MiB", "512 MiB", "3.0 GiB"]
    resident = resident_bytes()
    assert resident is None or resident > 10 * 2**20
