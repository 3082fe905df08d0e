"""The steps of a fit, and what is kept of them. Importing this module imports torch."""

from collections.abc import Callable
from dataclasses import dataclass

from app.cli.progress_bar import ProgressBar
from app.engine.export.animation import Keyframe, keyframe_steps
from app.engine.export.run_record import HistoryEntry
from app.engine.fitting.finite import NonFiniteError
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.notes import Note, NoteKind
from app.engine.fitting.painted_mesh import painted_mesh
from app.engine.fitting.snapshot import mean_psnr_decibels
from app.engine.meshes.mesh import Mesh

_FEW_STEPS = 100  # up to which every step is measured
_MEASURED_EVERY = 10  # steps otherwise: counting pixels takes a part of a step's time
_QUALITY_EVERY = 50  # likewise: all views are rendered in colour for it
_TOLD = (NoteKind.START, NoteKind.TOPOLOGY)


@dataclass(frozen=True, eq=False)
class Sculpted:
    """What is kept of a fit.

    Args:
        history: the steps that were measured.
        keyframes: for the animation; the last is the result.
        failure: one sentence, if a step could not be done.
        notes: what was done to the mesh besides moving it.
    """

    history: tuple[HistoryEntry, ...]
    keyframes: tuple[Keyframe, ...]
    failure: str | None
    notes: tuple[Note, ...]

    @property
    def steps(self) -> int:
        """Updates done."""
        return self.keyframes[-1].step

    @property
    def result(self) -> Mesh:
        """The last good mesh, world coordinates."""
        return self.keyframes[-1].mesh


def sculpted(session: FitSession, stop_requested: Callable[[], bool]) -> Sculpted:
    """Step to the end of the plan, or until told to stop, under a progress bar.

    Args:
        session: a new one.
        stop_requested: asked before each step.
    """
    steps = session.settings.steps
    wanted = set(keyframe_steps(steps))
    history: list[HistoryEntry] = []
    keyframes = [Keyframe(0, _mesh(session))]
    notes: list[Note] = []
    failure = None
    with ProgressBar(steps) as bar:
        while session.step_count < steps and not stop_requested():
            try:
                report = session.step()
            except NonFiniteError as error:
                failure = str(error)
                break
            for note in session.take_notes():
                notes.append(note)
                if note.kind in _TOLD:
                    bar.tell(note.sentence)
            if _is_measured(report.step, steps):
                psnr = _mean_psnr(session) if report.step % _QUALITY_EVERY == 0 or report.step == steps else None
                history.append(HistoryEntry(report.step, report.loss, _mean_iou(session), psnr))
                bar.show(history[-1])
            if report.step in wanted:
                keyframes.append(Keyframe(report.step, _mesh(session)))
            bar.advance()
    if keyframes[-1].step != session.step_count or failure:
        keyframes.append(Keyframe(session.step_count, _mesh(session)))
    return Sculpted(tuple(history), tuple(keyframes), failure, tuple(notes))


def _is_measured(step: int, steps: int) -> bool:
    return steps <= _FEW_STEPS or step % _MEASURED_EVERY == 0 or step in (1, steps)


def _mean_iou(session: FitSession) -> float:
    ious = [item.iou for item in session.iou_per_view()]
    return sum(ious) / len(ious)


def _mean_psnr(session: FitSession) -> float | None:
    shown = session.shown_colours()
    return None if shown is None else mean_psnr_decibels(shown.qualities(with_structure=False))


def _mesh(session: FitSession) -> Mesh:
    return painted_mesh(session.mesh(), session.colours)
