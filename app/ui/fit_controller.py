"""Between the window and the engine's thread: edits become commands, events and snapshots become signals."""

import dataclasses

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.engine.cameras.camera_set import CameraSet
from app.engine.captures.subject import Subject
from app.engine.fitting import commands, events
from app.engine.fitting.history import History, Keyframe
from app.engine.fitting.notes import Note
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Pictures, Snapshot
from app.ui.app_state import AppState
from app.ui.change_labels import suspicions
from app.ui.change_markers import ChangeMarkers
from app.ui.document import Document
from app.ui.edit_sender import EditSender
from app.ui.fit_advice import FitAdvice
from app.ui.fit_worker import FitWorker
from app.ui.shown_moment import index_of, with_reading
from app.ui.start_lack import lack
from app.ui.step_rate import StepRate
from app.ui.timeline import Timeline
from app.ui.timeline_command import ChangeTimeline, thin_out_timelines

PULL_MILLISECONDS = 33
ALL_DISABLED = "All cameras are disabled: enable one to go on."
_SHOW = commands.ShowView | commands.ShowReading | commands.ShowPresent | commands.ShowMoment


class FitController(QObject):
    """Drives the fit of a document's model.

    Args:
        document: its edits take effect at the next step.
        worker: the engine's thread; None to start one.
        parent: Qt's.
    """

    state_changed = pyqtSignal(object)  # AppState
    snapshot_changed = pyqtSignal(object)  # Snapshot, the one to show
    pictures_changed = pyqtSignal(object)  # Pictures
    preview_changed = pyqtSignal(object)  # TargetPreview
    log_changed = pyqtSignal()
    history_changed = pyqtSignal()
    shown_keyframe_changed = pyqtSignal()
    needs_reset_changed = pyqtSignal()
    message = pyqtSignal(str, str)  # info, warning or error; a sentence
    noted = pyqtSignal(str, str)  # the same, for the log alone
    crashed = pyqtSignal(str, str)  # a sentence; a traceback

    def __init__(self, document: Document, worker: FitWorker | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._worker = worker or FitWorker()
        self._state = AppState.EMPTY
        self._run = 0
        self._is_opening = False
        self._has_fit = False  # whether the engine has one, or will once it has opened it
        self._is_mending = False  # after a crash, until it runs
        self._engine_problem: str | None = None
        self.edits = EditSender(document, self._worker.send, self)
        self._markers = ChangeMarkers(document.settings)
        self._shown: Keyframe | None = None
        self._snapshot: Snapshot | None = None
        self._pictures: Pictures | None = None
        self._rate = StepRate()
        self.run_log = RunLog()
        self.history = History()
        self.device = ""
        self.advice = FitAdvice(self)
        self.edits.needs_reset_changed.connect(self._look_at_what_needs_a_reset)
        document.cameras_changed.connect(self._look_at_cameras)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._pull)
        self._timer.start(PULL_MILLISECONDS)

    # What there is

    @property
    def state(self) -> AppState:
        """What the program is doing."""
        return self._state

    @property
    def snapshot(self) -> Snapshot | None:
        """The newest mesh."""
        return self._snapshot

    @property
    def shown_snapshot(self) -> Snapshot | None:
        """The mesh to show: the newest, or that of the keyframe that has been gone back to."""
        return self._shown.snapshot if self._shown is not None else self._snapshot

    @property
    def pictures(self) -> Pictures | None:
        """The newest pictures of the views."""
        return self._pictures

    @property
    def shown_cameras(self) -> CameraSet:
        """The cameras to show: the document's, or those of the keyframe that has been gone back to."""
        return self._shown.views if self._shown is not None else self._document.cameras

    @property
    def shown_keyframe(self) -> int | None:
        """Which keyframe has been gone back to; None for the present."""
        return index_of(self._shown, self.history.keyframes)

    @property
    def steps_per_second(self) -> float:
        """How fast the fit goes; 0 at rest."""
        return self._rate.per_second if self._state is AppState.RUNNING else 0.0

    @property
    def step_count(self) -> int:
        """Updates done."""
        return self._snapshot.step if self._snapshot is not None else 0

    @property
    def needs_reset(self) -> tuple[str, ...]:
        """The settings whose values in the document take hold only after a reset."""
        return self.edits.needs_reset

    @property
    def start_problem(self) -> str | None:
        """Why the fit cannot be started, in a sentence; None if it can."""
        has_subject = self._document.subject is not None
        return self._engine_problem if has_subject and self._engine_problem else lack(self._document)

    # What can be done

    def open(
        self, subject: Subject | None, cameras: CameraSet, settings: FitSettings, timeline: Timeline | None = None
    ) -> None:
        """Take up a model or a capture; what was done to the one before cannot be undone any more.

        Args:
            subject: what to sculpt; None for nothing.
            cameras: all views.
            settings: of the fit.
            timeline: where to go on from; None to begin.
        """
        self.edits.suspend()
        self._document.open(subject, cameras, settings)
        self._take_up(timeline or Timeline(settings, RunLog(), ()))

    def start(self) -> None:
        """Run to the end of the plan, or past it until told to pause."""
        self._run_steps(None)

    def step(self) -> None:
        """Do one step."""
        self._run_steps(1)

    def run_more(self, steps: int) -> None:
        """Do so many steps more."""
        self._run_steps(steps)

    def pause(self) -> None:
        """Rest after the step that is being done."""
        if self._state in (AppState.RUNNING, AppState.STARTING):
            self._worker.send(commands.Pause())
            self._set_state(AppState.STOPPING if self._state is AppState.RUNNING else self._resting_state())

    def reset(self) -> None:
        """Begin again with the document's settings; undo brings the fit back as it is now."""
        if self._document.subject is not None:
            self._go_to(Timeline(self._document.settings, RunLog(), ()), "Reset")

    def show_keyframe(self, index: int | None) -> None:
        """Show an earlier moment; the fit itself is not touched. None for the present again."""
        keyframes = self.history.keyframes
        shown = keyframes[index] if index is not None and keyframes else None
        if shown is self._shown:
            return
        self._shown = shown
        if shown is None:
            self._worker.send(commands.ShowPresent())
        else:
            self._worker.send(commands.ShowMoment(shown.snapshot, shown.views.views))
        self.shown_keyframe_changed.emit()
        self._emit_snapshot()

    def continue_from(self, index: int) -> None:
        """Go on from an earlier moment, with the cameras and live settings as they are now.

        What came after it is put aside; undo brings it back.
        """
        keyframe = self.history.keyframes[index]
        run_log = self.run_log.copy()
        run_log.truncate(keyframe.step)
        self._markers.note_views(run_log, keyframe.step, keyframe.views, self._document.cameras)
        keyframes = self.history.keyframes[: index + 1]
        self._go_to(Timeline(keyframe.snapshot, run_log, keyframes), f"Continue from step {keyframe.step:,}")

    def timeline(self) -> Timeline:
        """The present fit with its past, as a value."""
        run_log = self.run_log.copy()
        run_log.truncate(self.step_count)  # pictures and changes are told of a little ahead of the mesh
        return Timeline(self._snapshot or self._document.settings, run_log, self.history.keyframes)

    def shut_down(self, seconds: float) -> bool:
        """End the engine's thread; return whether it has ended."""
        self._timer.stop()
        return self._worker.stop(seconds)

    # Towards the engine

    def _run_steps(self, steps: int | None) -> None:
        if self.start_problem is not None:
            self.message.emit("warning", self.start_problem)
        elif not self._state.is_busy:
            if not self._has_fit:  # what kept the engine from having one may have passed
                self._take_up(self.timeline())
            self.show_keyframe(None)
            self.edits.flush()
            self._worker.send(commands.Run(steps))
            self._set_state(AppState.STARTING)

    def _go_to(self, timeline: Timeline, text: str) -> None:
        thin_out_timelines(self._document.undo_stack)
        self._document.undo_stack.push(ChangeTimeline(text, timeline, self.timeline, self._take_up))

    def _take_up(self, timeline: Timeline) -> None:
        subject = self._document.subject
        if subject is None:
            self._set_state(AppState.EMPTY)
            return
        self._run += 1
        self._is_opening = self._has_fit = True
        self._shown, self._pictures = None, None
        self.advice.note_quality(None)
        self._snapshot = timeline.snapshot(self._run)  # so that nothing is lost if it cannot be opened
        self._rate.restart()
        self.run_log = timeline.run_log.copy()
        self.history = History(self.history.limit_bytes, timeline.keyframes)
        self._markers = ChangeMarkers(timeline.settings)
        self.edits.open(self._run, subject, timeline.start_of_fit)
        self._set_state(AppState.READY)
        self.log_changed.emit()
        self.history_changed.emit()
        self.shown_keyframe_changed.emit()
        self._emit_snapshot()

    def _look_at_what_needs_a_reset(self) -> None:
        """Before the first step there is nothing to lose: begin again at once."""
        if self.needs_reset and self._state is AppState.READY and self.step_count == 0:
            self._take_up(Timeline(self._document.settings, RunLog(), ()))
        self.needs_reset_changed.emit()

    def _look_at_cameras(self) -> None:
        self.state_changed.emit(self._state)  # whether the fit can be started may have changed
        if len(self._document.cameras) and not self._document.cameras.enabled:
            self.message.emit("warning", ALL_DISABLED)

    # From the engine

    def _pull(self) -> None:
        """Take what has come; snapshots first, so that an event finds the state it tells of."""
        told = self._worker.take_events()
        self._take_snapshot()
        for event in told:
            self._take_event(event)
        pictures = self._worker.channels.pictures.take()
        if pictures is not None and pictures.run == self._run:
            self._take_pictures(pictures)
        preview = self._worker.channels.previews.take()
        if preview is not None:
            self.preview_changed.emit(preview)
            self.edits.note_preview()

    def _take_snapshot(self) -> None:
        snapshot = self._worker.channels.snapshots.take()
        if snapshot is None or snapshot.run != self._run:
            return
        last = self.run_log.last
        self.run_log.add_reports([r for r in snapshot.reports if last is None or r.step > last.step])
        self.run_log.add_quality(snapshot.step, snapshot.quality_per_view)
        self._rate.note(snapshot.step)
        self._snapshot = dataclasses.replace(snapshot, reports=())
        self.history.add(Keyframe(self._snapshot, self.edits.fitted_views))
        self.log_changed.emit()
        self.history_changed.emit()
        if self._shown is None:
            self._emit_snapshot()

    def _emit_snapshot(self) -> None:
        if self.shown_snapshot is not None:
            self.snapshot_changed.emit(self.shown_snapshot)

    def _take_pictures(self, pictures: Pictures) -> None:
        self._pictures = pictures
        if self._shown is None:
            self.run_log.add_pictures(pictures)
        else:
            before, self._shown = self._shown, with_reading(self._shown, pictures)
            if self._shown is not before:
                self._emit_snapshot()
        self.pictures_changed.emit(pictures)
        self.log_changed.emit()

    def _take_event(self, event: events.Event) -> None:
        if self._is_opening and not isinstance(
            event, events.Opened | events.OpenFailed | events.EngineLoaded | events.EngineMissing | events.Crashed
        ):
            return  # it is of the fit before
        match event:
            case events.EngineLoaded(device):
                self.device = device
            case events.EngineMissing(message):
                self._engine_problem = message
                self._fail(message)
            case events.Opened(run, _, device) if run == self._run:
                self._is_opening = False
                self.device = device
                if self._state is not AppState.STARTING:
                    self._set_state(self._resting_state())
            case events.OpenFailed(run, message) if run == self._run:
                self._is_opening = self._has_fit = False
                self._fail(message)
            case events.Started():
                self.advice.note_quality(None)
                self._is_mending = False
                self._rate.restart()
                self._set_state(AppState.RUNNING)
            case events.MeshChanged(note):
                self._take_note(note)
            case events.MeshMeasured(step, quality) if step == self.step_count:
                self.advice.note_quality(quality)
            case events.ViewSuggested() | events.CaptureChecked():
                self.advice.tell(event)
            case events.Paused() | events.Stopped():
                self._set_state(self._resting_state())
            case events.Finished(step):
                self._set_state(AppState.FINISHED)
                self.message.emit("info", f"Finished after {step:,} steps. Start goes on past the end.")
            case events.Failed(_, _, message):
                self._fail(message)
            case events.SettingsReplaced(step, settings):
                self._markers.note_settings(self.run_log, step, settings)
                self.log_changed.emit()
            case events.ViewsReplaced(step, _):
                before = self.edits.fitted_views
                self.edits.note_views(taken=True)
                self._markers.note_views(self.run_log, step, before, self.edits.fitted_views)
                self.log_changed.emit()
            case events.ViewsSuspect(empty_ids, full_ids):
                for sentence in suspicions(empty_ids, full_ids, self._document.capture is not None):
                    self.message.emit("warning", sentence)
            case events.CommandRejected():
                self._take_rejection(event)
            case events.Crashed(message, report):
                self._take_crash(message, report)

    def _take_note(self, note: Note) -> None:
        told = self.message if self._markers.note_mesh(self.run_log, note) else self.noted
        told.emit("info", f"{note.sentence[:1].upper()}{note.sentence[1:]}.")
        self.log_changed.emit()

    def _take_rejection(self, event: events.CommandRejected) -> None:
        match event.command:
            case commands.ReplaceViews():
                self.edits.note_views(taken=False)
            case commands.PreviewTarget():
                self.edits.note_preview()
                return
            case commands.Run():
                self._set_state(self._resting_state())
            case command if isinstance(command, _SHOW | commands.Pause):
                return  # there is nothing to show or to pause
        self.message.emit("error", event.message)

    def _take_crash(self, message: str, report: str) -> None:
        """The engine goes on without a fit: give it back the last one that is known, unless that has not helped."""
        self.crashed.emit(message, report)
        hopeless = self._is_opening or self._is_mending or self._snapshot is None
        self._is_opening = self._has_fit = False
        if not hopeless:
            self._is_mending = True
            self._take_up(self.timeline())
        self._fail(f"The engine stopped unexpectedly ({message}); the fit stands where it was last seen.")

    def _fail(self, message: str) -> None:
        self.message.emit("error", message)
        self._set_state(AppState.FAILED)

    def _resting_state(self) -> AppState:
        if self._document.subject is None:
            return AppState.EMPTY
        return AppState.PAUSED if self.step_count > 0 else AppState.READY

    def _set_state(self, state: AppState) -> None:
        if state is not AppState.RUNNING:
            self._rate.restart()
        self._state = state
        self.state_changed.emit(state)
