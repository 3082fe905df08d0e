# SPDX-License-Identifier: MIT
"""What blending at visible contours gives: against its definition, closed forms, and the silhouette."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import trimesh

from renderer_cuda import Camera, Topology, silhouette
from renderer_cuda.antialias import antialias
from renderer_cuda.antialias_operator import antialias_operator
from renderer_cuda.interpolate import interpolate
from renderer_cuda.placement import placed
from renderer_cuda.rasterize import Fragments, rasterize
from renderer_cuda.reference.antialias import antialias_reference
from tests.support.discontinuities import DISCONTINUITIES
from tests.support.scenes import COINCIDENT, SCENES, Scene

# Without those that the near plane cuts, and those in which faces are exactly edge-on but for rounding.
_PLAIN = {
    name: build
    for name, build in SCENES.items()
    if name
    not in ("near_plane", "near_plane_orthographic", "camera_inside", "crossed_bars", "degenerate_faces", "inside_out")
}
for _name, _build in DISCONTINUITIES.items():
    _PLAIN[_name] = lambda build=_build: build(6).scene  # type: ignore[misc]


def _random(*shape: int, seed: int = 5) -> torch.Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def _seen(scene: Scene, dtype: torch.dtype = torch.float64) -> tuple[torch.Tensor, Topology, Fragments]:
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions)
    return positions, topology, rasterize(positions, topology, scene.camera, scene.image_size)


def _coverage(positions: torch.Tensor, topology: Topology, camera: Camera, size: tuple[int, int]) -> torch.Tensor:
    """(N, H, W) of an image of ones on the mesh."""
    fragments = rasterize(positions.detach(), topology, camera, size)
    mask = (fragments.face_indices >= 0).to(positions.dtype)[..., None]
    return antialias(mask, fragments, positions, topology, camera)[..., 0]


@pytest.mark.parametrize("name", _PLAIN)
def test_value_and_gradient_are_those_of_the_definition(name: str) -> None:
    scene = _PLAIN[name]()
    positions, topology, fragments = _seen(scene)
    positions.requires_grad_()
    image = _random(*fragments.face_indices.shape, 2).requires_grad_()
    got = antialias(image, fragments, positions, topology, scene.camera, intersections=False)
    welded = topology.welded(positions)
    expected = antialias_reference(image, fragments.face_indices, welded, topology.faces, scene.camera)
    torch.testing.assert_close(got, expected, rtol=0, atol=1e-9)
    assert (got != image).any()
    grad = _random(*image.shape, seed=6)
    gradients = torch.autograd.grad(got, (image, positions), grad)
    for by, wanted in zip(gradients, torch.autograd.grad(expected, (image, positions), grad), strict=True):
        if by.ndim == 2 and name in COINCIDENT:  # any of the edges at one place may have it
            by, wanted = by.sum(0), wanted.sum(0)
        torch.testing.assert_close(by, wanted, rtol=0, atol=1e-9 * float(wanted.abs().max()) + 1e-9)


def _half_plane(degrees: float, offset: float) -> tuple[torch.Tensor, Topology, torch.Tensor]:
    """A sheet on one side of a line through a square image of 40 pixels, one world unit each; its normal."""
    angle = math.radians(degrees)
    turn = torch.tensor([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]], dtype=torch.float64)
    corners = torch.tensor([[offset, -90.0], [90, -90], [90, 90], [offset, 90]], dtype=torch.float64)
    flat = torch.cat([corners @ turn.T, torch.zeros(4, 1)], dim=1)
    return flat, Topology.from_faces(np.array([[0, 1, 2], [0, 2, 3]]), flat), turn[:, 0]


def _area(normal: torch.Tensor, offset: float, half: float = 20.0) -> float:
    """Of the part of a square with n . p > offset, by clipping its corners."""
    corners = torch.tensor([[-half, -half], [half, -half], [half, half], [-half, half]], dtype=torch.float64)
    beyond = corners @ normal - offset
    kept = []
    for k in range(4):
        here, there = beyond[k], beyond[(k + 1) % 4]
        if here > 0:
            kept.append(corners[k])
        if (here > 0) != (there > 0):
            kept.append(corners[k] + here / (here - there) * (corners[(k + 1) % 4] - corners[k]))
    if not kept:
        return 0.0
    polygon = torch.stack(kept)
    x, y = polygon.T
    return 0.5 * float((x * y.roll(-1) - y * x.roll(-1)).sum().abs())


@pytest.mark.parametrize("offset", [0.0, 0.3, -2.71])
@pytest.mark.parametrize("degrees", [0, 8, 31, 44, 52, 90, 117, 160, 200, 278, 329, 350])
def test_coverage_of_a_half_plane_is_its_area(degrees: int, offset: float) -> None:
    size = (40, 40)
    camera = Camera.look_at_orthographic([0, 0, 5.0], [0, 0, 0], height_world=40.0, image_size=size, near=0.5)
    positions, topology, normal = _half_plane(degrees, offset)
    positions.requires_grad_()
    coverage = _coverage(positions, topology, camera, size)
    assert coverage.min() >= 0 and coverage.max() <= 1
    # Near the corners of the image the line passes beside pixels that have no neighbour on its other side.
    tolerance = 0.5 if degrees == 44 else 1e-9
    assert float(coverage.detach().sum()) == pytest.approx(_area(normal, offset), abs=tolerance)
    (gradient,) = torch.autograd.grad(coverage.sum(), positions)
    length = (_area(normal, offset - 0.01) - _area(normal, offset + 0.01)) / 0.02
    along_normal = -float(gradient[:, :2].sum(0) @ normal)
    assert along_normal == pytest.approx(length, abs=2.0 if degrees == 44 else 1e-6)


def test_pixels_next_to_an_edge_take_their_share() -> None:
    """A line a fifth of a pixel right of a centre and one three quarters right of it."""
    size = (4, 8)
    camera = Camera.look_at_orthographic([0, 0, 5.0], [0, 0, 0], height_world=4.0, image_size=size, near=0.5)
    for x, expected in ((3.7, [1, 1, 1, 0.7, 0, 0, 0, 0]), (4.25, [1, 1, 1, 1, 0.25, 0, 0, 0])):
        corners = np.array([[-9, -9, 0], [x - 4, -9, 0], [x - 4, 9, 0], [-9, 9, 0]], dtype=float)
        positions = torch.tensor(corners)
        topology = Topology.from_faces(np.array([[0, 1, 2], [0, 2, 3]]), corners)
        coverage = _coverage(positions, topology, camera, size)[0]
        torch.testing.assert_close(coverage, torch.tensor([expected] * 4, dtype=torch.float64), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", ["sphere", "torus", "crossed_bars_aslant", "non_manifold_fan", "near_plane"])
def test_coverage_is_that_of_a_sharp_silhouette(name: str) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    factor = 6
    camera, size = scene.camera.rescaled(factor), (factor * scene.image_size[0], factor * scene.image_size[1])
    positions.requires_grad_()
    coverage = _coverage(positions, topology, camera, size)
    mask = silhouette(positions.detach(), topology, camera, size, 1e-6)
    near_outline = (silhouette(positions.detach(), topology, camera, size, 1.0) - 0.5).abs() < 0.27  # 1.2 pixels
    assert torch.equal(coverage[~near_outline], mask[~near_outline])
    # An edge keeps its own side above a half; only where several meet in a pixel may they add up to more.
    assert float(((coverage > 0.5) != (mask > 0.5)).sum()) <= 2e-3 * float(near_outline.sum())
    fine = silhouette(positions.detach(), topology, camera.rescaled(8), (8 * size[0], 8 * size[1]), 1e-6)
    assert float(coverage.detach().sum()) == pytest.approx(float(fine.sum()) / 64, rel=1e-3)
    soft = silhouette(positions, topology, camera, size, 0.5)
    (by_coverage,) = torch.autograd.grad(coverage.sum(), positions)
    (by_silhouette,) = torch.autograd.grad(soft.sum(), positions)
    assert float((by_coverage - by_silhouette).norm() / by_silhouette.norm()) < 0.03


@pytest.mark.parametrize("count", [7, 61, 400])
def test_triangles_size_does_not_matter(count: int) -> None:
    """A flat sheet in triangles down to a tenth of a pixel blends like one of two triangles."""
    camera = Camera.look_at([[0.3, 0.4, 3.1]], [0, 0, 0], fov_y_degrees=40.0, image_size=(30, 40))

    def blended(count: int) -> torch.Tensor:
        u, v = np.meshgrid(np.linspace(-0.8, 0.8, count + 1), np.linspace(-0.6, 0.6, count + 1), indexing="ij")
        positions = torch.tensor(np.stack([u, v + 0.21 * u, 0.3 * u], axis=-1).reshape(-1, 3))
        corner = (np.arange(count)[:, None] * (count + 1) + np.arange(count)).ravel()
        a, b, c, d = (corner + step for step in (0, 1, count + 2, count + 1))
        faces = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
        topology = Topology.from_faces(faces, positions)
        fragments = rasterize(positions, topology, camera, (30, 40))
        image = interpolate(torch.cat([positions, torch.ones(len(positions), 1)], dim=1), topology.faces, fragments)
        return antialias(image, fragments, positions, topology, camera)

    torch.testing.assert_close(blended(count), blended(1), rtol=0, atol=1e-7)


def test_blending_is_linear_and_leaves_what_is_far_from_edges() -> None:
    scene = SCENES["torus"]()
    positions, topology, fragments = _seen(scene)
    images = [_random(*fragments.face_indices.shape, 3, seed=seed) for seed in (1, 2)]
    first, second = (antialias(image, fragments, positions, topology, scene.camera) for image in images)
    both = antialias(2 * images[0] - 0.5 * images[1], fragments, positions, topology, scene.camera)
    torch.testing.assert_close(both, 2 * first - 0.5 * second)
    changed = (first != images[0]).any(dim=-1)
    indices = fragments.face_indices
    alike = torch.ones_like(changed)
    for dimension in (1, 2):
        for step in (1, -1):
            alike &= indices == indices.roll(step, dimension)
    assert changed.any() and not (changed & alike).any()
    constant = torch.ones_like(images[0])
    assert torch.equal(antialias(constant, fragments, positions, topology, scene.camera), constant)


def test_hidden_edges_change_nothing() -> None:
    front = torch.tensor([[-1.5, -1, 0], [1.5, -1, 0], [1.5, 1, 0], [-1.5, 1, 0]], dtype=torch.float64)
    behind = 0.4 * front - torch.tensor([0.1, 0.05, 0.02], dtype=torch.float64)
    quad = np.array([[0, 1, 2], [0, 2, 3]])
    camera = Camera.look_at([[0.4, 0.3, 3]], [0, 0, 0], fov_y_degrees=50.0, image_size=(40, 50))
    results = []
    for positions, faces in ((front, quad), (torch.cat([front, behind]), np.concatenate([quad, quad + 4]))):
        topology = Topology.from_faces(faces, positions)
        fragments = rasterize(positions, topology, camera, (40, 50))
        image = _random(1, 40, 50, 3)
        results.append(antialias(image, fragments, positions, topology, camera))
    torch.testing.assert_close(results[0], results[1], rtol=0, atol=1e-9)


def test_faces_that_pass_through_each_other_blend_where_they_meet() -> None:
    """Two slopes that meet at x = 0.3 pixels left of the boundary between two columns."""
    size = (6, 10)
    camera = Camera.look_at_orthographic([0, 0, 5.0], [0, 0, 0], height_world=6.0, image_size=size, near=0.5)
    x = -0.3
    corners = [(-30.0, -30.0), (30.0, -30.0), (0.0, 30.0)]
    up = [(u, v, 0.5 * (u - x)) for u, v in corners]
    down = [(u, v, 0.5 * (x - u)) for u, v in corners]
    positions = torch.tensor(up + down, dtype=torch.float64, requires_grad=True)
    topology = Topology.from_faces(np.array([[0, 1, 2], [3, 4, 5]]), positions.detach())
    fragments = rasterize(positions.detach(), topology, camera, size)
    image = (fragments.face_indices == 0).to(torch.float64)[..., None]  # the slope that rises to the right
    left_alone = antialias(image, fragments, positions, topology, camera, intersections=False)
    assert torch.equal(left_alone, image)
    blended = antialias(image, fragments, positions, topology, camera)
    row = torch.tensor([0, 0, 0, 0, 0.3, 1, 1, 1, 1, 1], dtype=torch.float64)
    torch.testing.assert_close(blended[0, ..., 0].detach(), row.expand(size), rtol=0, atol=1e-9)
    (gradient,) = torch.autograd.grad(blended.sum(), positions)
    # Raising the first slope by dz moves the line by -dz in each of six rows, as the gap grows by its own slope of 1.
    assert float(gradient[:3, 2].sum()) == pytest.approx(6.0)
    assert float(gradient[3:, 2].sum()) == pytest.approx(-6.0)


@pytest.mark.parametrize("name", ["outline", "self_occlusion", "open_sheet"])
def test_bent_surfaces_do_not_intersect_themselves(name: str) -> None:
    scene = DISCONTINUITIES[name](30).scene
    positions, topology, fragments = _seen(scene)
    image = _random(*fragments.face_indices.shape, 1)
    with_intersections = antialias(image, fragments, positions, topology, scene.camera)
    without = antialias(image, fragments, positions, topology, scene.camera, intersections=False)
    assert torch.equal(with_intersections, without)


def test_result_does_not_depend_on_the_number_of_threads() -> None:
    scene = DISCONTINUITIES["two_balls"](9).scene
    positions, topology, fragments = _seen(scene, torch.float32)
    results = []
    before = torch.get_num_threads()
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            leaf = positions.clone().requires_grad_()
            image = _random(*fragments.face_indices.shape, 3).to(torch.float32).requires_grad_()
            result = antialias(image, fragments, leaf, topology, scene.camera)
            results.append((result, *torch.autograd.grad(result.square().sum(), (image, leaf))))
    finally:
        torch.set_num_threads(before)
    for one, other in zip(*results, strict=True):
        assert torch.equal(one, other)


def test_gradient_may_have_any_strides() -> None:
    scene = SCENES["torus"]()
    positions, topology, fragments = _seen(scene)
    positions.requires_grad_()
    image = _random(*fragments.face_indices.shape, 3).requires_grad_()
    result = antialias(image, fragments, positions, topology, scene.camera)
    grad = _random(*image.mT.shape).mT
    assert not grad.is_contiguous()
    strided = torch.autograd.grad(result, (image, positions), grad, retain_graph=True)
    contiguous = torch.autograd.grad(result, (image, positions), grad.contiguous())
    for got, expected in zip(strided, contiguous, strict=True):
        assert torch.equal(got, expected)


def test_operator_is_registered_rightly() -> None:
    scene = SCENES["torus"]()
    positions, topology, fragments = _seen(scene, torch.float32)
    local, matrices = placed("test", positions, topology, scene.camera)
    image = _random(*fragments.face_indices.shape, 2).to(torch.float32)
    places = [x.detach().requires_grad_() for x in (local, matrices)]
    pairs = (topology.faces, topology.edges, topology.pair_codes)
    fans = (topology.fan_offsets, topology.fan_codes, topology.parts)
    arguments = (*places, fragments.face_indices, image.requires_grad_(), *pairs, *fans, True)
    torch.library.opcheck(antialias_operator, arguments)


def test_wrong_arguments_are_named() -> None:
    scene = SCENES["sphere"]()
    positions, topology, fragments = _seen(scene)
    image = torch.zeros((3, *scene.image_size, 2), dtype=torch.float64)
    cropped = Fragments(fragments.face_indices[:, 1:], fragments.barycentrics, fragments.depth)
    for given, seen, where, message in [
        (image[0], fragments, positions, r"image must have shape \(N, H, W, C\)"),
        (image[..., :0], fragments, positions, "image must have shape"),
        (image[:2], fragments, positions, "image must have one view for each of 3 cameras"),
        (image.float(), fragments, positions, "image must be torch.float64"),
        (image, cropped, positions, "fragments must have int32 face_indices of shape"),
        (image, fragments, positions[:5], "positions must have the 42 vertices"),
    ]:
        with pytest.raises(ValueError, match=f"antialias: {message}"):
            antialias(given, seen, where, topology, scene.camera)


@pytest.mark.parametrize("roughness", [0.002, 0.01, 0.03])
def test_rough_surfaces_of_tiny_triangles_blend_within_bounds(roughness: float) -> None:
    """Their contours cross the way between two centres many times, in pieces shorter than a pixel."""
    ball = trimesh.creation.icosphere(5)
    noise = np.random.default_rng(0).normal(size=ball.vertices.shape)
    positions = torch.tensor(0.9 * np.asarray(ball.vertices) + roughness * noise)
    topology = Topology.from_faces(ball.faces, positions)
    size, factor = (60, 75), 12
    camera = Camera.look_at([[1.7, 1.3, 2.9]], [0, 0, 0], fov_y_degrees=40.0, image_size=size)
    coverage = _coverage(positions, topology, camera, size)
    assert coverage.min() >= 0 and coverage.max() <= 1 + 1e-12
    fine = silhouette(positions, topology, camera.rescaled(factor), (factor * size[0], factor * size[1]), 1e-6)
    exact = fine.reshape(1, size[0], factor, size[1], factor).mean((2, 4))
    mask = (rasterize(positions, topology, camera, size).face_indices >= 0).to(exact)
    assert float((coverage - exact).abs().sum()) < 0.6 * float((mask - exact).abs().sum())
