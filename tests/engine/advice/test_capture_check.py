"""Captures with right and with misread cameras, with masks that are wrong, exchanged, empty or missing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from app.engine.advice.capture_check import CaptureCheck, capture_check
from app.engine.cameras.axis_flips import AXIS_FLIPS, AxisFlip, flipped
from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import hemisphere_rig
from app.engine.cameras.view import Calibrated, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.meshes.mesh import Mesh
from app.engine.targets.photographed import PhotographedTargets
from tests.support.carving import CPU, targets_of
from tests.support.solids import cubes

SIZE = (120, 160)


def body() -> Mesh:
    """Five cubes, no two directions alike: mirrored or upside down it is another."""
    occupied = np.zeros((3, 3, 2), dtype=bool)
    occupied[0, :, 0] = occupied[1, 0, 0] = occupied[0, 2, 1] = True
    mesh = cubes(occupied)
    return Mesh((mesh.positions - mesh.center) / 2, mesh.faces)


def capture() -> list[View]:
    """From all around and above, cameras given by matrices, masks of the body."""
    views = []
    for view in hemisphere_rig(12, (0.0, 0.0, 0.0), 4.0, image_size=SIZE):
        matrix = world_to_camera(view.placement)
        placement = Calibrated(intrinsic_matrix(view), matrix[:3, :3], matrix[:3, 3])
        views.append(replace(view, placement=placement))
    return [
        replace(view, mask=ViewMask((255 * target.mask.numpy()).round().astype(np.uint8)))
        for view, target in zip(views, targets_of(body(), views), strict=True)
    ]


def with_coverage(view: View, change: str) -> View:
    """The view with its mask mirrored, halved, exchanged, emptied or filled."""
    assert view.mask is not None
    coverage = view.mask.coverage.copy()
    if change == "mirrored":
        coverage = np.ascontiguousarray(np.roll(coverage[::-1], 25, axis=1))
    elif change == "halved":
        columns = np.flatnonzero(coverage.any(axis=0))
        coverage[:, int(columns.mean()) :] = 0
    elif change == "exchanged":
        coverage = 255 - coverage
    else:
        coverage[:] = {"emptied": 0, "filled": 255}[change]
    return replace(view, mask=ViewMask(coverage))


def check(views: Sequence[View]) -> CaptureCheck:
    return capture_check(views, CPU)


def consistency(found: CaptureCheck) -> float:
    assert found.consistency is not None
    return found.consistency


def test_a_good_capture_is_told_in_a_line_and_not_warned_of() -> None:
    found = check(capture())
    assert consistency(found) > 0.99
    assert found.sentence == "12 cameras, up is Y, looking at (0, 0, 0), consistency 99 %" or consistency(found) == 1.0
    assert found.warnings == ()
    assert found.flips == ()
    assert [view.view_id for view in found.per_view] == [view.id for view in capture()]
    assert not any(view.is_against for view in found.per_view)


def test_targets_do_as_well_as_masks() -> None:
    views = capture()
    found = capture_check(views, CPU, PhotographedTargets(CPU).targets(views))
    assert consistency(found) == pytest.approx(consistency(check(views)), abs=0.01)


def wrong_by(flip: AxisFlip) -> list[View]:
    """What a file looks like that this flip puts right."""
    if flip.inverted:
        signs = np.array(flip.signs, dtype=float)
        views = []
        for view in capture():
            misread = np.linalg.inv(np.diag([*signs, 1.0]) @ world_to_camera(view.placement))
            matrix = np.asarray(misread, dtype=np.float64)
            views.append(replace(view, placement=Calibrated(intrinsic_matrix(view), matrix[:3, :3], matrix[:3, 3])))
        return views
    return list(flipped(capture(), flip))


@pytest.mark.parametrize("flip", AXIS_FLIPS, ids=lambda flip: flip.label)
def test_a_misunderstanding_is_noticed_and_its_remedy_comes_first(flip: AxisFlip) -> None:
    misread = wrong_by(flip)
    found = check(misread)
    assert consistency(found) < 0.85
    best = found.flips[0]
    assert best.consistency > 0.97
    assert [other.consistency for other in found.flips] == sorted((f.consistency for f in found.flips), reverse=True)
    assert any(best.sentence in warning for warning in found.warnings)
    mended = check(flipped(misread, best.flip))
    assert consistency(mended) > 0.97
    assert mended.warnings == ()
    if not flip.inverted:  # inverted poses fit in two worlds that are turned to each other
        assert best.flip == flip


def test_cameras_that_look_away_are_warned_of() -> None:
    found = check(flipped(capture(), AXIS_FLIPS[0]))
    assert "look away" in found.warnings[0]


@pytest.mark.parametrize(
    ("change", "words"), [("mirrored", "shows what the other"), ("halved", "lacks what the other")]
)
def test_one_wrong_mask_is_named_and_hardly_counts(change: str, words: str) -> None:
    views = capture()
    views[5] = with_coverage(views[5], change)
    found = check(views)
    assert consistency(found) > 0.9
    assert [view.view_id for view in found.per_view if view.is_against] == [views[5].id]
    (warning,) = found.warnings
    assert warning.startswith(f"{views[5].id} {words}")


def test_views_without_a_silhouette_are_counted_and_do_not_matter() -> None:
    views = capture()
    views[1] = with_coverage(views[1], "emptied")
    views[2] = replace(views[2], mask=None)
    views[3] = replace(views[3], mask=ViewMask(np.full(SIZE, 255, np.uint8), np.zeros(SIZE, dtype=bool)))
    views[4] = replace(with_coverage(views[4], "mirrored"), enabled=False)
    found = check(views)
    assert found.count == 11
    assert len(found.per_view) == 8
    assert consistency(found) > 0.99
    assert found.warnings == ("3 of 11 views have no silhouette and do not count.",)


def test_exchanged_inside_and_outside_are_warned_of() -> None:
    found = check([with_coverage(view, "exchanged") for view in capture()])
    assert found.covers_borders
    assert any("inside and outside" in warning for warning in found.warnings)


def test_masks_of_something_else_are_inconsistent_and_no_flip_helps() -> None:
    rng = np.random.default_rng(4)
    views = []
    for view in capture():
        assert view.mask is not None
        shift = tuple(rng.integers(-30, 30, 2))
        views.append(replace(view, mask=ViewMask(np.ascontiguousarray(np.roll(view.mask.coverage, shift, (0, 1))))))
    found = check(views)
    assert found.is_low
    assert any("check that cameras and masks belong together" in warning for warning in found.warnings)


@pytest.mark.parametrize("count", [0, 1])
def test_what_cannot_be_compared_has_no_consistency(count: int) -> None:
    found = check(capture()[:count])
    assert found.consistency is None
    assert not found.is_low
    assert found.sentence.endswith("consistency not known")
    assert found.sentence.startswith("1 camera," if count else "0 cameras,")


def test_views_that_are_not_given_by_matrices_are_not_flipped() -> None:
    views = [
        replace(view, placement=plain.placement, mask=with_coverage(view, "mirrored").mask if index % 2 else view.mask)
        for index, (view, plain) in enumerate(
            zip(capture(), hemisphere_rig(12, (0.0, 0.0, 0.0), 4.0, image_size=SIZE), strict=True)
        )
    ]
    found = check(views)
    assert found.is_low
    assert found.flips == ()


def test_different_sizes_and_soft_unknown_regions_are_fine() -> None:
    views = capture()
    known = np.ones(SIZE, dtype=bool)
    known[:, 80:] = False
    mask = with_coverage(views[0], "halved").mask
    assert mask is not None
    views[0] = replace(views[0], mask=ViewMask(mask.coverage, known))
    large = torch.nn.functional.interpolate(torch.as_tensor(mask.coverage)[None, None].float(), scale_factor=4)
    assert large.shape[-2:] == (480, 640)
    lens = intrinsic_matrix(views[0]) * [[4.0], [4.0], [1.0]]
    matrix = world_to_camera(views[0].placement)
    views[0] = View(
        "large",
        Calibrated(lens, matrix[:3, :3], matrix[:3, 3]),
        (480, 640),
        mask=ViewMask(large[0, 0].numpy().astype(np.uint8), known.repeat(4, axis=0).repeat(4, axis=1)),
    )
    found = check(views)
    assert consistency(found) > 0.99
    assert found.warnings == ()
