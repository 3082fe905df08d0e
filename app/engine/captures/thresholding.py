"""The masks of a whole capture made again, by brightness, from the photographs that it keeps."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import View
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture
from app.engine.masking.mask_settings import MaskSettings
from app.engine.masking.threshold import threshold_mask
from app.engine.progress import Progress

_THREADS = 2


def thresholded_masks(
    capture: Capture, cameras: CameraSet, settings: MaskSettings, progress: Progress | None = None
) -> Mapping[str, ViewMask]:
    """Make masks by a threshold.

    Args:
        capture: whose photographs.
        cameras: its views; what their masks do not know stays unknown.
        settings: the threshold and what is done after it, whatever the source.
        progress: told of each view; None where nobody looks.

    Returns:
        By the ids of those views that have a photograph.

    Raises:
        Cancelled: by `progress`.
    """
    progress = progress or Progress()
    views = [view for view in cameras if view.id in capture.photographs]

    def mask(view: View) -> ViewMask:
        progress.check()
        photograph = capture.photographs[view.id]
        known = photograph.known if view.mask is None else view.mask.known
        return threshold_mask(photograph.colours, settings, known)

    masks: dict[str, ViewMask] = {}
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="mask")
    try:
        for count, (view, made) in enumerate(zip(views, pool.map(mask, views), strict=True), 1):
            masks[view.id] = made
            progress.report(count / len(views), f"mask {count} of {len(views)}")
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return masks
