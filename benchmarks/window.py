"""How soon is the window there, does it stay alive while much is computed, and what does it cost the fit?"""

import dataclasses
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication

from app.engine.cameras.rig_settings import RigSettings
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.meshes.model import Model, read_model
from app.engine.targets.rendered import RenderedTargets
from app.resource_files import bundled_model
from app.ui.app_state import AppState
from app.ui.log_book import LogBook
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.window_run import SWITCH_SECONDS, make_application
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine
from benchmarks.support.report import Bar, Report, Table

QUESTION = "window"
STARTS = 5
START_BAR_SECONDS = 3.0
BEAT_MILLISECONDS = 50
HEARTBEAT_BAR_MILLISECONDS = 100.0
BALL = (100, 101)  # 19,994 vertices
VIEWS_OF_BALL = 16
VIEWS_OF_KETTLE = 12
WAIT_SECONDS = 60.0

_START = """
import sys, time
from PyQt6.QtCore import QTimer
from app.ui import window_run
from app.ui.main_window import MainWindow

class Timed(MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.viewport.frameSwapped.connect(self.tell)

    def tell(self):
        self.viewport.frameSwapped.disconnect(self.tell)
        print(time.time(), "torch" in sys.modules, flush=True)
        QTimer.singleShot(0, self.close_at_once)

window_run.MainWindow = Timed
sys.exit(window_run.run(None))
"""


@dataclasses.dataclass(frozen=True)
class Figures:
    """What was found.

    Args:
        start_seconds: from the process's start to the first picture of its window, one for each start.
        heartbeat_milliseconds: between beats of a timer in the window's thread, 20,000 vertices seen by 16 views.
        steps_per_second_of_ball: of the fit meanwhile.
        run_seconds: of the kettle's plan in the window.
        alone_seconds: of the same fit without a window, in the same process.
    """

    start_seconds: tuple[float, ...]
    heartbeat_milliseconds: tuple[float, ...]
    steps_per_second_of_ball: float
    run_seconds: float
    alone_seconds: float


def measure(beats: int) -> Report:
    """Measure all of it.

    Args:
        beats: of the timer.
    """
    machine = this_machine()
    starts = tuple(_start_seconds() for _ in range(STARTS))
    application = make_application()
    sys.setswitchinterval(SWITCH_SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        window = _window(Path(folder))
        model = read_model(bundled_model("kettle.glb"))
        intervals, rate = _heartbeat(window, model, Path(folder), beats)
        run_seconds = _run_seconds(window, model)
        window.close_at_once()
    application.processEvents()
    figures = Figures(starts, tuple(intervals), rate, run_seconds, _alone_seconds(model))
    notes = (
        "Starts are of a process whose files have been read before; the window shows before torch is loaded.",
        f"Heartbeat: a timer of {BEAT_MILLISECONDS} ms in the window's thread, {len(intervals)} intervals.",
        f"The kettle: {VIEWS_OF_KETTLE} views of 256 x 256 pixels, default settings.",
    )
    title = "The window: its start, its heartbeat, its cost"
    return Report(QUESTION, title, machine, notes, (_table(figures),), _bars(figures), figures)


def _start_seconds() -> float:
    started = time.time()
    done = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[0]) - started


def _window(folder: Path) -> MainWindow:
    preferences = Preferences(folder / "preferences.ini")
    preferences.is_hint_dismissed = True
    window = MainWindow(preferences, LogBook())
    window.show()
    return window


def _wait_until(condition: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise ValueError(f"the window did not get ready within {seconds:g} s")
        QApplication.processEvents()
        time.sleep(0.002)


def _heartbeat(window: MainWindow, model: Model, folder: Path, beats: int) -> tuple[NDArray[np.float64], float]:
    """Milliseconds between beats, and steps a second meanwhile."""
    controller = window.controller
    settings = FitSettings(start=str(_ball(model, folder)), remeshing="off", topology="fixed")
    controller.open(model, RigSettings(views=VIEWS_OF_BALL).around(model.mesh), settings)
    _wait_until(lambda: controller.snapshot is not None and controller.state is AppState.READY)
    controller.start()
    _wait_until(lambda: controller.step_count >= 10)
    times: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: times.append(time.perf_counter()))
    first = controller.step_count
    timer.start(BEAT_MILLISECONDS)
    _run_loop(lambda: len(times) > beats)
    timer.stop()
    rate = (controller.step_count - first) / (times[-1] - times[0])
    controller.pause()
    _wait_until(lambda: not controller.state.is_busy)
    return np.diff(times) * 1000, rate


