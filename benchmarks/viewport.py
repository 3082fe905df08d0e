"""How many times a second does the viewport draw itself while it is orbited?"""

import itertools
import math
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PyQt6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PyQt6.QtWidgets import QApplication

from app.engine.cameras.rigs import sphere_rig
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.readings import Quantity, Reading
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.normals import vertex_normals
from app.engine.meshes.primitives import icosphere
from app.resource_files import bundled_model
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.gl_support import GlSupport
from app.ui.viewport.viewport import Viewport
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine
from benchmarks.support.report import Bar, Report, Table

QUESTION = "viewport"
SPHERE_LEVEL = 5  # 20,480 faces
WINDOW_SIZE = (1000, 700)
CAMERAS = 12
DEGREES_PER_FRAME = 1.5
WARM_UP_FRAMES = 10
BARRED = "everything, shaded"
SOFTWARE_BAR, GPU_BAR = 30.0, 60.0  # redraws a second
NEARBY = 0.45  # of the distance: the mesh is as high as the window
MESH_ONLY = DisplaySettings(ghost=False, frusta=False, grid=False, axes=False)


@dataclass(frozen=True)
class Case:
    """Something to draw.

    Args:
        name: in words.
        display: what is shown.
        distance_share: of the distance at which a model is seen when it is opened.
    """

    name: str
    display: DisplaySettings
    distance_share: float = 1.0


@dataclass(frozen=True)
class Rate:
    """How fast one case was drawn.

    Args:
        case: its name.
        frames: that were drawn and shown.
        per_second: on average.
        median_ms: between two frames.
        slowest_ms: of the 95th percentile.
        busy_ms: that all threads of the process computed for a frame; other programs do not lengthen it.
    """

    case: str
    frames: int
    per_second: float
    median_ms: float
    slowest_ms: float
    busy_ms: float


CASES = (
    Case("mesh alone", MESH_ONLY),
    Case("mesh and target", replace(MESH_ONLY, ghost=True)),
    Case("everything, shaded", DisplaySettings()),
    Case("everything, shaded, from nearby", DisplaySettings(), NEARBY),
    Case("everything, flat", DisplaySettings(smooth=False)),
    Case("everything, wireframe", DisplaySettings(mode=DisplayMode.WIREFRAME)),
    Case("everything, normals", DisplaySettings(mode=DisplayMode.NORMALS)),
    Case("everything, distances", DisplaySettings(mode=DisplayMode.DISTANCES)),
    Case("everything, colours", DisplaySettings(mode=DisplayMode.COLOUR)),
)


def measure(seconds: float) -> Report:
    """Orbit in a real window, case after case; the next frame is asked for when the one before is on screen.

    Args:
        seconds: for each case.

    Raises:
        ValueError: OpenGL is too old, or it draws too slowly to be measured.
    """
    machine = this_machine()
    viewport = _shown_viewport()
    support = _support_of(viewport)
    _fill(viewport)
    rates = tuple(_rate(viewport, case, seconds) for case in CASES)
    still_ms = _still_ms(viewport)
    viewport.close()
    faces = 20 * 4**SPHERE_LEVEL
    title = f"Redraws a second while orbiting, {faces:,} faces, {WINDOW_SIZE[0]} x {WINDOW_SIZE[1]} pixels, paused"
    notes = (
        f"OpenGL {'.'.join(map(str, support.version))}, {support.renderer}; multisampling {_sampling(support)}.",
        f"Everything is the mesh, the kettle as target, {CAMERAS} cameras with targets on their images, ground, axes.",
        "Each frame goes through the window's composition to the screen; nothing else runs.",
        f"A smoothed still picture took {still_ms:.0f} ms.",
    )
    return Report(QUESTION, title, machine, notes, (_table(rates),), _bars(rates, support), (support, rates))


def _application() -> QApplication:
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise ValueError("needs a display, such as that of xvfb-run")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    return QApplication([QUESTION])


def _shown_viewport() -> Viewport:
    viewport = Viewport()
    viewport.resize(*WINDOW_SIZE)
    viewport.show()
    _wait(0.5)
    return viewport


def _support_of(viewport: Viewport) -> GlSupport:
    if viewport.support is None or viewport.support.problem:
        raise ValueError("needs OpenGL 3.3")
    return viewport.support


