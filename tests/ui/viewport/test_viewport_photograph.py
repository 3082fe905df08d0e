# SPDX-License-Identifier: MIT
"""A photograph behind the mesh: it lies where the camera saw it, fades, and is outlined."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from scipy import ndimage

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.meshes.model import read_model
from app.engine.meshes.primitives import icosphere
from app.resource_files import bundled_model
from app.ui.theme_colours import LIGHT
from app.ui.viewport.backdrop import Backdrop
from app.ui.viewport.display import DisplaySettings
from app.ui.viewport.navigation import FRAME_MARGIN_PIXELS
from app.ui.viewport.place import Place
from app.ui.viewport.viewport import Viewport
from tests.support.captures import photographed
from tests.support.hands import click, press, turn_wheel
from tests.support.viewport_mouse import drag
from tests.support.viewports import BARE, changed, hard_pixels, pixels, settle, shown_viewport, snapshot_of

SIZE = (360, 480)  # height, width
MARGIN = FRAME_MARGIN_PIXELS
ROOM = (SIZE[1] + 2 * MARGIN, SIZE[0] + 2 * MARGIN)  # in which a picture is shown as large as it is
KETTLE = read_model(bundled_model("kettle.glb"))
CENTER = KETTLE.mesh.center


def crooked() -> View:
    """A principal point far off the middle, pixels that are not square, some skew."""
    matrix = np.array([[660.0, 14.0, 322.0], [0, 600.0, 131.0], [0, 0, 1]])
    turned = np.array([[0.8, 0.0, -0.6], [0.0, -1.0, 0.0], [-0.6, 0.0, -0.8]])
    eye = CENTER + np.array([0.36, 0.06, 0.44])
    return View("crooked", Calibrated(matrix, turned, -turned @ eye), SIZE)


CAPTURE, CAMERAS = photographed(KETTLE, [*list(sphere_rig(5, CENTER, 0.65, image_size=SIZE))[1:3], crooked()])
PLAIN = replace(BARE, target_outline=False, mesh_outline=False)
every_view = pytest.mark.parametrize("view_id", CAMERAS.ids)


def through(
    qtbot: QtBot, view_id: str, display: DisplaySettings = PLAIN, room: tuple[int, int] = ROOM, mask: bool = True
) -> Viewport:
    """A viewport that looks through a view with its photograph, at the mesh that was photographed."""
    viewport = shown_viewport(qtbot, room, display)
    viewport.set_place(Place(CAPTURE.frame, CAPTURE.up_world))
    viewport.set_cameras(CAMERAS, [])
    viewport.set_snapshot(snapshot_of(KETTLE.mesh))
    viewport.set_backdrop(
        Backdrop(view_id, CAPTURE.photographs[view_id].colours, CAMERAS[view_id].mask if mask else None)
    )
    viewport.look_through(view_id)
    settle(qtbot, viewport)
    return viewport


def image(picture: NDArray[np.int64]) -> NDArray[np.int64]:
    """What is shown where the photograph is, without the name in its corner."""
    inner = picture[MARGIN : MARGIN + SIZE[0], MARGIN : MARGIN + SIZE[1]].copy()
    inner[:40, :140] = 0
    return inner


def covered(view_id: str) -> NDArray[np.bool_]:
    mask = CAMERAS[view_id].mask
    assert mask is not None
    return np.asarray(mask.coverage > 127)


def part(viewport: Viewport, name: str) -> QWidget:
    found = viewport.findChild(QWidget, name)
    assert found is not None
    return found


@every_view
def test_a_photograph_fills_the_image_pixel_by_pixel(qtbot: QtBot, view_id: str) -> None:
    viewport = through(qtbot, view_id, replace(PLAIN, photograph_blend=0.0))
    part(viewport, "photo_bar").hide()
    shown, photograph = pixels(viewport), np.zeros((ROOM[1], ROOM[0], 3), np.int64)
    photograph[MARGIN:-MARGIN, MARGIN:-MARGIN] = CAPTURE.photographs[view_id].colours
    assert not changed(image(shown), image(photograph), by=1).any()


@every_view
def test_the_mesh_lies_on_its_photograph(qtbot: QtBot, view_id: str) -> None:
    viewport = through(qtbot, view_id, replace(PLAIN, photograph_blend=1.0))
    with_mesh = hard_pixels(viewport)
    viewport.set_snapshot(None)
    found = changed(image(with_mesh), image(hard_pixels(viewport)), by=3)
    expected = covered(view_id)
    assert expected.mean() > 0.05
    assert (found & expected).sum() / (found | expected).sum() >= 0.995


def line(viewport: Viewport, name: str) -> NDArray[np.bool_]:
    """Where that line covers at least half of a pixel."""
    is_target = name == "target_outline"
    viewport.set_display(replace(PLAIN, photograph_blend=0.0))
    without = pixels(viewport)
    viewport.set_display(replace(PLAIN, target_outline=is_target, mesh_outline=not is_target, photograph_blend=0.0))
    shown = pixels(viewport)
    colour = np.array((LIGHT.target_outline if is_target else LIGHT.rendered_outline).getRgb()[:3])
    return np.asarray(np.linalg.norm(shown - colour, axis=2) < np.linalg.norm(shown - without, axis=2))


@every_view
@pytest.mark.parametrize("room", [ROOM, (1010, 700), (330, 290)])
def test_both_outlines_are_one_where_the_mesh_is_the_one_photographed(
    qtbot: QtBot, view_id: str, room: tuple[int, int]
) -> None:
    viewport = through(qtbot, view_id, room=room)
    part(viewport, "photo_bar").hide()
    target, mesh = line(viewport, "target_outline"), line(viewport, "mesh_outline")
    assert mesh.sum() > 400
    # The target's line is wider by 0.6 pixels on either side: the mesh's leaves it where they lie that far apart.
    assert (mesh & target).sum() >= 0.99 * mesh.sum()


def test_an_outline_follows_the_edge_of_a_mask_within_a_fraction_of_a_pixel(qtbot: QtBot) -> None:
    view_id = CAMERAS.ids[0]
    viewport = through(qtbot, view_id)
    target = line(viewport, "target_outline")[MARGIN:-MARGIN, MARGIN:-MARGIN]
    inside = covered(view_id)
    from_edge = ndimage.distance_transform_edt(inside) - ndimage.distance_transform_edt(~inside)
    # The distances are those between middles of pixels, so the edge is at 0 with pixels at +1 and -1 beside it.
    assert abs(np.where(from_edge > 0, from_edge - 0.5, from_edge + 0.5)[target].mean()) < 0.25
    assert np.abs(from_edge[target]).max() < 4


def test_the_outline_of_the_mesh_is_that_of_the_mesh_shown(qtbot: QtBot) -> None:
    viewport = through(qtbot, CAMERAS.ids[0])
    kettle = line(viewport, "mesh_outline")
    viewport.set_snapshot(snapshot_of(icosphere(4, 0.05, CENTER)))
    ball = line(viewport, "mesh_outline")
    assert 100 < ball.sum() < 0.6 * kettle.sum()
    assert not (ball & ~ndimage.binary_fill_holes(kettle)).any()


def test_no_outline_is_drawn_along_the_border_or_where_the_mask_is_unknown(qtbot: QtBot) -> None:
    view_id = CAMERAS.ids[0]
    viewport = through(qtbot, view_id)
    half = np.zeros(SIZE, np.uint8)
    half[:, :200] = 255
    known = np.ones(SIZE, np.bool_)
    known[250:] = False
    viewport.set_backdrop(Backdrop(view_id, CAPTURE.photographs[view_id].colours, ViewMask(half, known)))
    target = line(viewport, "target_outline")[MARGIN:-MARGIN, MARGIN:-MARGIN]
    assert target[10:245, 199:201].all()
    target[:253, 193:207] = False
    assert not target.any()


def test_the_slider_fades_from_photograph_to_mesh(qtbot: QtBot) -> None:
    viewport = through(qtbot, CAMERAS.ids[0])
    told: list[DisplaySettings] = []
    viewport.display_edited.connect(told.append)
    slider = part(viewport, "photograph_blend")
    assert isinstance(slider, QSlider) and slider.isVisible()
    middle = slider.height() // 2
    click(slider, QPoint(2, middle))
    assert viewport.display.photograph_blend == told[-1].photograph_blend == 0.0
    photograph = image(pixels(viewport))
    viewport.set_snapshot(None)
    assert not changed(photograph, image(pixels(viewport)), by=1)[:-60].any()
    viewport.set_snapshot(snapshot_of(KETTLE.mesh))
    click(slider, QPoint(slider.width() - 3, middle))
    assert viewport.display.photograph_blend == told[-1].photograph_blend == 1.0
    mesh = image(pixels(viewport))
    viewport.set_backdrop(None)
    assert not changed(mesh, image(pixels(viewport)), by=1)[:-60].any()


def test_half_way_the_mesh_is_seen_half_through_the_whole_photograph(qtbot: QtBot) -> None:
    view_id = CAMERAS.ids[0]
    viewport = through(qtbot, view_id)
    half = image(pixels(viewport))
    ends = []
    for blend in (0.0, 1.0):
        viewport.set_display(replace(PLAIN, photograph_blend=blend))
        ends.append(image(pixels(viewport)))
    inside = ndimage.binary_erosion(covered(view_id), iterations=3)
    outside = ~ndimage.binary_dilation(covered(view_id), iterations=3)
    outside[-60:] = False  # where the bar is
    assert np.abs(half - (ends[0] + ends[1]) / 2)[inside].max() <= 2
    assert np.abs(half - ends[0])[outside].max() <= 1


def test_the_outlines_are_switched_by_their_buttons(qtbot: QtBot) -> None:
    viewport = through(qtbot, CAMERAS.ids[0], BARE)
    viewport.set_display(replace(BARE, photograph_blend=0.0))
    viewport.set_snapshot(snapshot_of(icosphere(4, 0.05, CENTER)))

    def seen() -> tuple[bool, bool]:
        shown = image(pixels(viewport))[:-60]
        far = [np.abs(shown - np.array(colour.getRgb()[:3])).max(axis=2) for colour in colours]
        return bool((far[0] < 50).sum() > 50), bool((far[1] < 50).sum() > 50)

    colours = (LIGHT.target_outline, LIGHT.rendered_outline)
    assert seen() == (True, True)
    click(part(viewport, "mesh_outline"))
    assert seen() == (True, False)
    click(part(viewport, "target_outline"))
    assert seen() == (False, False)
    click(part(viewport, "mesh_outline"))
    assert seen() == (False, True)
    assert (viewport.display.target_outline, viewport.display.mesh_outline) == (False, True)


def test_without_a_mask_there_is_no_target_to_outline(qtbot: QtBot) -> None:
    viewport = through(qtbot, CAMERAS.ids[0], BARE, mask=False)
    button = part(viewport, "target_outline")
    assert isinstance(button, QToolButton)
    assert not button.isEnabled()
    assert "no mask" in button.toolTip()
    assert part(viewport, "mesh_outline").isEnabled()


def test_the_photograph_goes_with_its_view(qtbot: QtBot) -> None:
    viewport = through(qtbot, CAMERAS.ids[0])
    bar = part(viewport, "photo_bar")
    assert bar.isVisible()
    viewport.look_through(CAMERAS.ids[1])
    assert not bar.isVisible()
    viewport.look_through(CAMERAS.ids[0])
    assert bar.isVisible()
    viewport.setFocus()
    press(viewport, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    settle(qtbot, viewport)
    alone = pixels(viewport)
    viewport.set_backdrop(None)
    assert not changed(alone, pixels(viewport), by=1).any()


def test_the_bar_fits_into_a_narrow_viewport(qtbot: QtBot) -> None:
    viewport = through(qtbot, CAMERAS.ids[0], room=(300, 260))
    bar = part(viewport, "photo_bar")
    assert viewport.rect().contains(bar.geometry())


def test_a_photograph_is_shown_on_the_image_of_its_camera(qtbot: QtBot) -> None:
    display = replace(BARE, frusta=True)
    viewport = shown_viewport(qtbot, display=display)
    straight = View(
        "straight", Calibrated(np.array([[80.0, 0, 32], [0, 80, 32], [0, 0, 1]]), np.eye(3), np.zeros(3)), (64, 64)
    )
    viewport.set_cameras(CameraSet((straight,)), [])
    viewport.frame_all()
    settle(qtbot, viewport)
    small = np.zeros((64, 64, 4), np.uint8)
    small[..., 1], small[:, :32, 3] = 200, 255
    viewport.set_thumbnail("straight", small)
    shown = pixels(viewport)
    green = shown[..., 1] - shown[..., [0, 2]].max(axis=2)
    assert (green > 150).sum() > 50  # the object
    assert ((green > 60) & (green < 150)).sum() > 50  # what is around it, paler


def test_the_wheel_zooms_into_the_photograph_and_everything_stays_on_it(qtbot: QtBot) -> None:
    view_id = CAMERAS.ids[0]
    viewport = through(qtbot, view_id)
    part(viewport, "photo_bar").hide()
    rows, columns = np.nonzero(covered(view_id))
    cursor = QPoint(MARGIN + int(columns.min()), MARGIN + int(rows[np.argmin(columns)]))
    turn_wheel(viewport, cursor, 9)
    assert viewport.looking_through == view_id
    target, mesh = line(viewport, "target_outline"), line(viewport, "mesh_outline")
    assert (mesh & target).sum() >= 0.99 * mesh.sum()
    assert target[cursor.y() - 12 : cursor.y() + 12, cursor.x() - 12 : cursor.x() + 12].any()
    before = pixels(viewport)
    drag(viewport, [cursor, cursor + QPoint(30, 0), cursor + QPoint(40, 20)], Qt.MouseButton.MiddleButton)
    assert viewport.looking_through == view_id
    assert not changed(pixels(viewport)[120:280, 140:320], before[100:260, 100:280], by=8).any()
    turn_wheel(viewport, cursor, -9)
    viewport.set_display(replace(PLAIN, photograph_blend=0.0))
    again = image(pixels(viewport))
    assert not changed(again, through_alone(qtbot, view_id), by=1).any()


def through_alone(qtbot: QtBot, view_id: str) -> NDArray[np.int64]:
    """The photograph alone, as it is shown at first."""
    viewport = through(qtbot, view_id, replace(PLAIN, photograph_blend=0.0))
    part(viewport, "photo_bar").hide()
    return image(pixels(viewport))
