# SPDX-License-Identifier: MIT
"""A window with a run behind it and the export dialog in front."""

import dataclasses
from pathlib import Path
from typing import TypeVar

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QComboBox, QLabel, QLineEdit, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.commands import Open
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.dialogs.export_kinds import ExportKind
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.jobs_bar import JobsBar
from app.ui.preferences import Preferences
from app.ui.timeline import Timeline
from tests.support.fits import ellipsoid, views_around
from tests.support.hands import click, press, type_text
from tests.support.moments import keyframe
from tests.support.runs import falling_log
from tests.support.silent_worker import SilentWorker

STEPS = (0, 40, 120)
T = TypeVar("T", bound=QWidget)


class ExportDesk:
    """A window with a run that has come to step 120, the export dialog and the strip of jobs."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.document = Document()
        self.worker = SilentWorker()
        self.controller = FitController(self.document, self.worker, self.window)
        self.jobs = JobsBar()
        self.window.setCentralWidget(self.jobs)
        self.messages: list[tuple[str, str]] = []
        self.dialog = self.new_dialog()
        self.window.show()

    def new_dialog(self) -> ExportDialog:
        preferences = Preferences(self.folder / "preferences.ini")
        if preferences.export_folder.parent != self.folder:
            preferences.export_folder = self.folder
        dialog = ExportDialog(self.document, self.controller, picture, self.window, preferences)
        dialog.job_made.connect(self.jobs.run_export)
        dialog.told.connect(lambda level, text: self.messages.append((level, text)))
        return dialog

    def run(self) -> None:
        mesh = ellipsoid()
        cameras = CameraSet(tuple(views_around(mesh, 4)))
        moments = tuple(keyframe(step) for step in STEPS)
        timeline = Timeline(moments[-1].snapshot, falling_log(STEPS[-1]), moments)
        self.controller.open(Model("egg", self.folder / "egg.glb", mesh), cameras, FitSettings(), timeline)
        (opened,) = (command for command in self.worker.sent if isinstance(command, Open))
        self.worker.channels.snapshots.publish(dataclasses.replace(moments[-1].snapshot, run=opened.run))
        self.qtbot.waitUntil(lambda: self.controller.snapshot is not None)

    def button(self, name: str) -> QPushButton:
        return found(self.dialog, QPushButton, name)

    def choose(self, kind: ExportKind, suffix: str | None = None) -> None:
        self.dialog.export(kind)
        assert self.dialog.isVisible()
        if suffix is not None:
            field = found(self.dialog, QComboBox, "edit-format")
            field.setFocus()
            while str(field.currentData()) != suffix:
                press(field, Qt.Key.Key_Down)

    def write_to(self, path: Path) -> None:
        line = found(self.dialog, QLineEdit, "export-path")
        line.selectAll()
        type_text(line, str(path))

    def set_number(self, name: str, text: str) -> None:
        field = found(self.dialog, QWidget, f"edit-{name}").findChild(QLineEdit)
        assert field is not None
        field.setFocus()
        field.selectAll()
        type_text(field, text)
        press(field, Qt.Key.Key_Return)
        assert self.dialog.isVisible()

    def go(self) -> None:
        self.button("export-go").setFocus()
        click(self.button("export-go"))
        assert not self.dialog.isVisible()

    def wait(self) -> str:
        """The message that the job ends with."""
        self.qtbot.waitUntil(lambda: bool(self.jobs.rows) and self.jobs.rows[-1].is_over)
        return self.jobs.rows[-1].text.text()

    @property
    def remark(self) -> str:
        return found(self.dialog, QLabel, "export-remark").text().strip()

    @property
    def summary(self) -> str:
        return found(self.dialog, QLabel, "export-summary").text()


def found(parent: QWidget, kind: type[T], name: str) -> T:
    (child,) = [item for item in parent.findChildren(kind, name) if item.isVisibleTo(parent)]
    return child


def picture() -> QImage:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 30, 30))
    return image
