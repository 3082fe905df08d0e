# SPDX-License-Identifier: MIT
"""Outlines whose distance, area and derivatives are known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import trimesh

from renderer_cuda import Camera, Topology, coverage_from_distance, signed_distance, silhouette

SIZE = (48, 64)


def facing() -> Camera:
    """One world unit is one pixel; world (0, 0) is the image's middle."""
    return Camera.look_at_orthographic([0, 0, 5], [0, 0, 0], height_world=SIZE[0], image_size=SIZE)


def centers() -> tuple[torch.Tensor, torch.Tensor]:
    """World x and y of all pixel centres, (H, W) each."""
    rows, columns = torch.arange(SIZE[0], dtype=torch.float64), torch.arange(SIZE[1], dtype=torch.float64)
    y, x = torch.meshgrid(SIZE[0] / 2 - 0.5 - rows, columns + 0.5 - SIZE[1] / 2, indexing="ij")
    return x, y


def square(half: float, center: tuple[float, float]) -> tuple[torch.Tensor, Topology]:
    corners = torch.tensor([[-1.0, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], dtype=torch.float64) * half
    corners = corners + torch.tensor([*center, 0.0], dtype=torch.float64)
    return corners, Topology.from_faces([[0, 1, 2], [0, 2, 3]], corners)


@pytest.mark.parametrize("degrees", [0.0, 22.5, 45.0, 71.0])
def test_half_plane(degrees: float) -> None:
    angle = math.radians(degrees)
    normal = np.array([math.cos(angle), math.sin(angle)])
    along = np.array([-normal[1], normal[0]])
    offset = 3.3
    base = normal * offset
    corners = np.stack([base - 500 * along, base + 500 * along, base + 500 * along - 900 * normal,
                        base - 500 * along - 900 * normal])  # fmt: skip
    positions = torch.tensor(np.c_[corners, np.zeros(4)])
    topology = Topology.from_faces([[0, 1, 2], [0, 2, 3]], positions)
    x, y = centers()
    expected = x * normal[0] + y * normal[1] - offset
    distance = signed_distance(positions, topology, facing(), SIZE, 9.0)[0]
    torch.testing.assert_close(distance, expected.clamp(-9, 9), rtol=0, atol=1e-9)
    coverage = silhouette(positions, topology, facing(), SIZE, 1.5)[0]
    torch.testing.assert_close(coverage, coverage_from_distance(expected, 1.5), rtol=0, atol=1e-9)


def test_disc_of_a_fine_sphere() -> None:
    mesh = trimesh.creation.icosphere(5, radius=15.0)
    positions = torch.tensor(mesh.vertices + np.array([2.3, -1.7, 0]))
    topology = Topology.from_faces(mesh.faces, mesh.vertices)
    x, y = centers()
    expected = torch.hypot(x - 2.3, y + 1.7) - 15.0
    distance = signed_distance(positions, topology, facing(), SIZE, 6.0)[0]
    assert float((distance - expected.clamp(-6, 6)).abs().max()) < 15.0 * 0.002


def test_square_moved_sideways() -> None:
    """Moving it leaves the sum of coverage as it is; in a window it changes by the side that comes in."""
    corners, topology = square(10.0, (1.23, -0.77))
    shift = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    image = silhouette(corners + shift, topology, facing(), SIZE, 0.8)
    # Steiner's formula: at distance t outside the corners add pi t^2, inside they take 4 t^2.
    corner_area = (2 * math.pi + 8) * 0.8**2 * math.pi**2 / 12
    assert float(image.sum().detach()) == pytest.approx(400.0 + corner_area, abs=0.3)
    (gradient,) = torch.autograd.grad(image.sum(), shift)
    # Sampled at pixel centres: what the kinks of the distance along the square's diagonals leave.
    assert gradient.tolist() == pytest.approx([0, 0, 0], abs=0.3)
    right_half = torch.arange(SIZE[1]) >= SIZE[1] // 2
    image = silhouette(corners + shift, topology, facing(), SIZE, 0.8)
    (gradient,) = torch.autograd.grad(image[0][:, right_half].sum(), shift)
    assert gradient[0].item() == pytest.approx(20.0, rel=1e-2)  # its right side, 20 px long, comes in


def test_square_that_grows() -> None:
    """d area / d half = perimeter = 8 half."""
    corners, topology = square(1.0, (0.0, 0.0))
    half = torch.tensor(9.7, dtype=torch.float64, requires_grad=True)
    image = silhouette(corners * half, topology, facing(), SIZE, 0.7)
    (gradient,) = torch.autograd.grad(image.sum(), half)
    assert gradient.item() == pytest.approx(8 * 9.7, rel=2e-2)


def test_no_seam_inside_where_the_product_of_faces_has_one() -> None:
    """The classic soft silhouette 1 - prod(1 - p) leaves 0.75 along an edge that two faces share."""
    corners, topology = square(10.0, (0.0, 0.0))
    coverage = silhouette(corners, topology, facing(), SIZE, 1.0)[0]
    x, y = centers()
    inside = (x.abs() < 3) & (y.abs() < 3)
    assert float(coverage[inside].min()) > 0.998
    product = torch.ones(SIZE, dtype=torch.float64)
    for face in topology.faces.long():
        alone = Topology.from_faces([[0, 1, 2]], corners[face])
        product = product * (1 - silhouette(corners[face], alone, facing(), SIZE, 1.0)[0])
    assert float((1 - product)[inside].min()) < 0.8


def test_part_and_gap_thinner_than_a_pixel_still_show() -> None:
    bar = torch.tensor([[-20.0, 0.1, 0], [20, 0.1, 0], [20, 0.4, 0], [-20, 0.4, 0]], dtype=torch.float64)
    topology = Topology.from_faces([[0, 1, 2], [0, 2, 3]], bar)
    coverage = silhouette(bar, topology, facing(), SIZE, 0.5)[0, :, SIZE[1] // 2]
    assert 0.3 < float(coverage.max()) < 0.5
    upper, lower = bar + torch.tensor([0, 0.3, 0.0]), bar - torch.tensor([0, 5.0, 0.0])
    upper[2:, 1] += 5
    lower[2:, 1] += 4.9
    plates = torch.cat([upper, lower])
    topology = Topology.from_faces([[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]], plates)
    column = silhouette(plates, topology, facing(), SIZE, 0.5)[0, :, SIZE[1] // 2]
    across = column[SIZE[0] // 2 - 2 : SIZE[0] // 2 + 2]
    assert 0.4 < float(across.min()) < 0.75


def test_object_cut_by_the_border_is_not_closed_there() -> None:
    corners, topology = square(100.0, (-90.0, 0.0))  # covers the left and runs out of the image above and below
    coverage = silhouette(corners, topology, facing(), SIZE, 2.0)[0]
    x, _ = centers()
    torch.testing.assert_close(coverage, coverage_from_distance(x - 10.0, 2.0), rtol=0, atol=1e-9)
