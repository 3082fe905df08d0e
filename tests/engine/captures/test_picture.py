"""Pictures are reduced by area, straightened, and seen through a pinhole that fits them."""

from pathlib import Path

import numpy as np
import pycolmap
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.engine.cameras.view import Calibrated
from app.engine.captures.camera_parts import ShotProblem
from app.engine.captures.picture import Picture, developed, developed_mask
from app.engine.captures.shot import Distortion, Shot

SIZE = (240, 320)
LENS = np.array([[260.0, 0.0, 166.0], [0.0, 250.0, 113.0], [0.0, 0.0, 1.0]])
LENSES = {
    "SIMPLE_RADIAL": (-0.12,),
    "OPENCV": (-0.18, 0.05, 0.004, -0.006),
    "FULL_OPENCV": (0.3, 0.1, 0.003, -0.002, 0.02, 0.35, 0.12, 0.01),
    "OPENCV_FISHEYE": (0.05, -0.02, 0.01, -0.004),
}
DOT_RADIUS = 4.0


def shot(path: Path, lens: NDArray[np.float64] = LENS, **more: object) -> Shot:
    """Of a camera at the origin."""
    camera = Calibrated(lens, np.eye(3), np.zeros(3))
    return Shot(id="a", image_path=path, camera=camera, **more)  # type: ignore[arg-type]


def soft_disk(center: tuple[float, float], radius: float, size: tuple[int, int]) -> NDArray[np.float64]:
    """Coverage from 0 to 1 of the pixels by a disk about (x, y)."""
    down, right = np.mgrid[: size[0], : size[1]] + 0.5
    return np.asarray(np.clip(radius - np.hypot(right - center[0], down - center[1]) + 0.5, 0, 1))


def save(path: Path, shares: NDArray[np.float64]) -> Path:
    Image.fromarray(np.rint(255 * shares).astype(np.uint8)).save(path)
    return path


