"""All shots of a capture developed at once, each by a thread of its own."""

import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import Calibrated
from app.engine.captures.camera_parts import ShotProblem
from app.engine.captures.capture import Photograph
from app.engine.captures.capture_options import CaptureOptions
from app.engine.captures.picture import area_resized, developed, developed_mask
from app.engine.captures.shot import Shot
from app.engine.captures.view_masks import MaskSources
from app.engine.masking.mask_settings import MaskSettings
from app.engine.masking.threshold import threshold_mask
from app.engine.progress import Progress

OnPicture = Callable[[str, NDArray[np.uint8]], None]

THUMBNAIL_PIXELS = 128
_FEWEST_THREADS, _MOST_THREADS = 2, 4  # each holds a whole picture, 0.1 GB where it has 12 megapixels


@dataclass(frozen=True, eq=False)
class DevelopedShot:
    """What is kept of a picture.

    Args:
        shot: its files and camera.
        camera: a pinhole, in pixels of `image_size`.
        image_size: (height, width), pixels.
        photograph: the picture, compressed.
        thumbnail: (h, w, 3) uint8, of at most `THUMBNAIL_PIXELS` a side.
        sources: of its mask.
        warnings: sentences that name its mask file.
    """

    shot: Shot
    camera: Calibrated
    image_size: tuple[int, int]
    photograph: Photograph
    thumbnail: NDArray[np.uint8]
    sources: MaskSources
    warnings: tuple[str, ...]


def developed_shots(
    shots: Sequence[Shot], options: CaptureOptions, progress: Progress, on_picture: OnPicture | None
) -> list[DevelopedShot | str]:
    """Develop shots; no more of their files are open at once than there are threads.

    Args:
        shots: which.
        options: how large pictures become, and what masks are made of.
        progress: told of each picture.
        on_picture: called in the calling thread for each picture as it comes, with its view's id and its thumbnail.

    Returns:
        In the order of the shots; a sentence for each that cannot be used, which names its file.

    Raises:
        Cancelled: by `progress`.
    """
    wants_threshold = _wants_threshold(shots, options.masks)

    def develop(shot: Shot) -> DevelopedShot | str:
        progress.check()
        try:
            return _developed(shot, options, wants_threshold)
        except ShotProblem as problem:
            return f"{shot.image_path.name} is left out: {problem}."

    threads = min(max(_FEWEST_THREADS, os.cpu_count() or 1), _MOST_THREADS)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="picture")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")  # of damaged side notes in pictures that are fine
        try:
            futures = [pool.submit(develop, shot) for shot in shots]
            for count, future in enumerate(as_completed(futures), 1):
                result = future.result()
                if isinstance(result, DevelopedShot) and on_picture is not None:
                    on_picture(result.shot.id, result.thumbnail)
                progress.report(count / len(shots), f"picture {count} of {len(shots)}")
            return [future.result() for future in futures]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _wants_threshold(shots: Sequence[Shot], settings: MaskSettings) -> bool:
    """Whether pictures without an alpha channel may need one: not if others have mask files."""
    return settings.source == "threshold" or (
        settings.source == "best" and all(shot.mask_path is None for shot in shots)
    )


def _developed(shot: Shot, options: CaptureOptions, wants_threshold: bool) -> DevelopedShot:
    picture = developed(shot, options.longest_side_pixels)
    file, notes = None, []
    if shot.mask_path is not None and options.masks.source in ("best", "files"):
        try:
            file = developed_mask(shot.mask_path, picture.geometry)
        except ShotProblem as problem:
            notes = [f"{shot.mask_path.name} cannot be the mask of {shot.image_path.name}: {problem}."]
    threshold = None
    if wants_threshold and (picture.alpha is None or options.masks.source == "threshold"):
        threshold = threshold_mask(picture.colours, options.masks, picture.known)
    return DevelopedShot(
        shot,
        picture.camera,
        picture.geometry.image_size,
        Photograph.of(picture.colours, shot.image_path, picture.known),
        _thumbnail(picture.colours),
        MaskSources(picture.alpha, file, threshold, picture.known),
        tuple(notes),
    )


def _thumbnail(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = colours.shape[:2]
    factor = min(1.0, THUMBNAIL_PIXELS / max(height, width))
    return area_resized(colours, (max(1, round(height * factor)), max(1, round(width * factor))))
