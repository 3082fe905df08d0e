"""A capture opened: its pictures developed, its masks made, all at once and with progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import View
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.arrangement import arrangement, rough_frame
from app.engine.captures.capture import Capture
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.capture_options import CaptureOptions
from app.engine.captures.developing import DevelopedShot, OnPicture, developed_shots
from app.engine.captures.shot import ShotList
from app.engine.captures.shot_files import read_shots
from app.engine.captures.view_masks import chosen_masks
from app.engine.masking.mask_images import shows_background, shows_object
from app.engine.progress import Progress

_NAMED = 8  # files that one sentence lists


@dataclass(frozen=True, eq=False)
class OpenedCapture:
    """A capture and what is to be said of it.

    Args:
        capture: the photographs.
        cameras: their views with masks, in the order of its files.
        warnings: sentences, each naming the files that are left out or switched off, and why.
    """

    capture: Capture
    cameras: CameraSet
    warnings: tuple[str, ...]


def read_capture(
    path: Path,
    options: CaptureOptions | None = None,
    progress: Progress | None = None,
    on_picture: OnPicture | None = None,
) -> OpenedCapture:
    """Open photographs with known cameras.

    Pictures that cannot be used are left out. Views whose mask is missing, or cannot be one, are switched off.

    Args:
        path: of a file or folder; see `read_shots`.
        options: how it is read; None for the defaults.
        progress: told of each picture; None where nobody looks.
        on_picture: called in the calling thread for each picture as it comes, with its view's id and a small version of
            it, (h, w, 3) uint8, RGB, of at most `THUMBNAIL_PIXELS` a side.

    Raises:
        CaptureFileError: there is no capture, or none of its pictures can be used.
        Cancelled: by `progress`.
    """
    options, progress = options or CaptureOptions(), progress or Progress()
    progress.report(0.0, "cameras")
    shots = read_shots(path, options.turntable)
    results = developed_shots(shots.shots, options, progress, on_picture)
    entries = [result for result in results if isinstance(result, DevelopedShot)]
    warnings = [*shots.warnings, *(result for result in results if isinstance(result, str))]
    if not entries:
        raise CaptureFileError(f"{shots.path}: no picture can be used; {warnings[-1]}")
    warnings += [warning for entry in entries for warning in entry.warnings]
    progress.report(1.0, "masks")
    masks = chosen_masks([entry.sources for entry in entries], options.masks)
    faults = [_fault(entry, mask) for entry, mask in zip(entries, masks, strict=True)]
    views = tuple(_view(*parts) for parts in zip(entries, masks, faults, strict=True))
    return OpenedCapture(_capture(shots, entries, views), CameraSet(views), (*warnings, *_sentences(entries, faults)))


def _fault(entry: DevelopedShot, mask: ViewMask | None) -> str | None:
    """Why a view is switched off; None if it is not."""
    if mask is None:
        return "there is no mask for it"
    if mask.known is not None and not mask.known.any():
        return "no pixel of it is known"
    if not shows_object(mask):
        return "its mask shows nothing but background"
    if not shows_background(mask):
        return "its mask shows nothing but the object"
    return None if entry.shot.has_good_silhouette else "as the capture's own files say"


def _view(entry: DevelopedShot, mask: ViewMask | None, fault: str | None) -> View:
    return View(entry.shot.id, entry.camera, entry.image_size, fault is None, entry.shot.weight, mask)


def _sentences(entries: Sequence[DevelopedShot], faults: Sequence[str | None]) -> list[str]:
    """One for each reason, which names its files."""
    sentences = []
    for reason in dict.fromkeys(fault for fault in faults if fault is not None):
        names = [entry.shot.image_path.name for entry, fault in zip(entries, faults, strict=True) if fault == reason]
        rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        sentences.append(f"{', '.join(names[:_NAMED])}{rest}: switched off, {reason}.")
    return sentences


def _capture(shots: ShotList, entries: Sequence[DevelopedShot], views: Sequence[View]) -> Capture:
    photographs = {entry.shot.id: entry.photograph for entry in entries}
    up_world = shots.up_world if shots.up_world is not None else arrangement(views).up_world
    return Capture(shots.name, shots.path, photographs, rough_frame(views), up_world)
