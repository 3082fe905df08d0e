"""The window: viewport, panels, menus, and what ties them together."""

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QByteArray, QSignalBlocker, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.engine.project.project import Project
from app.ui.action_table import ActionTable
from app.ui.autosave import Autosave
from app.ui.availability import problem_of
from app.ui.background_job import stop_jobs
from app.ui.camera_check_desk import CameraCheckDesk
from app.ui.capture_desk import CaptureDesk
from app.ui.closing import ask_about_unsaved_work
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.dialogs.first_run_hint import FirstRunHint
from app.ui.dialogs.preferences_dialog import PreferencesDialog
from app.ui.document import Document
from app.ui.dropped_file import dropped_file
from app.ui.first_colours import FirstColours
from app.ui.fit_controller import ALL_DISABLED, FitController
from app.ui.handlers.camera_handlers import CameraHandlers
from app.ui.handlers.file_handlers import FileHandlers
from app.ui.handlers.help_handlers import HelpHandlers
from app.ui.handlers.lesson_handlers import LessonHandlers
from app.ui.handlers.run_handlers import RunHandlers
from app.ui.handlers.view_handlers import ViewHandlers
from app.ui.jobs_bar import JobsBar
from app.ui.log_book import LogBook
from app.ui.notice_bar import NoticeBar
from app.ui.panel_docks import PanelDocks
from app.ui.panels.cameras_panel import CamerasPanel
from app.ui.panels.history_bar import HistoryBar
from app.ui.panels.log_panel import LogPanel
from app.ui.panels.loss_panel import LossPanel
from app.ui.panels.mask_panel import MaskPanel
from app.ui.panels.selected_view_panel import SelectedViewPanel
from app.ui.panels.settings_panel import SettingsPanel
from app.ui.panels.views_panel import ViewsPanel
from app.ui.preferences import Preferences
from app.ui.project_files import ProjectFiles
from app.ui.recovery_bar import RecoveryBar
from app.ui.samples_menu import SAMPLES
from app.ui.status_line import StatusLine
from app.ui.theme import ThemeChoice, apply_theme, theme
from app.ui.tool_bar import MainToolBar
from app.ui.viewport.display import DisplaySettings
from app.ui.viewport.viewport import Viewport
from app.ui.viewport_link import ViewportLink
from app.ui.widgets.paced_refresh import PacedRefresh
from app.ui.window_layout import (
    Layout,
    captured_display,
    captured_orbit,
    captured_panels,
    first_size,
    restore_panels,
    restore_state,
    restored_display,
    restored_mode,
    restored_orbit,
)
from app.ui.window_menus import fill_menus

SHUT_DOWN_SECONDS = 2.5
_REFRESH_MILLISECONDS = 200


