"""Between the window and the engine's thread: edits become commands, events and snapshots become signals."""

import dataclasses
from collections.abc import Sequence
from queue import Empty

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import View
from app.engine.fitting.commands import (
    Open,
    Pause,
    PreviewTarget,
    ReplaceSettings,
    ReplaceViews,
    Run,
    ShowDistances,
    ShowMoment,
    ShowPresent,
    ShowView,
)
from app.engine.fitting.events import (
    CommandRejected,
    Crashed,
    EngineLoaded,
    EngineMissing,
    Event,
    Failed,
    Finished,
    Opened,
    OpenFailed,
    Paused,
    SettingsReplaced,
    Started,
    Stopped,
    ViewsReplaced,
    ViewsSuspect,
)
from app.engine.fitting.history import History, Keyframe
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Pictures, Snapshot
from app.engine.meshes.model import Model
from app.ui.app_state import AppState
from app.ui.change_labels import cameras_change, same_subject, settings_change
from app.ui.document import Document
from app.ui.fit_worker import FitWorker
from app.ui.step_rate import StepRate
from app.ui.timeline import Timeline
from app.ui.timeline_command import ChangeTimeline

PULL_MILLISECONDS = 33
_STEPS_OF_ONE_CHANGE = 50  # within which a slider that is drawn makes one marker