def _fill(viewport: Viewport) -> None:
    target = read_mesh(bundled_model("kettle.glb"))
    frame = Frame.around(target)
    sphere = icosphere(SPHERE_LEVEL)
    positions = frame.to_world(0.75 * sphere.positions)
    local = positions.astype(np.float32)
    state = FitState(FitSettings(), Schedule(1), 0, frame, sphere.faces, positions, local, OptimizerState())
    normals = vertex_normals(positions, sphere.faces).astype(np.float32)
    reading = Reading(Quantity.DISTANCE, np.abs(sphere.positions[:, 0]).astype(np.float32))
    viewport.set_target(target)
    viewport.set_snapshot(Snapshot(1, 0, positions, sphere.faces, normals, (), (), state, reading))
    cameras = sphere_rig(CAMERAS, frame.center_world, 3 * frame.scale)
    viewport.set_cameras(cameras, cameras.ids[:1])
    disc = (np.hypot(*np.mgrid[-64:64, -64:64]) < 40) * np.uint8(255)
    for view_id in cameras.ids:
        viewport.set_thumbnail(view_id, disc)
    viewport.frame_opened()
    _wait(0.5)  # until it is there


def _rate(viewport: Viewport, case: Case, seconds: float) -> Rate:
    opened = viewport.orbit_state
    viewport.set_display(case.display)
    viewport.orbit_state = replace(opened, distance_world=case.distance_share * opened.distance_world)
    shown: list[float] = []

    def turn() -> None:
        shown.append(time.perf_counter())
        state = viewport.orbit_state
        viewport.orbit_state = replace(state, azimuth_degrees=state.azimuth_degrees + DEGREES_PER_FRAME)

    viewport.frameSwapped.connect(turn)
    busy = time.process_time()
    viewport.update()
    _wait(seconds)
    busy = time.process_time() - busy
    viewport.frameSwapped.disconnect(turn)
    viewport.orbit_state = opened
    times = shown[WARM_UP_FRAMES:]
    if len(times) < WARM_UP_FRAMES:
        raise ValueError(f"drew only {len(shown)} frames in {seconds:g} s; give it more --seconds")
    gaps = [1e3 * (after - before) for before, after in itertools.pairwise(times)]
    per_second = len(gaps) / (times[-1] - times[0])
    median, slowest = np.percentile(gaps, [50, 95])
    return Rate(case.name, len(gaps), per_second, float(median), float(slowest), 1e3 * busy / len(shown))


def _still_ms(viewport: Viewport) -> float:
    started = time.perf_counter()
    viewport.picture()
    return 1e3 * (time.perf_counter() - started)


def _wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(math.ceil(1e3 * seconds), loop.quit)
    loop.exec()


def _sampling(support: GlSupport) -> str:
    return "only of still pictures" if support.software else f"{support.samples} samples in every frame"


def _table(rates: Sequence[Rate]) -> Table:
    rows = [
        (
            rate.case,
            f"{rate.per_second:.1f}",
            f"{rate.median_ms:.1f}",
            f"{rate.slowest_ms:.1f}",
            f"{rate.busy_ms:.1f}",
            f"{rate.frames:,}",
        )
        for rate in rates
    ]
    return Table("What is drawn", ("", "redraws/s", "median ms", "95 % ms", "busy ms", "frames"), tuple(rows))


def _bars(rates: Sequence[Rate], support: GlSupport) -> tuple[Bar, ...]:
    least = SOFTWARE_BAR if support.software else GPU_BAR
    where = "software OpenGL" if support.software else "a GPU"
    return tuple(
        Bar(
            f"{rate.case}: at least {least:g} redraws/s with {where}",
            f"{rate.per_second:.1f} redraws/s",
            rate.per_second >= least,
        )
        for rate in rates
        if rate.case.startswith(BARRED)
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = benchmark_parser(QUESTION, __doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to orbit in each case")
    given = parser.parse_args(argv)

    def measured() -> Report:
        application = _application()
        report = measure(given.seconds)
        application.quit()
        return report

    return reported(QUESTION, given.out, measured)


if __name__ == "__main__":
    sys.exit(main())
