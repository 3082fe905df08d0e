"""What is said of a check of cameras, and what is not said twice."""

from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.engine.advice.capture_check import CaptureCheck, ViewCheck
from app.engine.cameras.rigs import sphere_rig
from app.engine.captures.arrangement import arrangement
from app.ui.camera_check_desk import CameraCheckDesk
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.notice_bar import NoticeBar
from tests.support.silent_worker import SilentWorker

VIEWS = sphere_rig(4, (0, 0, 0), 4.0).views


def check(consistency: float) -> CaptureCheck:
    views = tuple(ViewCheck(view.id, consistency, is_against=False) for view in VIEWS)
    return CaptureCheck(len(views), arrangement(VIEWS), consistency, views)


def test_a_check_that_finds_what_the_last_one_found_is_not_told_again(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    document = Document(window)
    controller = FitController(document, SilentWorker(), window)
    desk = CameraCheckDesk(document, controller, NoticeBar(window), window)
    told: list[str] = []
    controller.message.connect(lambda kind, text: told.append(kind))
    for consistency in (0.99, 0.98, 0.97):
        desk.take(check(consistency))
    assert told == ["info"]
    desk.take(check(0.3))
    assert told == ["info", "warning"]
    document.subject_changed.emit()
    desk.take(check(0.3))
    assert told == ["info", "warning", "warning"]
    controller.shut_down(1.0)
