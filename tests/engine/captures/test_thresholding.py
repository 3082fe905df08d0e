"""The masks of an open capture are made again from its photographs."""

from dataclasses import replace

import numpy as np
import pytest

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import LookAt, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture, Photograph
from app.engine.captures.thresholding import thresholded_masks
from app.engine.masking.mask_settings import MaskSettings
from app.engine.meshes.frame import Frame
from app.engine.progress import Cancelled, Progress

BRIGHT = np.zeros((20, 30), dtype=bool)
BRIGHT[5:15, 10:20] = True
REACHED = np.ones((20, 30), dtype=bool)
REACHED[:2] = False
SETTINGS = MaskSettings(threshold=0.5)
EMPTY = ViewMask(np.zeros((20, 30), dtype=np.uint8))


def capture_of_three() -> tuple[Capture, CameraSet]:
    """Two with the object, the second of them seen through a bent lens; one that is dark."""
    colours = np.where(BRIGHT[..., None], 200, 20).astype(np.uint8).repeat(3, axis=2)
    photographs = {
        "plain": Photograph.of(colours),
        "bent": Photograph.of(colours * REACHED[..., None], None, REACHED),
        "dark": Photograph.of(colours // 20),
    }
    placement = LookAt(np.array([0.0, 0.0, 5.0]), np.zeros(3), np.array([0.0, 1.0, 0.0]))
    views = tuple(View(name, placement, (20, 30)) for name in (*photographs, "drawn"))
    return Capture("a", None, photographs, Frame(np.zeros(3), 1.0), np.array([0.0, 1.0, 0.0])), CameraSet(views)


def test_each_photograph_gets_its_mask() -> None:
    capture, cameras = capture_of_three()
    masks = thresholded_masks(capture, cameras, SETTINGS)
    assert list(masks) == ["plain", "bent", "dark"]
    np.testing.assert_array_equal(masks["plain"].coverage == 255, BRIGHT)
    assert masks["plain"].known is None
    np.testing.assert_array_equal(masks["bent"].known, REACHED)


def test_what_a_mask_does_not_know_stays_unknown() -> None:
    capture, cameras = capture_of_three()
    painted = ViewMask(EMPTY.coverage, ~BRIGHT)
    cameras = cameras.with_replaced("plain", replace(cameras["plain"], mask=painted))
    assert thresholded_masks(capture, cameras, SETTINGS)["plain"].known is painted.known


def test_it_can_be_cancelled() -> None:
    capture, cameras = capture_of_three()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        thresholded_masks(capture, cameras, SETTINGS, progress)
