"""Where outlines differ: holes however narrow, missing parts however thin, and not what is merely a little off."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from app.engine.carving.outline_differences import DifferenceKind, OutlineDifference, outline_differences
from app.engine.carving.view_cones import ConeGroup, ViewCones
from app.engine.meshes.mesh import Mesh
from renderer_cuda import Camera, Topology
from tests.support.carving import ball, cones_of, joined, sphere_views
from tests.support.solids import cubes, torus

SIZE = 64


def facing(distance: Tensor, weight: Tensor | None = None) -> ViewCones:
    """One view along z in which a unit is 32 pixels."""
    camera = Camera.look_at_orthographic([0, 0, 5.0], [0, 0, 0], height_world=2.0, image_size=(SIZE, SIZE))
    return ViewCones(["front"], [ConeGroup((0,), camera, distance[None], None if weight is None else weight[None])])


def image_of(mesh: Mesh) -> Tensor:
    """Its signed distance in that view."""
    from renderer_cuda import signed_distance

    camera = facing(torch.zeros(SIZE, SIZE)).groups[0].camera
    positions, topology = tensors(mesh)
    return signed_distance(positions, topology, camera, (SIZE, SIZE), 40.0)[0]


def tensors(mesh: Mesh) -> tuple[Tensor, Topology]:
    positions = torch.as_tensor(mesh.positions, dtype=torch.float32)
    return positions, Topology.from_faces(torch.as_tensor(mesh.faces), positions)


def found(mesh: Mesh, cones: ViewCones) -> tuple[OutlineDifference, ...]:
    return outline_differences(*tensors(mesh), cones)


def plate(*holes: tuple[float, float, float, float]) -> Mesh:
    """A square of side 1.6 with rectangular holes (left, bottom, right, top)."""
    edges = sorted({-0.8, 0.8, *(x for hole in holes for x in hole)})
    middles = (np.array(edges[1:]) + edges[:-1]) / 2
    solid = np.ones((len(middles), len(middles), 1), dtype=bool)
    for left, bottom, right, top in holes:
        column, row = (middles > left) & (middles < right), (middles > bottom) & (middles < top)
        solid[:, :, 0] &= ~np.outer(column, row)
    blocks = cubes(solid)
    x, y, z = blocks.positions.T
    return Mesh(np.stack([np.interp(v, range(len(edges)), edges) for v in (x, y)] + [0.2 * z], axis=1), blocks.faces)


@pytest.mark.parametrize("width_pixels", [2, 3, 10])
def test_a_hole_that_the_mesh_closes_is_to_be_carved(width_pixels: int) -> None:
    width = width_pixels / 32
    (difference,) = found(plate(), facing(image_of(plate((-0.25, -0.25, width - 0.25, 0.25)))))
    assert (difference.view_id, difference.kind, difference.topological) == ("front", DifferenceKind.CARVE, True)
    assert difference.pixels == width_pixels * 16
    assert difference.depth_pixels > 15


@pytest.mark.parametrize("width_pixels", [2, 3, 10])
def test_a_hole_that_should_not_be_is_to_be_filled(width_pixels: int) -> None:
    hole = plate((-0.25, -0.25, width_pixels / 32 - 0.25, 0.25))
    (difference,) = found(hole, facing(image_of(plate())))
    assert (difference.kind, difference.topological) == (DifferenceKind.FILL, True)
    assert difference.pixels == width_pixels * 16


def test_a_missing_rod_joins_parts_and_a_missing_stub_does_not() -> None:
    rod = (-0.5, -0.5, 0.5, -0.03), (-0.5, 0.03, 0.5, 0.5)
    (difference,) = found(plate((-0.5, -0.5, 0.5, 0.5)), facing(image_of(plate(*rod))))
    assert (difference.kind, difference.topological) == (DifferenceKind.FILL, True)
    assert difference.pixels == pytest.approx(2 * 32, abs=4)
    stub = (-0.5, -0.5, 0.5, -0.03), (-0.5, 0.03, 0.5, 0.5), (0.3, -0.1, 0.5, 0.1)
    (difference,) = found(plate((-0.5, -0.5, 0.5, 0.5)), facing(image_of(plate(*stub))))
    assert not difference.topological


def test_an_outline_that_is_a_little_off_is_no_difference() -> None:
    target = facing(image_of(ball(0.7)))
    assert found(ball(0.75), target) == ()
    assert found(ball(0.65), target) == ()
    assert found(ball(0.7, (0.04, 0.03, 0)), target) == ()
    (difference,) = found(ball(0.8), target)
    assert (difference.kind, difference.topological) == (DifferenceKind.CARVE, False)


def test_unknown_pixels_do_not_differ() -> None:
    hole = image_of(plate((-0.25, -0.25, 0.25, 0.25)))
    weight = torch.ones(SIZE, SIZE)
    weight[:, : SIZE // 2] = 0.0
    assert found(plate(), facing(hole, weight))[0].pixels == 16 * 8
    assert found(plate(), facing(hole, 0 * weight)) == ()


def test_specks_are_no_difference() -> None:
    hole = image_of(plate())
    hole[20, 20] = 1.0
    assert found(plate(), facing(hole)) == ()


def test_differences_come_view_by_view_the_largest_first() -> None:
    views = [replace(view, image_size=(64, 64 + 32 * (index % 2))) for index, view in enumerate(sphere_views(8, 64))]
    bodies = joined(torus(0.4, 0.1, 40, 16), ball(0.1, (0.75, 0, 0)))
    differences = found(ball(0.5), cones_of(bodies, views))
    order = [[view.id for view in views].index(difference.view_id) for difference in differences]
    assert order == sorted(order)
    assert {DifferenceKind.CARVE, DifferenceKind.FILL} == {difference.kind for difference in differences}
    for before, after in itertools.pairwise(differences):
        assert before.view_id != after.view_id or before.pixels >= after.pixels
