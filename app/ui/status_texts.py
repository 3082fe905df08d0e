"""What the status bar says, as plain text."""

import math
from typing import TYPE_CHECKING

from app.ui import colour_images
from app.ui.app_state import AppState
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.status_memory import in_words, resident_bytes

if TYPE_CHECKING:
    from app.engine.remeshing.defects import MeshQuality

NOTHING = "-"


def step_text(document: Document, controller: FitController) -> str:
    """Steps done and planned; before the first one, what it waits for."""
    is_beginning = controller.state is AppState.RUNNING and controller.step_count == 0
    if is_beginning and document.settings.start in ("best", "hull"):
        return "carving the hull"
    return f"step {controller.step_count:,} / {document.settings.steps:,}"


def rate_text(controller: FitController) -> str:
    """Steps a second."""
    rate = controller.steps_per_second
    if rate <= 0:
        return f"{NOTHING} steps/s"
    return f"{rate:.1f} steps/s" if rate < 99.95 else f"{rate:,.0f} steps/s"


def remaining_text(document: Document, controller: FitController) -> str:
    """Time until the end of the plan."""
    rate = controller.steps_per_second
    left = document.settings.steps - controller.step_count
    return f"ETA {duration(left / rate) if rate > 0 and left > 0 else NOTHING}"


def duration(seconds: float) -> str:
    """Minutes and seconds, with hours or days where there are any."""
    whole = math.ceil(seconds)
    if whole >= 100 * 3600:
        return f"{whole / 86400:.0f} days"
    minutes = f"{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 3600}:{minutes}" if whole >= 3600 else minutes


def loss_text(controller: FitController) -> str:
    """The loss of the latest step."""
    last = controller.run_log.last
    return f"loss {last.loss:.3e}" if last is not None else f"loss {NOTHING}"


def iou_text(controller: FitController) -> str:
    """The mean IoU over the views; like all of the line of the present, also while an earlier moment is shown."""
    mean = controller.pictures.mean_iou if controller.pictures is not None else None
    if controller.shown_keyframe is not None:
        ious = controller.run_log.ious
        mean = float(ious[-1, 1]) if len(ious) else None
    return f"IoU {mean:.4f}" if mean is not None else f"IoU {NOTHING}"


def psnr_text(document: Document, controller: FitController) -> str:
    """The mean PSNR over the views; nothing while there are no colours."""
    psnrs = controller.run_log.psnrs
    if document.settings.colour == "off" or not len(psnrs):
        return ""
    return f"PSNR {colour_images.psnr_text(float(psnrs[-1, 1]))}"


def aim_text(document: Document) -> str:
    """What is being found, where that is not the shape alone."""
    settings = document.settings
    if settings.colour == "off" or document.subject is None:
        return ""
    if settings.fit_positions == "off":
        return "finds colours only" if settings.fit_colours == "on" else "the shape stays"
    return "finds shape and colours" if settings.fit_colours == "on" else "finds the shape by shading"


def mesh_text(controller: FitController) -> str:
    """How fine the mesh is, and at rest how sound."""
    snapshot = controller.snapshot
    if snapshot is None:
        return f"{NOTHING} faces"
    faces = f"{len(snapshot.faces):,} faces"
    return f"{faces}, {_verdict(controller.advice.quality)}" if controller.advice.quality is not None else faces


def mesh_tip(controller: FitController) -> str:
    """All that is known about the mesh, a line each."""
    quality = controller.advice.quality
    if quality is None:
        return "How fine the present mesh is; once the fit rests, it is checked whether it could be printed."
    holes = f", {_count(quality.genus, 'hole')} through it" if quality.genus is not None else ""
    lines = [
        f"The mesh {'is' if quality.watertight else 'is not'} closed all round"
        + (", but inside out." if quality.watertight and not quality.outward else "."),
        f"{_count(quality.components, 'part')}{holes}.",
        f"{_count(quality.self_intersecting_faces, 'face')} run through others, "
        f"{_count(quality.degenerate_faces, 'face')} without area.",
        f"99 % of the faces have no angle below {quality.smallest_angle_p1_degrees:.0f} degrees.",
    ]
    return "\n".join(lines)


def _verdict(quality: "MeshQuality") -> str:
    if not quality.watertight:
        return "not closed"
    if not quality.outward:
        return "inside out"
    if quality.self_intersecting_faces:
        return f"{quality.self_intersecting_faces:,} crossing"
    return f"{quality.degenerate_faces:,} without area" if quality.degenerate_faces else "sound"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"no {noun}s"


def device_text(controller: FitController) -> str:
    """What is computed on; nothing before there is a model, for which the engine is loaded."""
    if controller.state is AppState.EMPTY:
        return controller.device
    return controller.device or "loading the engine"


def memory_text(controller: FitController) -> str:
    """What the process takes, and the history's share of it."""
    resident = resident_bytes()
    history = f"history {in_words(controller.history.memory_bytes)}"
    return f"{in_words(resident)}, {history}" if resident is not None else history
