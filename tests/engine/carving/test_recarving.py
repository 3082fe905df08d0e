"""Repairs: webs opened, rods added, the rest left alone."""

import numpy as np
import pytest
import torch

from app.engine.carving.outline_differences import DifferenceKind, OutlineDifference, outline_differences
from app.engine.carving.recarving import Recarved, recarved
from app.engine.carving.regridding import regridded
from app.engine.carving.view_cones import ViewCones
from app.engine.meshes.mesh import Mesh
from app.engine.remeshing.defects import mesh_quality
from renderer_cuda import Topology
from tests.support.carving import ball, cones_of, joined, sphere_views
from tests.support.solids import torus

RESOLUTION = 96


def united(*meshes: Mesh) -> Mesh:
    both = joined(*meshes)
    surface = regridded(both.positions, both.faces, RESOLUTION).surface
    return Mesh(surface.positions, surface.faces)


def ellipsoid(*half_axes: float) -> Mesh:
    sphere = ball(1.0)
    return Mesh(sphere.positions * half_axes, sphere.faces)


def rod(radius: float) -> Mesh:
    """Along x, 1 long."""
    return ellipsoid(0.9, radius, radius)


def differences_of(mesh: Mesh, cones: ViewCones) -> tuple[OutlineDifference, ...]:
    positions = torch.as_tensor(mesh.positions, dtype=torch.float32)
    return outline_differences(positions, Topology.from_faces(torch.as_tensor(mesh.faces), positions), cones)


def repaired(mesh: Mesh, target: Mesh) -> tuple[Recarved, Mesh, ViewCones]:
    cones = cones_of(target, sphere_views(20))
    result = recarved(mesh.positions, mesh.faces, cones, differences_of(mesh, cones), RESOLUTION)
    surface = result.solid.surface
    after = Mesh(surface.positions, surface.faces)
    quality = mesh_quality(after)
    assert quality.outward
    assert quality.self_intersecting_faces == 0
    assert (quality.genus, quality.components) == (result.solid.genus, result.solid.parts)
    return result, after, cones


def test_a_web_is_opened_and_the_rest_stays() -> None:
    ring = torus(0.6, 0.25, 80, 40)
    closed = united(ring, ellipsoid(0.55, 0.55, 0.12))
    result, after, cones = repaired(closed, ring)
    assert (result.genus_before, result.parts_before) == (0, 1)
    assert (result.solid.genus, result.solid.parts) == (1, 1)
    assert differences_of(after, cones) == ()
    outer = np.linalg.norm(after.positions[:, :2], axis=1) > 0.65
    from_ring = np.hypot(np.linalg.norm(after.positions[outer, :2], axis=1) - 0.6, after.positions[outer, 2])
    np.testing.assert_allclose(from_ring, 0.25, atol=0.01)


def test_a_missing_rod_is_filled_in() -> None:
    bodies = [ball(0.3, (x, 0, 0)) for x in (-0.6, 0.6)]
    result, after, cones = repaired(joined(*bodies), united(*bodies, rod(0.05)))
    assert (result.parts_before, result.solid.parts, result.solid.genus) == (2, 1, 0)
    middle = np.abs(after.positions[:, 0]) < 0.2
    assert middle.sum() > 20
    np.testing.assert_allclose(np.linalg.norm(after.positions[middle, 1:], axis=1), 0.05, atol=0.025)
    assert not [left for left in differences_of(after, cones) if left.topological]


def test_a_part_beyond_the_mesh_is_added() -> None:
    result, after, _ = repaired(ball(0.2, (-0.6, 0, 0)), joined(ball(0.2, (-0.6, 0, 0)), ball(0.2, (0.7, 0, 0))))
    assert result.solid.parts == 2
    assert after.bounds[1, 0] == pytest.approx(0.9, abs=0.04)


def test_nothing_to_repair_leaves_the_shape() -> None:
    ring = torus(0.6, 0.25, 80, 40)
    cones = cones_of(ring, sphere_views(6, 64))
    result = recarved(ring.positions, ring.faces, cones, (), RESOLUTION)
    positions = result.solid.surface.positions
    from_ring = np.hypot(np.linalg.norm(positions[:, :2], axis=1) - 0.6, positions[:, 2])
    np.testing.assert_allclose(from_ring, 0.25, atol=0.01)
    assert result.solid.genus == 1


def test_what_no_silhouette_allows_is_cut_and_nothing_left_is_told() -> None:
    cones = cones_of(ball(0.3), sphere_views(6, 64))
    beside = ball(0.2, (0.7, 0, 0))
    with pytest.raises(ValueError, match="inside the silhouettes"):
        recarved(beside.positions, beside.faces, cones, (), 48)


def test_pixels_to_fill_in_views_of_several_sizes_count() -> None:
    views = sphere_views(6, 64)
    cones = cones_of(ball(0.5), views)
    small = ball(0.1)
    everywhere = [
        OutlineDifference(view_id, DifferenceKind.FILL, np.ones((64, 64), dtype=bool), False, 9.0)
        for view_id in cones.view_ids[:2]
    ]
    result = recarved(small.positions, small.faces, cones, everywhere, 64, edge_length=0.05)
    assert result.solid.volume > 4 / 3 * np.pi * 0.49**3
