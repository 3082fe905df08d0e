"""Balls: the outline of each view is a known circle on them."""

import math

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.advice.constraint import constraint_by, constraint_of
from app.engine.cameras.rigs import ring_rig
from app.engine.cameras.view import View
from app.engine.carving.view_cones import view_cones
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import Target

DISTANCE = 8.0
BALL = icosphere(4)
FRAME = Frame.around(BALL)


def views(count: int = 1, size: int = 128) -> tuple[View, ...]:
    return ring_rig(count, 0.0, FRAME.center_world, DISTANCE, 20.0, (size, size)).views


def targets(seen: tuple[View, ...], mesh: Mesh = BALL) -> list[Target]:
    return RenderedTargets(mesh, FRAME, torch.device("cpu")).targets(seen)


def constraint(seen: tuple[View, ...], mesh: Mesh = BALL) -> NDArray[np.float32]:
    return constraint_of(FRAME.from_world(mesh.positions), mesh.faces, seen, targets(seen), FRAME)


def test_one_view_constrains_a_band_along_its_outline() -> None:
    found = constraint(views())
    # The outline of a ball is the circle where its normal is at right angles to the line of sight.
    beyond = BALL.positions[:, 2] - 1 / DISTANCE
    assert found.dtype == np.float32 and found.shape == (len(BALL.positions),)
    assert (found[np.abs(beyond) < 0.08] > 0.99).all()
    assert (found[np.abs(beyond) > 0.65] == 0).all()


def test_more_views_never_constrain_less_and_a_view_that_is_off_counts_for_nothing() -> None:
    four = views(4)
    one = constraint(four[:1])
    all_four = constraint(four)
    assert (all_four >= one).all() and all_four.sum() > 1.5 * one.sum()
    off = tuple(View(view.id, view.placement, view.image_size, view is four[0]) for view in four)
    np.testing.assert_array_equal(constraint(off), one)


def test_images_of_two_sizes_together_are_the_best_of_both() -> None:
    small, large = views(3)[:1], (*views(3, 192)[1:],)
    together = constraint(small + large)
    np.testing.assert_allclose(together, np.maximum(constraint(small), constraint(large)), atol=1e-6)


def test_what_faces_the_camera_near_an_outline_counts_for_little() -> None:
    seen = views()
    # A small disc in front of the ball, near its outline in the image, that looks at the camera.
    height = math.sqrt(1 - 1 / DISTANCE**2) * (DISTANCE - 1.0) / (DISTANCE - 1 / DISTANCE)
    disc = np.array([[0.0, height, 1.0], [0.02, height - 0.02, 1.0], [0.0, height - 0.02, 1.0]])
    facing = constraint_of(
        FRAME.from_world(disc), np.array([[0, 2, 1]], dtype=np.int32), seen, targets(seen, BALL), FRAME
    )
    assert (facing < 0.05).all()


def test_unknown_pixels_constrain_nothing() -> None:
    seen = views()
    known = targets(seen)[0]
    weight = torch.ones_like(known.mask)
    weight[:, :64] = 0
    half = constraint_of(
        FRAME.from_world(BALL.positions),
        BALL.faces,
        seen,
        [Target(known.view_id, known.mask, known.distance_pixels, weight)],
        FRAME,
    )
    assert (half[BALL.positions[:, 0] < -0.05] == 0).all()
    np.testing.assert_array_equal(half[BALL.positions[:, 0] > 0.05], constraint(seen)[BALL.positions[:, 0] > 0.05])


def test_cones_may_be_kept() -> None:
    seen = views(3)
    cones = view_cones(seen, targets(seen), FRAME)
    local = FRAME.from_world(BALL.positions)
    np.testing.assert_array_equal(constraint_by(cones, local, BALL.faces), constraint(seen))


def test_without_a_view_nothing_is_constrained() -> None:
    assert not constraint_of(FRAME.from_world(BALL.positions), BALL.faces, (), [], FRAME).any()