def centroid(levels: NDArray[np.uint8], near: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Of the brightness around a place (x, y)."""
    down, right = np.mgrid[: levels.shape[0], : levels.shape[1]] + 0.5
    weights = np.where(np.hypot(right - near[0], down - near[1]) < reach, levels.astype(np.float64), 0.0)
    return np.asarray([(weights * right).sum(), (weights * down).sum()] / weights.sum())


def dots(bent: NDArray[np.float64], size: tuple[int, int] = SIZE) -> NDArray[np.float64]:
    """A picture of dots at places (P, 2)."""
    return np.asarray(np.max([soft_disk((x, y), DOT_RADIUS, size) for x, y in bent], axis=0))


@pytest.mark.parametrize("longest_side", [320, 160])
@pytest.mark.parametrize("model", LENSES)
def test_dots_are_found_where_a_pinhole_sees_them(tmp_path: Path, model: str, longest_side: int) -> None:
    places = np.array([[x, y] for x in (-0.4, -0.15, 0.1, 0.35) for y in (-0.3, 0.0, 0.28)])
    rays = np.column_stack([places, np.ones(len(places))])
    focal = LENS[[0, 1], [0, 1]] if model != "SIMPLE_RADIAL" else [255.0]
    lens = LENS if model != "SIMPLE_RADIAL" else np.array([[255.0, 0, 166], [0, 255.0, 113], [0, 0, 1]])
    parameters = [*focal, 166.0, 113.0, *LENSES[model]]
    camera = pycolmap.Camera(model=model, width=320, height=240, params=parameters)
    path = save(tmp_path / "a.png", dots(np.asarray(camera.img_from_cam(rays))))
    distorted = shot(path, lens, lens_size=SIZE, distortion=Distortion(model, LENSES[model]))
    picture = developed(distorted, longest_side)
    pinhole = picture.camera.intrinsic_matrix
    np.testing.assert_allclose(pinhole[:2], lens[:2] * longest_side / 320)
    expected = (rays @ pinhole.T)[:, :2]
    found = [centroid(picture.colours[..., 0], place, 8 * longest_side / 320) for place in expected]
    assert np.abs(found - expected).max() < 0.1


def test_what_the_lens_does_not_reach_is_unknown_and_black(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", np.ones(SIZE))
    pincushion = developed(shot(path, distortion=Distortion("SIMPLE_RADIAL", (0.4,))), 320)
    assert pincushion.known is not None
    assert not pincushion.known[0, 0] and pincushion.known[113, 166]
    np.testing.assert_array_equal(pincushion.colours[..., 0] == 255, pincushion.known)
    barrel = developed(shot(path, distortion=Distortion("SIMPLE_RADIAL", (-0.1,))), 320)
    assert barrel.known is None


def test_a_polynomial_that_turns_back_shows_nothing_twice(tmp_path: Path) -> None:
    wide = np.array([[100.0, 0.0, 160.0], [0.0, 100.0, 120.0], [0.0, 0.0, 1.0]])
    picture = developed(
        shot(save(tmp_path / "a.png", np.ones(SIZE)), wide, distortion=Distortion("RADIAL", (-0.2, 0.0))), 320
    )
    down, right = np.mgrid[:240, :320] + 0.5
    radius = np.hypot(right - 160, down - 120) / 100
    turn = 1 / np.sqrt(3 * 0.2)  # where the derivative of r - 0.2 r^3 is 0
    assert picture.known is not None
    assert not picture.known[radius > turn].any()
    assert picture.known[radius < turn - 0.2].all()


def test_lenses_that_show_next_to_nothing_do_no_harm(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", np.ones(SIZE))
    for numbers in [(5.0, -5.0, 5.0, -5.0), (-50.0, 0.0, 0.0, 0.0), (1e9, 0.0, 0.0, 0.0)]:
        picture = developed(shot(path, distortion=Distortion("OPENCV_FISHEYE", numbers)), 320)
        assert picture.geometry.image_size == SIZE


@pytest.mark.parametrize(
    ("distortion", "problem"),
    [
        (Distortion("CURVED", ()), "lens model CURVED is unknown"),
        (Distortion("OPENCV", (0.1,)), "does not have 1 distortion coefficients"),
        (Distortion("EQUIRECTANGULAR", ()), "cannot be shown on a plane"),
    ],
)
def test_lenses_that_are_none_are_refused(tmp_path: Path, distortion: Distortion, problem: str) -> None:
    with pytest.raises(ShotProblem, match=problem):
        developed(shot(save(tmp_path / "a.png", np.ones(SIZE)), distortion=distortion), 320)


def test_a_reduced_matte_keeps_its_area(tmp_path: Path) -> None:
    matte = soft_disk((301.3, 222.7), 150.4, (480, 640))
    image = Image.new("RGB", (640, 480), (200, 10, 10))
    image.putalpha(Image.fromarray(np.rint(255 * matte).astype(np.uint8)))
    image.save(tmp_path / "a.png")
    for longest_side in (640, 293, 100):
        alpha = developed(shot(tmp_path / "a.png"), longest_side).alpha
        assert alpha is not None and max(alpha.shape) == longest_side
        area = alpha.sum() / 255 * (480 * 640 / alpha.size)
        assert area == pytest.approx(np.pi * 150.4**2, rel=1e-3)
        assert np.sqrt(area / np.pi) == pytest.approx(150.4, abs=1e-2 * 640 / longest_side)


def test_colours_do_not_mix_with_what_is_cut_away(tmp_path: Path) -> None:
    alpha = (soft_disk((160.0, 120.0), 70.0, SIZE) * 255).astype(np.uint8)
    colours = np.where(alpha[..., None] > 0, np.array([200, 100, 40]), np.array([0, 255, 0])).astype(np.uint8)
    Image.fromarray(np.dstack([colours, alpha])).save(tmp_path / "a.png")
    picture = developed(shot(tmp_path / "a.png"), 64)
    assert picture.alpha is not None
    solid = picture.colours[picture.alpha > 100].astype(int)
    assert np.abs(solid - [200, 100, 40]).max() <= 3


def test_a_background_beneath_the_alpha_channel_stays(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (*SIZE, 3)).astype(np.uint8)
    alpha = (soft_disk((160.0, 120.0), 70.0, SIZE) * 255).astype(np.uint8)
    Image.fromarray(np.dstack([noise, alpha])).save(tmp_path / "a.png")
    np.testing.assert_array_equal(developed(shot(tmp_path / "a.png"), 320).colours, noise)


def test_the_pinhole_is_scaled_along_each_axis(tmp_path: Path) -> None:
    Image.new("RGB", (1001, 333)).save(tmp_path / "a.png")
    skewed = np.array([[900.0, 3.0, 480.0], [0.0, 950.0, 170.0], [0.0, 0.0, 1.0]])
    picture = developed(shot(tmp_path / "a.png", skewed, lens_size=(666, 2002)), 100)
    assert picture.geometry.image_size == (33, 100)
    scale = np.diag([100 / 2002, 33 / 666, 1.0])
    np.testing.assert_allclose(picture.camera.intrinsic_matrix, scale @ skewed, rtol=1e-12)


def test_nothing_is_enlarged(tmp_path: Path) -> None:
    Image.new("RGB", (20, 10)).save(tmp_path / "a.png")
    assert developed(shot(tmp_path / "a.png"), 800).geometry.image_size == (10, 20)


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("bent", [False, True])
def test_a_mask_of_another_size_lies_where_its_picture_does(tmp_path: Path, factor: float, bent: bool) -> None:
    center, radius = (130.0, 140.0), 50.0
    path = save(tmp_path / "a.png", soft_disk(center, radius, SIZE))
    mask_size = (round(240 * factor), round(320 * factor))
    mask = save(tmp_path / "m.png", soft_disk((130 * factor, 140 * factor), radius * factor, mask_size))
    distortion = Distortion("OPENCV", LENSES["OPENCV"]) if bent else None
    picture: Picture = developed(shot(path, distortion=distortion), 160)
    found = developed_mask(mask, picture.geometry)
    assert found.shape == (120, 160)
    difference = np.abs(found.astype(float) - picture.colours[..., 0])
    assert difference.mean() < 0.4
    assert found.sum() / 255 == pytest.approx(picture.colours[..., 0].sum() / 255, rel=2e-3)
