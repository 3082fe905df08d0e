# SPDX-License-Identifier: MIT
"""What is seen: every mode, the target, cameras with their targets, ground and axes."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import WORLD_UP, LookAt, View
from app.engine.fitting.readings import Quantity, Reading
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.ui.theme_colours import DARK, LIGHT, Theme
from app.ui.viewport.colours import COLOUR_MAPS
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.viewport import Viewport
from tests.support.viewports import (
    BARE,
    FROM_FRONT,
    changed,
    hard_pixels,
    pixels,
    present_pixels,
    settle,
    shown_viewport,
    snapshot_of,
)

MIDDLE = (slice(140, 160), slice(190, 210))
CORNER = (slice(5, 25), slice(5, 25))
SPHERE = icosphere(4)
EYE = np.array([0.0, 0.0, -3.0])  # beyond the sphere: its image shows the front
ONE_VIEW = CameraSet((View("view-01", LookAt(EYE, np.zeros(3), WORLD_UP), (64, 64)),))


def mean(picture: NDArray[np.int64], where: tuple[slice, slice]) -> NDArray[np.float64]:
    return np.asarray(picture[where].reshape(-1, 3).mean(axis=0))


def with_sphere(qtbot: QtBot, display: DisplaySettings = BARE) -> Viewport:
    viewport = shown_viewport(qtbot, display=display)
    viewport.set_snapshot(snapshot_of(SPHERE))
    return viewport


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_background_runs_from_one_colour_to_the_other(qtbot: QtBot, colours: Theme) -> None:
    picture = pixels(shown_viewport(qtbot, display=replace(BARE, colours=colours)))
    top, bottom = colours.viewport_top, colours.viewport_bottom
    assert mean(picture, (slice(0, 1), slice(0, 400))) == pytest.approx(top.getRgb()[:3], abs=2)
    assert mean(picture, (slice(299, 300), slice(0, 400))) == pytest.approx(bottom.getRgb()[:3], abs=2)


@pytest.mark.parametrize("smooth", [True, False], ids=["smooth", "flat"])
def test_a_shaded_mesh_is_of_clay_and_lit_from_above(qtbot: QtBot, smooth: bool) -> None:
    picture = pixels(with_sphere(qtbot, replace(BARE, smooth=smooth)))
    red, green, blue = mean(picture, MIDDLE)
    assert red > green > blue and red > 120
    assert (
        mean(picture, (slice(90, 110), slice(190, 210))).sum() > mean(picture, (slice(190, 210), slice(190, 210))).sum()
    )


def test_flat_faces_have_one_colour_each(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot)
    viewport.set_snapshot(snapshot_of(icosphere(1)))
    smooth = hard_pixels(viewport)
    viewport.set_display(replace(BARE, smooth=False))
    flat = hard_pixels(viewport)
    colours = [len(np.unique(picture[MIDDLE].reshape(-1, 3), axis=0)) for picture in (smooth, flat)]
    assert colours[1] < colours[0] / 2


def test_the_inside_of_a_mesh_has_a_warning_colour(qtbot: QtBot) -> None:
    viewport = with_sphere(qtbot)
    outside = mean(pixels(viewport), MIDDLE)
    viewport.set_snapshot(snapshot_of(Mesh(SPHERE.positions, SPHERE.faces[:, ::-1])))
    inside = mean(pixels(viewport), MIDDLE)
    assert np.abs(inside - outside).max() > 25


def test_a_wireframe_hides_what_lies_behind(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, mode=DisplayMode.WIREFRAME, smooth=False))
    octahedron = icosphere(0)
    viewport.set_snapshot(snapshot_of(octahedron))
    with_lines = pixels(viewport)
    within = with_lines[110:190, 160:240].sum(axis=2)
    assert 0.01 < (within < 0.7 * np.percentile(within, 90)).mean() < 0.3
    # Lines of the far side would add as many again: half of the mesh alone shows the same picture.
    a, b, c = octahedron.positions[octahedron.faces].transpose(1, 0, 2)
    towards = (np.cross(b - a, c - a) * (np.array([0.0, 0.0, 6.0]) - a)).sum(axis=1) > 0
    viewport.set_snapshot(snapshot_of(Mesh(octahedron.positions, octahedron.faces[towards])))
    assert changed(with_lines, pixels(viewport), by=40).mean() < 1e-4


def test_normals_are_colours(qtbot: QtBot) -> None:
    picture = pixels(with_sphere(qtbot, replace(BARE, mode=DisplayMode.NORMALS)))
    red, green, blue = mean(picture, MIDDLE)
    assert blue > red + 60 and blue > green + 60
    assert (
        mean(picture, (slice(86, 94), slice(195, 205)))[1] > mean(picture, (slice(206, 214), slice(195, 205)))[1] + 80
    )
    assert (
        mean(picture, (slice(145, 155), slice(258, 264)))[0] > mean(picture, (slice(145, 155), slice(136, 142)))[0] + 80
    )


def test_distances_are_colours_with_a_scale_beside_them(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, mode=DisplayMode.DISTANCES))
    left = (SPHERE.positions[:, 0] < 0).astype(np.float32)
    viewport.set_snapshot(snapshot_of(SPHERE, Reading(Quantity.DISTANCE, left)))
    picture = pixels(viewport)
    lowest, highest = COLOUR_MAPS[Quantity.DISTANCE][[0, -1]].astype(np.int64)
    assert mean(picture, (slice(140, 160), slice(220, 240))) == pytest.approx(lowest, abs=22)
    assert mean(picture, (slice(140, 160), slice(160, 180))) == pytest.approx(highest, abs=45)
    upper_right = (slice(14, 240), slice(260, 386))
    viewport.set_display(BARE)
    without = pixels(viewport)
    assert changed(picture, without)[upper_right].mean() > 0.2
    viewport.set_snapshot(snapshot_of(SPHERE))
    assert mean(pixels(viewport), MIDDLE) == pytest.approx(mean(without, MIDDLE), abs=1)


def test_the_mode_that_needs_distances_asks_for_them(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot)
    asked: list[Quantity | None] = []
    viewport.reading_wanted.connect(asked.append)
    for mode in ("normals", "distances", "distances", "constraint", "shaded"):
        viewport.set_display(replace(BARE, mode=DisplayMode(mode)))
    assert asked == [Quantity.DISTANCE, Quantity.CONSTRAINT, None]


def test_what_the_views_leave_open_is_warm_and_what_they_determine_calm(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, mode=DisplayMode.CONSTRAINT))
    right = (SPHERE.positions[:, 0] > 0).astype(np.float32)
    viewport.set_snapshot(snapshot_of(SPHERE, Reading(Quantity.CONSTRAINT, right)))
    picture = pixels(viewport)
    calm, warm = mean(picture, (slice(140, 160), slice(220, 240))), mean(picture, (slice(140, 160), slice(160, 180)))
    assert warm[0] > warm[2] + 60
    assert calm[2] > calm[0] + 15
    viewport.set_snapshot(snapshot_of(SPHERE, Reading(Quantity.DISTANCE, right)))
    shaded = mean(pixels(viewport), (slice(140, 160), slice(220, 240)))
    assert shaded[0] > shaded[2]


def test_a_reading_goes_along_with_a_mesh_of_other_vertices(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, mode=DisplayMode.CONSTRAINT))
    pictures = []
    for mesh in (icosphere(5), icosphere(3), icosphere(5)):
        reading = Reading(Quantity.CONSTRAINT, (mesh.positions[:, 1] > 0).astype(np.float32))
        viewport.set_snapshot(snapshot_of(mesh, reading))
        pictures.append(pixels(viewport))
    assert not changed(pictures[0], pictures[2]).any()
    assert changed(pictures[0], pictures[1], by=40).mean() < 0.03


def test_the_colours_of_distances_get_lighter_all_along() -> None:
    weights = np.array([0.2126, 0.7152, 0.0722])
    luminance = ((COLOUR_MAPS[Quantity.DISTANCE] / 255.0) ** 2.2) @ weights
    assert (np.diff(luminance) > -1e-3).all()
    assert luminance[-1] > 10 * luminance[0]


def test_another_mesh_replaces_the_former_one(qtbot: QtBot) -> None:
    viewport = with_sphere(qtbot)
    pixels(viewport)
    finer = snapshot_of(icosphere(5, 0.5))
    viewport.set_snapshot(finer)
    after_change = pixels(viewport)
    fresh = shown_viewport(qtbot)
    fresh.set_snapshot(snapshot_of(SPHERE))
    fresh.orbit_state = viewport.orbit_state
    fresh.set_snapshot(finer)
    assert not changed(after_change, pixels(fresh), by=2).any()
    viewport.set_snapshot(None)
    assert mean(pixels(viewport), MIDDLE).min() > 200


def test_the_target_fades_from_nothing_to_opaque(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot)
    viewport.set_target(SPHERE)
    empty = pixels(viewport)
    tints = []
    for opacity in (0.0, 0.3, 0.7, 1.0):
        viewport.set_display(replace(BARE, ghost=True, ghost_opacity=opacity))
        tints.append(np.abs(mean(pixels(viewport), MIDDLE) - mean(empty, MIDDLE)).max())
    assert tints[0] == 0
    assert tints[0] + 10 < tints[1] < tints[2] - 10 < tints[3] - 20


def test_the_target_is_one_film_however_many_layers_it_has(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, ghost=True))
    viewport.set_target(SPHERE)
    one = pixels(viewport)
    inner = icosphere(4, 0.5)
    count = len(SPHERE.positions)
    both = Mesh(np.vstack([SPHERE.positions, inner.positions]), np.vstack([SPHERE.faces, inner.faces + count]))
    viewport.set_target(both)
    assert not changed(one, pixels(viewport), by=2).any()


def test_the_mesh_is_seen_through_the_target(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, ghost=True))
    viewport.set_target(SPHERE)
    alone = pixels(viewport)
    viewport.set_snapshot(snapshot_of(icosphere(4, 0.5)))
    assert changed(alone, pixels(viewport))[MIDDLE].all()


def test_a_target_inside_the_mesh_shines_through_but_not_one_that_fits(qtbot: QtBot) -> None:
    viewport = with_sphere(qtbot)
    viewport.set_target(icosphere(4, 0.5))
    bare = pixels(viewport)
    viewport.set_display(replace(BARE, ghost=True))
    shining = changed(bare, pixels(viewport), by=4)
    assert shining[MIDDLE].all()
    assert 0.4 < shining.sum() / (np.pi * 34**2) < 1.2  # the target, not all of the mesh
    behind = icosphere(3, 0.3, [0, 0, -2])
    fitting = icosphere(4, 0.98)
    count = len(fitting.positions)
    hides_its_own = Mesh(
        np.vstack([fitting.positions, behind.positions]), np.vstack([fitting.faces, behind.faces + count])
    )
    viewport.set_target(hides_its_own)
    viewport.orbit_state = FROM_FRONT
    assert not changed(bare, pixels(viewport), by=4)[MIDDLE].any()


@pytest.mark.parametrize("mode", [mode for mode in DisplayMode if mode.is_reading])
@pytest.mark.parametrize("radius", [0.6, 1.2])
def test_no_target_tints_colours_that_stand_for_numbers(qtbot: QtBot, mode: DisplayMode, radius: float) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, mode=mode))
    viewport.set_target(icosphere(3, radius))
    reading = Reading(mode.quantity or Quantity.DISTANCE, np.abs(SPHERE.positions[:, 0]).astype(np.float32))
    viewport.set_snapshot(snapshot_of(SPHERE, reading))
    viewport.orbit_state = FROM_FRONT
    alone = pixels(viewport)
    viewport.set_display(replace(BARE, mode=mode, ghost=True))
    with_target = changed(alone, pixels(viewport), by=2)
    assert not with_target[MIDDLE].any()
    assert with_target.any() == (radius > 1)


def test_a_camera_shows_its_target_on_its_image(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, frusta=True))
    viewport.set_cameras(ONE_VIEW, [])
    viewport.orbit_state = OrbitState((0, 0, -2.2), 0, 0, 2.0)
    outline = pixels(viewport)
    target = np.zeros((64, 64), np.uint8)
    target[:32] = 255
    viewport.set_thumbnail("view-01", target)
    picture = pixels(viewport)
    blue = LIGHT.target.getRgb()[:3]
    upper, lower = (slice(120, 140), slice(190, 210)), (slice(165, 180), slice(190, 210))
    assert mean(picture, upper) == pytest.approx(blue, abs=30)
    assert mean(picture, lower) == pytest.approx(LIGHT.picture_background.getRgb()[:3], abs=30)
    viewport.set_display(replace(BARE, frusta=True, thumbnails=False))
    assert not changed(outline, pixels(viewport), by=2).any()
    viewport.set_display(replace(BARE, frusta=True))
    viewport.set_thumbnail("view-01", None)
    assert not changed(outline, pixels(viewport), by=2).any()


def test_selected_and_disabled_cameras_look_different(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, frusta=True))
    pictures = []
    for cameras, selected in ((ONE_VIEW, []), (ONE_VIEW, ["view-01"]), (ONE_VIEW.with_enabled("view-01", False), [])):
        viewport.set_cameras(cameras, selected)
        viewport.orbit_state = OrbitState((0, 0, -2.2), 20, 10, 3.0)
        pictures.append(pixels(viewport))
    assert changed(pictures[0], pictures[1]).sum() > 50
    assert changed(pictures[0], pictures[2]).sum() > 50
    orange = LIGHT.frustum_selected.getRgb()[:3]
    assert (np.abs(pictures[1] - orange).max(axis=2) < 40).sum() > 50


@pytest.mark.parametrize("part", ["grid", "axes", "frusta"])
def test_parts_can_be_switched_off(qtbot: QtBot, part: str) -> None:
    everything = DisplaySettings(ghost=False)
    viewport = shown_viewport(qtbot, display=everything, state=OrbitState((0, 0, 0), 30, 20, 12))
    viewport.set_cameras(ONE_VIEW, [])
    viewport.set_snapshot(snapshot_of(SPHERE))
    with_part = pixels(viewport)
    parts = {"grid": everything.grid, "axes": everything.axes, "frusta": everything.frusta} | {part: False}
    viewport.set_display(replace(everything, grid=parts["grid"], axes=parts["axes"], frusta=parts["frusta"]))
    assert changed(with_part, pixels(viewport)).sum() > 100


def test_everything_is_in_view_until_the_viewer_moves_and_after_framing(qtbot: QtBot) -> None:
    viewport = Viewport()
    qtbot.addWidget(viewport)
    viewport.resize(400, 300)
    viewport.set_display(replace(BARE, axes=False))
    viewport.set_snapshot(snapshot_of(icosphere(4, 300.0, [1e5, 0, 0])))
    viewport.show()
    qtbot.waitUntil(viewport.isValid)
    first = pixels(viewport)
    viewport.orbit_state = OrbitState((0, 0, 0), 0, 0, 5.0)
    assert changed(first, pixels(viewport)).sum() > 1000
    viewport.frame_all()
    settle(qtbot, viewport)
    viewport.set_display(replace(BARE, mode=DisplayMode.NORMALS))
    found = np.argwhere(changed(pixels(viewport), first * 0 + first[0, 0], by=60))
    (top, left), (bottom, right) = found.min(axis=0), found.max(axis=0)
    assert top > 2 and bottom < 297 and left > 2 and right < 397
    assert bottom - top > 200


def test_a_model_far_from_the_origin_keeps_its_shape(qtbot: QtBot) -> None:
    far = np.array([3e6, -2e6, 1e6])
    viewport = with_sphere(qtbot)
    near = pixels(viewport)
    other = shown_viewport(qtbot)
    other.set_snapshot(snapshot_of(icosphere(4, 1.0, far)))
    other.orbit_state = OrbitState(far.tolist(), 0, 0, 6)
    assert changed(near, pixels(other), by=6).mean() < 1e-3


def test_a_moving_picture_is_quick_and_a_still_one_smooth(qtbot: QtBot) -> None:
    viewport = with_sphere(qtbot)
    assert viewport.support is not None
    if not viewport.support.software:
        pytest.skip("a GPU smooths every frame")
    edge = (slice(90, 210), slice(250, 290))
    moving = hard_pixels(viewport)
    still = pixels(viewport)
    assert changed(moving, still, by=20)[edge].any()
    viewport.set_display(BARE)
    assert not changed(moving, present_pixels(viewport)).any()
    qtbot.waitUntil(lambda: not bool(changed(still, present_pixels(viewport)).any()))


def test_a_camera_that_a_fit_has_moved_is_drawn_faintly_where_it_was(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, frusta=True))
    given = ONE_VIEW["view-01"]
    assert isinstance(given.placement, LookAt)
    aside = replace(given.placement, eye_world=np.add(given.placement.eye_world, [0.4, 0.0, 0.0]))
    moved = CameraSet((replace(given, placement=aside),))
    pictures = []
    for cameras, was in ((CameraSet(), []), (ONE_VIEW, []), (moved, []), (moved, [given])):
        viewport.set_cameras(cameras, [], was)
        viewport.orbit_state = OrbitState((0, 0, -2.2), 20, 10, 3.0)
        pictures.append(pixels(viewport))
    empty, before, after, both = pictures
    faint = changed(after, both, by=4)
    assert faint.sum() > 100
    assert (faint & changed(empty, before, by=4)).sum() > 0.8 * faint.sum()
    lines = changed(empty, before, by=40)
    assert np.abs(both - after)[lines].mean() < 0.6 * np.abs(before - empty)[lines].mean()
