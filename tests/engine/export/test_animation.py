"""The animation plays, ends on the result, and asks for the steps it shows."""

from itertools import pairwise
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest

from app.engine.export.animation import (
    FRAME_MILLISECONDS,
    MORPH_FRAMES,
    RESULT_FRAMES,
    Keyframe,
    keyframe_steps,
    write_animation,
)
from app.engine.meshes.primitives import icosphere


@pytest.mark.parametrize("steps", [1, 5, 30, 1000, 100_000])
def test_keyframes_run_from_start_to_end_and_are_dense_early(steps: int) -> None:
    chosen = keyframe_steps(steps)
    assert chosen[0] == 0
    assert chosen[-1] == steps
    assert len(chosen) <= MORPH_FRAMES
    gaps = [later - earlier for earlier, later in pairwise(chosen)]
    assert min(gaps) >= 1
    assert gaps[-1] == max(gaps)


def test_animation_loops_and_ends_on_the_result(tmp_path: Path) -> None:
    keyframes = [Keyframe(step, icosphere(1, 1.3 - 0.1 * step)) for step in range(4)]
    write_animation(tmp_path / "progress.gif", keyframes, pixels=120)
    frames = imageio.imread(tmp_path / "progress.gif")
    properties = imageio.immeta(tmp_path / "progress.gif")
    assert properties["duration"] == FRAME_MILLISECONDS
    assert properties["loop"] == 0
    assert len(frames) > RESULT_FRAMES
    covered = (np.abs(frames.astype(int) - frames[0, 0, 0].astype(int)) > 30).any(axis=-1)[:, :90].sum(axis=(1, 2))
    assert covered[-1] < 0.95 * covered[0]


def test_no_keyframes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one keyframe"):
        write_animation(tmp_path / "progress.gif", [])
