"""Keyframes: as many as fit, evenly, with first and last."""

from dataclasses import replace

import numpy as np
import pytest

from app.engine.fitting.colour_state import ColourState, TextureState
from app.engine.fitting.history import MOST_KEYFRAMES, History, memory_bytes
from app.engine.fitting.optimizer_state import OptimizerState
from tests.support.moments import keyframe


def steps(history: History) -> list[int]:
    return [item.step for item in history.keyframes]


def test_few_keyframes_are_all_kept() -> None:
    history = History()
    for step in (0, 3, 5, 9):
        history.add(keyframe(step))
    assert steps(history) == [0, 3, 5, 9]


def test_a_long_run_stays_covered_evenly_with_its_ends() -> None:
    history = History()
    for step in range(5001):
        history.add(keyframe(step))
    kept = steps(history)
    assert (kept[0], kept[-1]) == (0, 5000)
    assert MOST_KEYFRAMES // 3 <= len(kept) <= MOST_KEYFRAMES
    gaps = np.diff(kept[:-1])
    assert gaps.max() <= 3 * np.median(gaps)


def test_it_keeps_to_its_limit_of_memory() -> None:
    one = History(keyframes=[keyframe(0)]).memory_bytes
    history = History(limit_bytes=12 * one)
    for step in range(300):
        history.add(keyframe(step))
        assert history.memory_bytes <= history.limit_bytes
    assert len(history.keyframes) >= 6
    assert (steps(history)[0], steps(history)[-1]) == (0, 299)
    history.limit_bytes = 4 * one
    assert history.memory_bytes <= 4 * one
    assert (steps(history)[0], steps(history)[-1]) == (0, 299)


def test_what_keyframes_share_counts_once() -> None:
    one, two = keyframe(0), keyframe(1)
    together = History(keyframes=[one, two]).memory_bytes
    alone = History(keyframes=[one]).memory_bytes + History(keyframes=[two]).memory_bytes
    shared = one.snapshot.faces.nbytes + one.snapshot.state.rest_positions_local.nbytes
    assert together == alone - shared


def test_meshes_of_their_own_count_and_give_way_to_the_limit() -> None:
    one = History(keyframes=[keyframe(0, level=3)]).memory_bytes
    history = History(limit_bytes=5 * one)
    for step in range(200):
        history.add(keyframe(step, level=step % 4))
        assert history.memory_bytes <= history.limit_bytes
    assert len(history.keyframes) >= 5
    assert len({len(item.snapshot.faces) for item in history.keyframes}) > 1


def test_the_same_step_again_takes_the_place_of_the_last() -> None:
    history = History()
    history.add(keyframe(0))
    again = keyframe(0)
    history.add(again)
    assert history.keyframes == (again,)


def test_steps_must_not_descend() -> None:
    history = History(keyframes=[keyframe(5)])
    with pytest.raises(ValueError, match="steps must not descend, got 4 after 5"):
        history.add(keyframe(4))


def test_going_back_forgets_what_came_later() -> None:
    history = History(keyframes=[keyframe(step) for step in range(0, 100, 10)])
    history.truncate(35)
    assert steps(history) == [0, 10, 20, 30]
    history.add(keyframe(31))
    history.add(keyframe(32))
    assert steps(history)[-1] == 32


def test_colours_and_their_memories_count() -> None:
    plain = keyframe(0)
    state = plain.snapshot.state
    count = len(state.rest_positions_local)
    albedo, texels = np.zeros((count, 3), dtype=np.float32), np.zeros((32, 32, 3), dtype=np.float32)
    uv, uv_faces = np.zeros((5, 2), dtype=np.float32), np.zeros(state.faces.shape, dtype=np.int32)
    texture = TextureState(texels, uv, uv_faces, OptimizerState(1, texels + 1, texels + 2))
    colours = ColourState(albedo, np.zeros(3, dtype=np.float32), OptimizerState(1, albedo + 1, albedo + 2), texture)
    painted = replace(plain.snapshot, state=replace(state, colours=colours))
    more = memory_bytes([replace(plain, snapshot=painted)]) - memory_bytes([plain])
    assert more == 3 * albedo.nbytes + 3 * texels.nbytes + uv.nbytes + uv_faces.nbytes