def _run_loop(until: Callable[[], bool]) -> None:
    """Qt's own loop, as in the program, so that nothing else sets the pace."""
    check = QTimer()
    check.timeout.connect(lambda: QApplication.exit() if until() else None)
    check.start(20)
    QApplication.exec()


def _ball(model: Model, folder: Path) -> Path:
    """A file with a sphere of 20,000 vertices around the model."""
    import trimesh

    ball = trimesh.creation.uv_sphere(count=list(BALL))
    ball.apply_scale(1.2 * model.frame.scale)
    ball.apply_translation(model.frame.center_world)
    path = folder / "ball.ply"
    ball.export(path)
    return path


def _run_seconds(window: MainWindow, model: Model) -> float:
    controller = window.controller
    controller.open(model, RigSettings(views=VIEWS_OF_KETTLE).around(model.mesh), FitSettings())
    _wait_until(lambda: controller.snapshot is not None and controller.state is AppState.READY)
    started = time.perf_counter()
    controller.start()
    _run_loop(lambda: controller.state is AppState.FINISHED)
    return time.perf_counter() - started


def _alone_seconds(model: Model) -> float:
    settings = FitSettings()
    views = RigSettings(views=VIEWS_OF_KETTLE).around(model.mesh)
    source = RenderedTargets(model.mesh, model.frame, torch.device("cpu"))
    session = FitSession.started(start_mesh(settings, model.frame), model.frame, tuple(views), source, settings)
    started = time.perf_counter()
    for _ in range(settings.steps):
        session.step()
    return time.perf_counter() - started


def _table(figures: Figures) -> Table:
    beats = np.array(figures.heartbeat_milliseconds)
    rows = (
        ("start to first picture, median s", f"{np.median(figures.start_seconds):.2f}"),
        ("start to first picture, slowest s", f"{max(figures.start_seconds):.2f}"),
        ("heartbeat, median ms", f"{np.median(beats):.0f}"),
        ("heartbeat, 95th percentile ms", f"{np.percentile(beats, 95):.0f}"),
        ("heartbeat, longest ms", f"{beats.max():.0f}"),
        ("steps/s meanwhile", f"{figures.steps_per_second_of_ball:.1f}"),
        (f"kettle, {FitSettings().steps:,} steps in the window, s", f"{figures.run_seconds:.1f}"),
        ("the same without a window, s", f"{figures.alone_seconds:.1f}"),
        ("ratio", f"{figures.run_seconds / figures.alone_seconds:.2f}"),
    )
    return Table("What was found", ("", "figure"), rows)


def _bars(figures: Figures) -> tuple[Bar, ...]:
    slowest = max(figures.start_seconds)
    p95 = float(np.percentile(figures.heartbeat_milliseconds, 95))
    return (
        Bar(f"the window is up in under {START_BAR_SECONDS:g} s", f"{slowest:.2f} s", slowest < START_BAR_SECONDS),
        Bar(
            f"heartbeat, 95th percentile under {HEARTBEAT_BAR_MILLISECONDS:g} ms",
            f"{p95:.0f} ms",
            p95 < HEARTBEAT_BAR_MILLISECONDS,
        ),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = benchmark_parser(QUESTION, __doc__)
    parser.add_argument("--beats", type=int, default=300, help="how many beats of the timer to watch")
    given = parser.parse_args(argv)
    return reported(QUESTION, given.out, lambda: measure(given.beats))


if __name__ == "__main__":
    sys.exit(main())