NOT_LIVE = tuple(field.name for field in dataclasses.fields(FitSettings) if not field.metadata["live"])


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
    crashed = pyqtSignal(str, str)  # a sentence; a traceback

    def __init__(self, document: Document, worker: FitWorker | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._worker = worker or FitWorker()
        self._state = AppState.EMPTY
        self._run = 0
        self._is_opening = False
        self._is_replacing = False  # the document's model, and what it tells meanwhile is not an edit
        self._engine_problem: str | None = None
        self._held = document.settings  # the settings that the fit has, or will have once opened
        self._marked_settings = document.settings  # those that the markers know
        self._sent_views = document.cameras
        self._fitted_views = document.cameras
        self._views_in_flight = False
        self._preview_in_flight = False
        self._next_preview: View | None = None
        self._shown_view_id: str | None = None
        self._shown: Keyframe | None = None
        self._snapshot: Snapshot | None = None
        self._pictures: Pictures | None = None
        self._rate = StepRate()
        self.run_log = RunLog()
        self.history = History()
        self.device = ""
        document.cameras_changed.connect(self._send_views)
        document.settings_changed.connect(self._send_settings)
        document.selection_changed.connect(self._send_shown_view)
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
        if self._shown is None or not self.history.keyframes:
            return None
        distances = [abs(keyframe.step - self._shown.step) for keyframe in self.history.keyframes]
        return distances.index(min(distances))

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
        wanted = self._document.settings
        return tuple(name for name in NOT_LIVE if getattr(wanted, name) != getattr(self._held, name))

    @property
    def start_problem(self) -> str | None:
        """Why the fit cannot be started, in a sentence; None if it can."""
        if self._document.model is None:
            return "Open a model first."
        if self._engine_problem is not None:
            return self._engine_problem
        if not len(self._document.cameras):
            return "Add a camera first."
        if not self._document.cameras.enabled:
            return "Enable at least one camera first."
        return None

    # What can be done

    def open(
        self, model: Model | None, cameras: CameraSet, settings: FitSettings, timeline: Timeline | None = None
    ) -> None:
        """Take up a model; what was done to the one before cannot be undone any more.

        Args:
            model: what to sculpt; None for nothing.
            cameras: all views.
            settings: of the fit.
            timeline: where to go on from; None to begin.
        """
        self._is_replacing = True
        self._document.open(model, cameras, settings)
        self._is_replacing = False
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
            self._worker.send(Pause())
            self._set_state(AppState.STOPPING if self._state is AppState.RUNNING else self._resting_state())

    def reset(self) -> None:
        """Begin again with the document's settings; undo brings the fit back as it is now."""
        if self._document.model is not None:
            self._go_to(Timeline(self._document.settings, RunLog(), ()), "Reset")

    def show_keyframe(self, index: int | None) -> None:
        """Show an earlier moment; the fit itself is not touched. None for the present again."""
        keyframes = self.history.keyframes
        shown = keyframes[index] if index is not None and keyframes else None
        if shown is self._shown:
            return
        self._shown = shown
        if shown is None:
            self._worker.send(ShowPresent())
        else:
            self._worker.send(ShowMoment(shown.snapshot, shown.views.views))
        self.shown_keyframe_changed.emit()
        self._emit_snapshot()

    def continue_from(self, index: int) -> None:
        """Go on from an earlier moment, with the cameras and live settings as they are now.

        What came after it is put aside; undo brings it back.
        """
        keyframe = self.history.keyframes[index]
        run_log = self.run_log.copy()
        run_log.truncate(keyframe.step)
        keyframes = self.history.keyframes[: index + 1]
        self._go_to(Timeline(keyframe.snapshot.state, run_log, keyframes), f"Continue from step {keyframe.step:,}")

    def preview(self, view: View) -> None:
        """Ask for what a view would show while it is being moved; only the latest is answered."""
        if self._preview_in_flight:
            self._next_preview = view
        elif self._document.model is not None:
            self._preview_in_flight = True
            self._worker.send(PreviewTarget(view))

    def want_distances(self, wanted: bool) -> None:
        """Have snapshots tell the vertices' distances from the model, or no longer."""
        self._worker.send(ShowDistances(wanted))

    def timeline(self) -> Timeline:
        """The present fit with its past, as a value."""
        start = self._snapshot.state if self._snapshot is not None else self._held
        return Timeline(start, self.run_log.copy(), self.history.keyframes)

    def shut_down(self, seconds: float) -> bool:
        """End the engine's thread; return whether it has ended."""
        self._timer.stop()
        return self._worker.stop(seconds)

    # Towards the engine

    def _run_steps(self, steps: int | None) -> None:
        if self.start_problem is not None:
            self.message.emit("warning", self.start_problem)
        elif not self._state.is_busy:
            self.show_keyframe(None)
            self._worker.send(Run(steps))
            self._set_state(AppState.STARTING)

    def _go_to(self, timeline: Timeline, text: str) -> None:
        self._document.undo_stack.push(ChangeTimeline(text, self.timeline(), timeline, self._take_up))

    def _take_up(self, timeline: Timeline) -> None:
        model = self._document.model
        if model is None:
            self._set_state(AppState.EMPTY)
            return
        self._run += 1
        self._is_opening = True
        self._views_in_flight = False
        self._shown, self._snapshot, self._pictures = None, None, None
        self._rate.restart()
        self.run_log = timeline.run_log.copy()
        self.history = History(self.history.limit_bytes, timeline.keyframes)
        start = timeline.start
        self._held = self._marked_settings = start if isinstance(start, FitSettings) else start.settings
        self._sent_views = self._fitted_views = self._document.cameras
        self._worker.send(Open(self._run, model, self._sent_views.views, start))
        self._shown_view_id = None
        self._send_shown_view()
        self._set_state(AppState.READY)
        self._send_settings()
        self.needs_reset_changed.emit()
        self.log_changed.emit()
        self.history_changed.emit()
        self.shown_keyframe_changed.emit()

    def _send_views(self) -> None:
        views = self._document.cameras
        if self._is_replacing or self._run == 0 or views is self._sent_views:
            return
        if not self._views_in_flight:  # else when the answer comes: a camera that is drawn must not fill the queue
            self._views_in_flight = True
            self._sent_views = views
            self._worker.send(ReplaceViews(views.views))
        self.state_changed.emit(self._state)  # what can be started may have changed
        if len(views) and not views.enabled:
            self.message.emit("warning", "All cameras are disabled: enable one to go on.")

    def _send_settings(self) -> None:
        if self._is_replacing or self._run == 0:
            return
        kept = {name: getattr(self._held, name) for name in NOT_LIVE}
        effective = dataclasses.replace(self._document.settings, **kept)
        if effective != self._held:
            self._held = effective
            self._worker.send(ReplaceSettings(effective))
        self.needs_reset_changed.emit()

    def _send_shown_view(self) -> None:
        if not self._is_replacing and self._run > 0 and self._document.current_id != self._shown_view_id:
            self._shown_view_id = self._document.current_id
            self._worker.send(ShowView(self._shown_view_id))

    # From the engine

    def _pull(self) -> None:
        """Take what has come; snapshots first, so that an event finds the state it tells of."""
        events = self._events()
        self._take_snapshot()
        for event in events:
            self._take_event(event)
        pictures = self._worker.channels.pictures.take()
        if pictures is not None and pictures.run == self._run:
            self._take_pictures(pictures)
        preview = self._worker.channels.previews.take()
        if preview is not None:
            self._preview_in_flight = False
            self.preview_changed.emit(preview)
            if self._next_preview is not None:
                view, self._next_preview = self._next_preview, None
                self.preview(view)

    def _events(self) -> list[Event]:
        events: list[Event] = []
        while True:
            try:
                events.append(self._worker.channels.events.get_nowait())
            except Empty:
                return events

    def _take_snapshot(self) -> None:
        snapshot = self._worker.channels.snapshots.take()
        if snapshot is None or snapshot.run != self._run:
            return
        last = self.run_log.last
        self.run_log.add_reports([r for r in snapshot.reports if last is None or r.step > last.step])
        self._rate.note(snapshot.step)
        self._snapshot = dataclasses.replace(snapshot, reports=())
        self.history.add(Keyframe(self._snapshot, self._fitted_views))
        self.log_changed.emit()
        self.history_changed.emit()
        if self._shown is None:
            self._emit_snapshot()

    def _emit_snapshot(self) -> None:
        if self.shown_snapshot is not None:
            self.snapshot_changed.emit(self.shown_snapshot)

    def _take_pictures(self, pictures: Pictures) -> None:
        self._pictures = pictures
        mean = pictures.mean_iou
        if self._shown is None:
            if mean is not None and pictures.step > 0:
                self.run_log.add_iou(pictures.step, mean)
        elif pictures.distances_world is not None and pictures.step == self._shown.step:
            shown = dataclasses.replace(self._shown.snapshot, distances_world=pictures.distances_world)
            self._shown = Keyframe(shown, self._shown.views)
            self._emit_snapshot()
        self.pictures_changed.emit(pictures)
        self.log_changed.emit()

    def _take_event(self, event: Event) -> None:
        if self._is_opening and not isinstance(event, Opened | OpenFailed | EngineLoaded | EngineMissing | Crashed):
            return  # it is of the fit before
        match event:
            case EngineLoaded(device):
                self.device = device
            case EngineMissing(message):
                self._engine_problem = message
                self._fail(message)
            case Opened(run, _, device) if run == self._run:
                self._is_opening = False
                self.device = device
                if self._state is not AppState.STARTING:
                    self._set_state(self._resting_state())
            case OpenFailed(run, message) if run == self._run:
                self._is_opening = False
                self._fail(message)
            case Started():
                self._rate.restart()
                self._set_state(AppState.RUNNING)
            case Paused() | Stopped():
                self._set_state(self._resting_state())
            case Finished(step):
                self._set_state(AppState.FINISHED)
                self.message.emit("info", f"Finished after {step:,} steps. Start goes on past the end.")
            case Failed(_, _, message):
                self._fail(message)
            case SettingsReplaced(step, settings):
                self._mark_settings(step, settings)
            case ViewsReplaced(step, _):
                self._views_in_flight = False
                self._mark(step, cameras_change(self._fitted_views, self._sent_views))
                self._fitted_views = self._sent_views
                self._send_views()
            case ViewsSuspect(empty_ids, full_ids):
                self._warn_of_views(empty_ids, full_ids)
            case CommandRejected():
                self._take_rejection(event)
            case Crashed(message, report):
                self._take_crash(message, report)

    def _mark_settings(self, step: int, settings: FitSettings) -> None:
        self._mark(step, settings_change(self._marked_settings, settings))
        self._marked_settings = settings

    def _mark(self, step: int, label: str | None) -> None:
        if label is None or step == 0:
            return
        markers = self.run_log.markers
        goes_on = bool(markers) and step - markers[-1].step <= _STEPS_OF_ONE_CHANGE
        self.run_log.add_marker(step, label, in_place_of_last=goes_on and same_subject(label, markers[-1].label))
        self.log_changed.emit()

    def _warn_of_views(self, empty_ids: Sequence[str], full_ids: Sequence[str]) -> None:
        if empty_ids:
            self.message.emit("warning", f"{', '.join(empty_ids)}: sees nothing of the model; turn it or disable it.")
        if full_ids:
            self.message.emit(
                "warning", f"{', '.join(full_ids)}: sees nothing but the model; is it inside? Move it away."
            )

    def _take_rejection(self, event: CommandRejected) -> None:
        if isinstance(event.command, ReplaceViews):
            self._views_in_flight = False
        if isinstance(event.command, PreviewTarget):
            self._preview_in_flight = False
            return
        if isinstance(event.command, Run):
            self._set_state(self._resting_state())
        if not isinstance(event.command, ShowView | ShowDistances | ShowPresent | ShowMoment | Pause):
            self.message.emit("error", event.message)

    def _take_crash(self, message: str, report: str) -> None:
        """The engine goes on without a fit: give it back the last one that is known."""
        self.crashed.emit(message, report)
        self._views_in_flight = self._preview_in_flight = False
        if self._snapshot is not None:
            self._take_up(self.timeline())
        self._fail(f"The engine stopped unexpectedly ({message}); the fit stands where it was last seen.")

    def _fail(self, message: str) -> None:
        self.message.emit("error", message)
        self._set_state(AppState.FAILED)

    def _resting_state(self) -> AppState:
        if self._document.model is None:
            return AppState.EMPTY
        return AppState.PAUSED if self.step_count > 0 else AppState.READY

    def _set_state(self, state: AppState) -> None:
        if state is not AppState.RUNNING:
            self._rate.restart()
        self._state = state
        self.state_changed.emit(state)