class MainWindow(QMainWindow):
    """All that the user sees.

    Args:
        preferences: what is remembered of the user.
        log_book: where messages go.
    """

    closed = pyqtSignal()

    def __init__(self, preferences: Preferences, log_book: LogBook) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.preferences = preferences
        self.log_book = log_book
        self.document = Document(self)
        self.controller = FitController(self.document, parent=self)
        for signal in (self.controller.message, self.controller.noted):
            signal.connect(log_book.add_message)
        self.controller.crashed.connect(log_book.add_report)
        self._is_closing = False
        self.has_ended = False
        """Whether all threads have ended, once `closed` has been told."""
        self._make_panels()
        self._make_centre()
        self._make_files()
        self._make_actions()
        self._take_preferences()
        self._connect()
        self._restore_window()
        self._refresh()

    # Parts

    def _make_panels(self) -> None:
        document, controller = self.document, self.controller
        self.views_panel = ViewsPanel(document, controller)
        self.cameras_panel = CamerasPanel(document, controller)
        self.selected_view_panel = SelectedViewPanel(document, controller)
        self.mask_panel = MaskPanel(document, controller)
        self.loss_panel = LossPanel(document, controller)
        self.settings_panel = SettingsPanel(document, controller)
        self.log_panel = LogPanel(self.log_book)
        self.docks = PanelDocks(
            self,
            {
                "views": self.views_panel,
                "cameras": self.cameras_panel,
                "selected_view": self.selected_view_panel,
                "mask": self.mask_panel,
                "loss": self.loss_panel,
                "settings": self.settings_panel,
                "log": self.log_panel,
            },
        )
        self.status_line = StatusLine(document, controller)
        status_bar = self.statusBar()
        assert status_bar is not None
        status_bar.addPermanentWidget(self.status_line, 1)
        status_bar.setSizeGripEnabled(False)

    def _make_centre(self) -> None:
        centre = QWidget(self)
        self.viewport = Viewport(centre)
        self.history_bar = HistoryBar(self.document, self.controller, centre)
        self.recovery_bar = RecoveryBar(centre)
        self.notice_bar = NoticeBar(centre)
        self.jobs_bar = JobsBar(centre)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.recovery_bar)
        column.addWidget(self.notice_bar)
        column.addWidget(self.viewport, 1)
        column.addWidget(self.jobs_bar)
        column.addWidget(self.history_bar)
        self.setCentralWidget(centre)
        self.first_run_hint = FirstRunHint(self.viewport, self.preferences)

    def _make_files(self) -> None:
        self.files = ProjectFiles(self.document, self.controller, self._captured_layout, self.jobs_bar.run, self)
        self._capture_desk = CaptureDesk(self.files, self)
        self.camera_check = CameraCheckDesk(self.document, self.controller, self.notice_bar, self)
        self.autosave = Autosave(self.document, self.controller, self.files, self.preferences, self)
        self.export_dialog = ExportDialog(self.document, self.controller, self.viewport.picture, self, self.preferences)
        self.export_dialog.job_made.connect(self.jobs_bar.run_export)
        self.export_dialog.told.connect(self.log_book.add_message)

    def _make_actions(self) -> None:
        cameras = CameraHandlers(self.document, self.controller, self.viewport, self)
        self.view_handlers = ViewHandlers(self.viewport, self.selected_view_panel, self._reset_layout)
        self.file_handlers = FileHandlers(
            self.document,
            self.files,
            self.export_dialog,
            self.preferences,
            self.unless_unsaved,
            self._ask_to_close,
            self,
        )
        lesson = LessonHandlers(
            self.document, self.controller, self.files, self.selected_view_panel, self.docks, self.unless_unsaved
        )
        handlers = {
            **self.file_handlers.by_id(),
            **cameras.by_id(),
            **self.view_handlers.by_id(),
            **lesson.by_id(),
            **RunHandlers(self.controller, self.history_bar, self).by_id(),
            **HelpHandlers(self.viewport, self.controller, self.first_run_hint, self).by_id(),
            "edit_mask": lambda: self.docks.bring_up("mask"),
            "undo": self.document.undo_stack.undo,
            "redo": self.document.undo_stack.redo,
            "check_cameras": self.camera_check.show,
            "preferences": self._show_preferences,
        }
        self.actions_table = ActionTable(handlers, self)
        self.view_handlers.note_choices(self.actions_table)
        fill_menus(self, self.actions_table, self.preferences, self.docks, self.file_handlers.open)
        self.tool_bar = MainToolBar(self.actions_table, self.document, self.controller, self)
        self.tool_bar.ghost_slider.valueChanged.connect(self.view_handlers.set_ghost_opacity)
        self.addToolBar(self.tool_bar)
        self._link = ViewportLink(self.viewport, self.document, self.controller, cameras)
        self._first_colours = FirstColours(self.document, self.controller, self.actions_table)
        self.controller.advice.view_suggested.connect(cameras.add_suggested)
        self.controller.advice.capture_checked.connect(self.camera_check.take)
        self.cameras_panel.add_action(self.actions_table["suggest_view"])
        self.cameras_panel.rig_requested.connect(cameras.add_rig)
        for part in (self.cameras_panel, self.views_panel, self.camera_check):
            part.look_through_requested.connect(cameras.look_through)

    def _connect(self) -> None:
        self.document.subject_changed.connect(lambda: self.docks.offer("mask", self.document.capture is not None))
        self.selected_view_panel.colours_wanted_changed.connect(self.views_panel.want_colours)
        self.viewport.view_drag_cancelled.connect(self.selected_view_panel.end_preview)
        self.controller.message.connect(self.notice_bar.show_message)
        self.log_book.unseen_changed.connect(self._show_unseen)
        self.viewport.failed.connect(lambda text: self.controller.message.emit("error", text))
        for signal in (
            self.document.subject_changed,
            self.document.cameras_changed,
            self.document.selection_changed,
            self.document.undo_stack.indexChanged,
            self.controller.state_changed,
            self.files.path_changed,
        ):
            signal.connect(self._refresh)
        self._pace = PacedRefresh(self, _REFRESH_MILLISECONDS, self._refresh)
        self.controller.snapshot_changed.connect(self._pace.ask)
        self.files.opened.connect(self._take_opened)
        self.document.cameras_changed.connect(self._withdraw_notice)
        self.files.open_failed.connect(lambda text: self.controller.message.emit("error", text))
        self.files.save_failed.connect(lambda text: self.controller.message.emit("error", text))
        self.files.saved.connect(self._take_saved)
        self.autosave.lost_work_found.connect(self.recovery_bar.offer)
        self.recovery_bar.recover_requested.connect(
            lambda work: self.unless_unsaved(lambda: self.autosave.recover(work))
        )
        self.recovery_bar.discarded.connect(self.autosave.discard)
        self.preferences.changed.connect(self._take_preferences)

    # Opening and closing

    def open_path(self, path: Path) -> None:
        """Open a model, a project or a capture."""
        self.files.open(path)

    def unless_unsaved(self, go_on: Callable[[], None]) -> None:
        """Do something that leaves the present work behind; asks first if it is in no file."""
        if not self.files.is_modified or not self.preferences.values.confirm_close:
            go_on()
            return

        ask_about_unsaved_work(
            self,
            running=self.controller.state.is_busy,
            save=lambda: self.file_handlers.save(go_on),
            go_on=go_on,
        )

    def close_at_once(self) -> None:
        """Close without a question; unsaved work is put aside to be offered at the next start."""
        self._leave(keep_autosave=True)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Ask if there is unsaved work, then stop everything and close."""
        assert event is not None
        if self._is_closing:
            event.accept()
            return
        event.ignore()
        self.unless_unsaved(lambda: self._leave(keep_autosave=False))

    def _ask_to_close(self) -> None:
        self.close()

    def _leave(self, *, keep_autosave: bool) -> None:
        if self._is_closing:
            return
        self._is_closing = True
        deadline = time.monotonic() + SHUT_DOWN_SECONDS
        self.controller.shut_down(0.0)  # it ends while the rest does
        self._remember_window()
        self.autosave.finish(keep=keep_autosave)
        jobs_ended = stop_jobs(max(0.0, deadline - time.monotonic()))
        self.has_ended = self.controller.shut_down(max(0.0, deadline - time.monotonic())) and jobs_ended
        QTimer.singleShot(0, self._end)  # Qt ignores a close within a close

    def _end(self) -> None:
        self.close()
        self.closed.emit()

    # Drag and drop of files

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Take a file or a folder that can be opened."""
        if event is not None and dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open it."""
        path = dropped_file(event.mimeData()) if event is not None else None
        if event is not None and path is not None:
            event.acceptProposedAction()
            self.file_handlers.open(path)

    # What is shown

    def _refresh(self) -> None:
        table = self.actions_table
        table.enable(lambda when: problem_of(when, self.document, self.controller))
        stack = self.document.undo_stack
        table["undo"].setEnabled(stack.canUndo())
        table["redo"].setEnabled(stack.canRedo())
        table["undo"].setText(f"&Undo {stack.undoText()}".rstrip())
        table["redo"].setText(f"&Redo {stack.redoText()}".rstrip())
        subject = self.document.subject
        name = self.files.path.name if self.files.path is not None else (subject.name if subject is not None else "")
        self.setWindowTitle(f"{name}[*] - Photosculpture" if name else "Photosculpture")
        self.setWindowModified(self.files.is_modified)

    def _take_opened(self, project: Project) -> None:
        self.notice_bar.hide()  # it was of the work before
        for warning in project.warnings:
            self.controller.message.emit("warning", warning)
        if self.files.path is not None:
            self.preferences.add_recent_file(self.files.path)
        elif project.subject.path is not None and project.subject.path not in [sample.path for sample in SAMPLES]:
            self.preferences.add_recent_file(project.subject.path)
        self._restore_layout(dict(project.layout))

    def _withdraw_notice(self) -> None:
        if self.document.cameras.enabled or not len(self.document.cameras):
            self.notice_bar.withdraw(ALL_DISABLED)

    def _take_saved(self, path: Path) -> None:
        self.preferences.add_recent_file(path)
        self.controller.message.emit("info", f"Saved {path}.")

    def _show_unseen(self, count: int) -> None:
        self.docks["log"].setWindowTitle(f"Log ({count})" if count else "Log")

    def _show_preferences(self) -> None:
        PreferencesDialog(self.preferences, self).open()

    def _take_preferences(self) -> None:
        values = self.preferences.values
        apply_theme(ThemeChoice(values.theme))
        self.controller.history.limit_bytes = values.history_limit_mib * 2**20
        self.controller.history_changed.emit()

    # Layout

    def _captured_layout(self) -> Layout:
        return {
            "panels": captured_panels(self),
            "display": captured_display(self.view_handlers.display),
            "orbit": captured_orbit(self.viewport.orbit_state),
            "selected_view": self.selected_view_panel.mode.value,
        }

    def _restore_layout(self, layout: Layout) -> None:
        if not layout:
            return
        restore_panels(self, layout.get("panels"))
        self._show_display(restored_display(self.view_handlers.display, layout.get("display")))
        orbit = restored_orbit(layout.get("orbit"))
        if orbit is not None:
            self.viewport.orbit_state = orbit
        self.selected_view_panel.set_mode(restored_mode(layout.get("selected_view")) or self.selected_view_panel.mode)

    def _reset_layout(self) -> None:
        self.docks.lay_out()

    def _show_display(self, display: DisplaySettings) -> None:
        self.view_handlers.show(display, self.actions_table)
        with QSignalBlocker(self.tool_bar.ghost_slider):  # nobody has moved it
            self.tool_bar.ghost_slider.setValue(round(100 * display.ghost_opacity))

    def _restore_window(self) -> None:
        if not self.restoreGeometry(QByteArray(self.preferences.window_geometry)):
            self.resize(first_size(self.screen()))
        self.docks.lay_out()
        restore_state(self, QByteArray(self.preferences.window_state))
        chosen = dataclasses.replace(self.preferences.display(), colours=theme())
        self.view_handlers.begin(chosen, self.actions_table)
        self._show_display(chosen)
        self.selected_view_panel.want_colours(self.preferences.wants_colours)

    def _remember_window(self) -> None:
        self.preferences.window_geometry = self.saveGeometry().data()
        self.preferences.window_state = self.saveState().data()
        self.preferences.set_display(self.view_handlers.chosen)
        self.preferences.wants_colours = self.selected_view_panel.wants_colours
