"""Films play, turn, end on the result, and ask for the steps they show."""

from itertools import pairwise
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.export.animation import MORPH_FRAMES, Keyframe, keyframe_steps, still, write_history, write_turntable
from app.engine.export.film_settings import HistorySettings, TurntableSettings
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from tests.support.films import film_frames

SMALL = HistorySettings(pixels=120, frames_per_second=10, seconds=2.0, hold_seconds=1.0)


def covered(frame: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray((np.abs(frame.astype(int) - frame[0, 0].astype(int)) > 30).any(axis=-1))


def widths(frames: NDArray[np.uint8]) -> list[int]:
    return [int(covered(frame)[:90].any(axis=0).sum()) for frame in frames]


@pytest.mark.parametrize("steps", [1, 5, 30, 1000, 100_000])
def test_keyframes_run_from_start_to_end_and_are_dense_early(steps: int) -> None:
    chosen = keyframe_steps(steps)
    assert chosen[0] == 0
    assert chosen[-1] == steps
    assert len(chosen) <= MORPH_FRAMES
    gaps = [later - earlier for earlier, later in pairwise(chosen)]
    assert min(gaps) >= 1
    assert gaps[-1] == max(gaps)


def test_a_history_loops_and_ends_on_the_result(tmp_path: Path) -> None:
    keyframes = [Keyframe(step, icosphere(1, 1.3 - 0.1 * step)) for step in range(4)]
    write_history(tmp_path / "progress.gif", keyframes, SMALL)
    frames = film_frames(tmp_path / "progress.gif")
    properties = imageio.immeta(tmp_path / "progress.gif")
    assert properties["duration"] == 100
    assert properties["loop"] == 0
    assert len(frames) == SMALL.frames + SMALL.hold_frames
    assert covered(frames[-1])[:, :90].sum() < 0.95 * covered(frames[0])[:, :90].sum()


def test_a_history_may_change_its_faces_on_the_way(tmp_path: Path) -> None:
    keyframes = [Keyframe(step, icosphere(level, 1.0)) for step, level in ((0, 3), (4, 1), (8, 2))]
    write_history(tmp_path / "progress.gif", keyframes, SMALL)
    wide = widths(film_frames(tmp_path / "progress.gif"))
    assert min(wide) > 0.85 * max(wide) > 0


def test_each_keyframe_is_shown_as_long_as_the_others(tmp_path: Path) -> None:
    still = HistorySettings(pixels=120, frames_per_second=10, seconds=2.0, hold_seconds=0.0, turns=0)
    keyframes = [Keyframe(step, icosphere(1, 1.0 + (step % 2))) for step in range(4)]
    write_history(tmp_path / "progress.mp4", keyframes, still)
    shown = widths(film_frames(tmp_path / "progress.mp4"))
    changes = [number for number, (before, after) in enumerate(pairwise(shown), 1) if abs(before - after) > 3]
    assert changes == [5, 10, 15]


def test_a_turntable_goes_round_and_comes_back(tmp_path: Path) -> None:
    sphere = icosphere(2)
    plank = Mesh(sphere.positions * [1.0, 0.3, 0.1], sphere.faces)
    write_turntable(tmp_path / "plank.gif", plank, TurntableSettings(pixels=120, frames_per_second=8, seconds=2.0))
    seen = widths(film_frames(tmp_path / "plank.gif"))
    assert len(seen) == 16
    assert seen[0] == max(seen) and seen[4] == min(seen) and abs(seen[8] - seen[0]) <= 1 and seen[12] < 0.3 * seen[0]


def test_the_camera_goes_round_counter_clockwise_seen_from_above(tmp_path: Path) -> None:
    """After a quarter turn it is at +x, and what was at +z is at the left."""
    ball = icosphere(2, 0.3, (0, 0, 1))
    other = icosphere(1, 0.05, (0, 0, -1))
    both = Mesh(
        np.concatenate([ball.positions, other.positions]),
        np.concatenate([ball.faces, other.faces + len(ball.positions)]),
    )
    settings = TurntableSettings(pixels=120, frames_per_second=2, seconds=2.0, elevation_degrees=0.0)
    write_turntable(tmp_path / "turn.gif", both, settings)
    columns = np.nonzero(covered(film_frames(tmp_path / "turn.gif")[1]).sum(axis=0) > 15)[0]
    assert columns.max() < 60


def test_a_dark_background_is_dark(tmp_path: Path) -> None:
    settings = TurntableSettings(pixels=64, frames_per_second=1, seconds=1.0, background="dark")
    write_turntable(tmp_path / "still.gif", icosphere(1), settings)
    assert film_frames(tmp_path / "still.gif")[0, 0, 0].max() < 40


def test_a_still_is_what_a_turntable_begins_with(tmp_path: Path) -> None:
    settings = TurntableSettings(pixels=64, frames_per_second=1, seconds=1.0, elevation_degrees=40.0)
    plank = Mesh(icosphere(2).positions * [1.0, 0.3, 0.1], icosphere(2).faces)
    write_turntable(tmp_path / "still.gif", plank, settings)
    drawn = still(plank, settings, 64)
    np.testing.assert_allclose(film_frames(tmp_path / "still.gif")[0].astype(int), drawn.astype(int), atol=8)


def test_an_odd_size_becomes_even_in_an_mp4(tmp_path: Path) -> None:
    settings = TurntableSettings(pixels=65, frames_per_second=5, seconds=0.4)
    write_turntable(tmp_path / "still.mp4", icosphere(1), settings)
    assert film_frames(tmp_path / "still.mp4").shape == (2, 66, 66, 3)


def test_no_keyframes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one keyframe"):
        write_history(tmp_path / "progress.gif", [], SMALL)
