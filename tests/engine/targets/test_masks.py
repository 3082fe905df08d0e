"""Targets from mask images: distances against closed forms, borders, unknown pixels, bad input."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.targets.masks import mask_target, signed_distance_of_mask

SIZE = 96


def centres() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5
    return x, y


def half_plane(degrees: float, offset: float = 0.0) -> NDArray[np.float64]:
    """Signed distance to a line near the middle of the image."""
    x, y = centres()
    angle = np.radians(degrees)
    return np.asarray(np.cos(angle) * (x - SIZE / 2) + np.sin(angle) * (y - SIZE / 2) - offset)


def disc(radius: float, x0: float = 47.3, y0: float = 48.6) -> NDArray[np.float64]:
    x, y = centres()
    return np.hypot(x - x0, y - y0) - radius


def anti_aliased(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(0.5 - distance, 0.0, 1.0)


def in_band(distance: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Within reach of the outline, away from the border."""
    inner = np.zeros(distance.shape, dtype=bool)
    inner[20:-20, 20:-20] = True
    return inner & (np.abs(distance) < 18)


@pytest.mark.parametrize("degrees", [0.0, 11.0, 22.5, 45.0, 67.5, 180.0, 202.5])
@pytest.mark.parametrize("binary", [False, True])
def test_a_half_plane_is_measured_without_bias(degrees: float, binary: bool) -> None:
    errors = []
    for offset in (np.arange(8) + 0.5) / 8:
        exact = half_plane(degrees, offset)
        mask = exact < 0 if binary else anti_aliased(exact)
        errors.append((signed_distance_of_mask(mask.astype(float)) - exact)[in_band(exact)])
    error = np.concatenate(errors)
    assert abs(error.mean()) < 0.06
    assert binary or np.abs(error).mean() < 0.1


def test_a_disc_is_measured_within_a_tenth_of_a_pixel() -> None:
    exact = disc(20.0)
    error = (signed_distance_of_mask(anti_aliased(exact)) - exact)[np.abs(exact) < 18]
    assert abs(error.mean()) < 0.06
    assert np.quantile(np.abs(error), 0.99) < 0.15


def test_an_outline_cut_by_the_border_goes_on() -> None:
    exact = half_plane(0.0)
    mask = anti_aliased(exact)
    # The top row is as far from the outline as the middle one: the border is no outline.
    distance = signed_distance_of_mask(mask)
    np.testing.assert_allclose(distance[0], distance[SIZE // 2])
    np.testing.assert_allclose(distance, exact, atol=0.13)


@pytest.mark.parametrize(("value", "sign"), [(0.0, 1.0), (1.0, -1.0)])
def test_without_an_outline_it_is_out_of_reach(value: float, sign: float) -> None:
    distance = signed_distance_of_mask(np.full((30, 40), value))
    assert (distance == sign * 50.0).all()


def test_mattes_of_bytes_and_of_floats_are_one_target() -> None:
    matte = anti_aliased(disc(20.0))
    in_bytes = mask_target("a", np.round(matte * 255).astype(np.uint8))
    in_floats = mask_target("a", np.round(matte * 255) / 255)
    assert np.array_equal(in_bytes.distance_pixels.numpy(), in_floats.distance_pixels.numpy())
    assert in_bytes.weight is None


def test_unknown_pixels_have_no_weight_and_make_no_outline() -> None:
    exact = half_plane(0.0, 0.25)
    mask = exact < 0
    known = np.ones_like(mask)
    known[30:50, 10:30] = False  # well inside, reported as outside
    mask[30:50, 10:30] = False
    target = mask_target("a", mask, known)
    assert target.weight is not None
    assert np.array_equal(target.weight.numpy() > 0, known)
    whole = mask_target("a", exact < 0)
    np.testing.assert_array_equal(target.distance_pixels.numpy(), whole.distance_pixels.numpy())


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        (np.zeros((4, 4, 3)), r"must have shape \(H, W\), got \(4, 4, 3\)"),
        (np.full((4, 4), 2.0), "floats 0 to 1, got float64 from 2.0 to 2.0"),
        (np.full((4, 4), np.nan), "floats 0 to 1"),
        (np.full((4, 4), 300), "integers 0 to 255"),
    ],
)
def test_rejects(mask: NDArray[np.float64], message: str) -> None:
    with pytest.raises(ValueError, match=f"mask_target: mask {message}" if "shape" in message else message):
        mask_target("a", mask)


def test_rejects_a_mask_of_which_nothing_is_known() -> None:
    with pytest.raises(ValueError, match="mask_target: known must have shape"):
        mask_target("a", np.ones((4, 4)), np.zeros((4, 4)))


def test_distances_beyond_the_reach_are_given_as_the_reach() -> None:
    exact = disc(20.0)
    whole = signed_distance_of_mask(anti_aliased(exact))
    near = signed_distance_of_mask(anti_aliased(exact), 8.0)
    np.testing.assert_allclose(near, np.clip(whole, -8.0, 8.0), atol=1e-12)
