"""Small images of views and targets: cameras, coverage and outlines stay where they were."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import View
from app.engine.cameras.view_mask import ViewMask
from app.engine.targets.masks import mask_target
from app.engine.targets.reduced import known_silhouette, masked_pair, reduced_pair, silhouette_pairs
from app.engine.targets.target_set import Target

SIZE = (330, 486)
CIRCLE, RADIUS = (240.3, 150.6), 90.0  # centre x and y, pixels


def view() -> View:
    return next(iter(sphere_rig(1, (0, 0, 0), 4.0, image_size=SIZE)))


def distance(size: tuple[int, int], factor: int = 1) -> NDArray[np.float64]:
    """Of the centres of the pixels of an image that is smaller by a factor, in its pixels, from the circle."""
    rows, columns = np.mgrid[: size[0], : size[1]] + 0.5
    return np.asarray(np.hypot(columns - CIRCLE[0] / factor, rows - CIRCLE[1] / factor) - RADIUS / factor)


def circle() -> Target:
    exact = torch.as_tensor(distance(SIZE), dtype=torch.float32)
    return Target("a", (0.5 - exact).clamp(0, 1), exact)


def masked(known: NDArray[np.bool_] | None = None) -> View:
    coverage = (255 * (0.5 - distance(SIZE)).clip(0, 1)).round().astype(np.uint8)
    return replace(view(), mask=ViewMask(coverage, known))


def test_a_smaller_camera_sees_the_same() -> None:
    small, _ = reduced_pair(view(), circle())
    assert small.image_size == (110, 162)
    np.testing.assert_allclose(intrinsic_matrix(small)[:2], intrinsic_matrix(view())[:2] / 3)
    np.testing.assert_allclose(world_to_camera(small.placement), world_to_camera(view().placement))


def test_an_outline_stays_where_it_was() -> None:
    _, target = reduced_pair(view(), circle())
    wanted = distance((110, 162), 3)
    np.testing.assert_allclose(target.distance_pixels, wanted, atol=0.1)
    assert target.mask.sum() == pytest.approx(np.pi * 30**2, rel=1e-3)


def test_the_outline_of_a_mask_is_found_in_a_small_image() -> None:
    pair = masked_pair(masked())
    assert pair is not None
    small, target = pair
    assert small.image_size == target.image_size == (110, 162)
    assert small.mask is None
    exact = distance((110, 162), 3)
    error = (target.distance_pixels.numpy() - exact)[np.abs(exact) < 3]
    assert abs(error.mean()) < 0.05
    assert np.sqrt(np.square(error).mean()) < 0.2
    assert np.abs(target.distance_pixels.numpy() - exact).max() < 1


def test_a_mask_and_its_target_give_about_the_same() -> None:
    given = masked()
    assert given.mask is not None
    _, slow = reduced_pair(given, mask_target("a", given.mask.coverage))
    pair = masked_pair(given)
    assert pair is not None
    np.testing.assert_allclose(pair[1].mask, slow.mask, atol=1e-3)
    near = slow.distance_pixels.abs() < 3
    assert (pair[1].distance_pixels - slow.distance_pixels)[near].abs().mean() < 0.15


def test_an_unknown_half_makes_no_outline() -> None:
    known = np.zeros(SIZE, dtype=bool)
    known[:, :240] = True
    pair = masked_pair(masked(known))
    assert pair is not None
    target = pair[1]
    assert target.weight is not None
    assert target.weight[:, :80].all()
    assert not target.weight[:, 80:].any()
    assert (target.distance_pixels[50, 60:] < -5).all()
    np.testing.assert_allclose(target.mask[:, 80:], target.mask[:, 79:80].expand(-1, 82))
    weighted = replace(circle(), weight=torch.as_tensor(known).float())
    reduced = reduced_pair(view(), weighted)[1].weight
    assert reduced is not None
    assert torch.equal(reduced, target.weight)


@pytest.mark.parametrize("fill", [0, 255])
def test_a_mask_without_outline_is_far_from_one(fill: int) -> None:
    pair = masked_pair(replace(view(), mask=ViewMask(np.full(SIZE, fill, dtype=np.uint8))))
    assert pair is not None
    assert torch.all(pair[1].distance_pixels == (-1 if fill else 1) * float(np.float32(np.hypot(110, 162))))


def test_no_mask_and_no_known_pixel_give_nothing() -> None:
    assert masked_pair(view()) is None
    assert masked_pair(masked(np.zeros(SIZE, dtype=bool))) is None


def test_small_images_stay_as_they_are() -> None:
    tiny = View("tiny", view().placement, (40, 30), mask=ViewMask(np.full((40, 30), 255, dtype=np.uint8)))
    pair = masked_pair(tiny)
    assert pair is not None
    assert pair[0].image_size == (40, 30)


def test_only_views_that_take_part_and_show_something_have_a_silhouette() -> None:
    empty = Target("empty", torch.zeros(SIZE), torch.full(SIZE, 100.0))
    unknown = replace(circle(), weight=torch.zeros(SIZE))
    pairs = [(view(), circle()), (view(), empty), (view(), unknown), (replace(view(), enabled=False), circle())]
    assert silhouette_pairs(pairs) == pairs[:1]
    assert known_silhouette(circle()).sum() == pytest.approx(np.pi * RADIUS**2, rel=0.01)


def test_sizes_have_to_match() -> None:
    with pytest.raises(ValueError, match="pixels, its silhouette"):
        reduced_pair(replace(view(), image_size=(10, 10)), circle())
