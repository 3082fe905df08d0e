"""Interpolation against its definition, and what it promises of gradients, seams, backgrounds and wrong arguments."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from renderer_cuda import Fragments, Topology, interpolate, rasterize
from renderer_cuda.reference.interpolate import interpolate_reference
from tests.support.scenes import SCENES


def seen(name: str = "torus", dtype: torch.dtype = torch.float64) -> tuple[Fragments, torch.Tensor, torch.Tensor]:
    """Fragments of a scene with a leaf for barycentrics, its faces and its positions."""
    scene = SCENES[name]()
    positions, faces = scene.tensors(dtype)
    fragments = rasterize(positions, Topology.from_faces(faces, positions), scene.camera, scene.image_size)
    leaf = fragments.barycentrics.detach().requires_grad_(True)
    return replace(fragments, barycentrics=leaf), faces, positions


def random(*shape: int, dtype: torch.dtype = torch.float64, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 11])
@pytest.mark.parametrize("per_view", [False, True])
def test_image_and_gradients_are_those_of_the_definition(channels: int, per_view: bool, dtype: torch.dtype) -> None:
    fragments, faces, positions = seen(dtype=dtype)
    shape = (len(positions), channels)
    attributes = random(*((3, *shape) if per_view else shape), dtype=dtype).requires_grad_(True)
    leaves = (attributes, fragments.barycentrics)
    image = interpolate(attributes, faces, fragments)
    expected = interpolate_reference(attributes, faces, fragments.face_indices, fragments.barycentrics)
    tolerance = 1e-4 if dtype == torch.float32 else 1e-12
    torch.testing.assert_close(image, expected, rtol=0, atol=tolerance)
    grad = random(*image.shape, dtype=dtype, seed=1)
    for got, exact in zip(
        torch.autograd.grad(image, leaves, grad), torch.autograd.grad(expected, leaves, grad), strict=True
    ):
        torch.testing.assert_close(got, exact, rtol=0, atol=10 * tolerance)


def test_gradcheck() -> None:
    fragments, faces, positions = seen("narrow_image")
    attributes = random(len(positions), 3).requires_grad_(True)

    def image(attributes: torch.Tensor, barycentrics: torch.Tensor) -> torch.Tensor:
        return interpolate(attributes, faces, replace(fragments, barycentrics=barycentrics))

    assert torch.autograd.gradcheck(image, (attributes, fragments.barycentrics))


def test_linear_functions_of_the_position_stay_linear_in_perspective() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    fragments = rasterize(positions, Topology.from_faces(faces, positions), scene.camera, scene.image_size)
    points = interpolate(positions, faces, fragments)
    pose = scene.camera.extrinsics
    depth = points @ pose.rotation[:, None, 2, :, None] + pose.translation[:, None, None, 2:]
    shown = fragments.face_indices >= 0
    torch.testing.assert_close(depth[..., 0][shown], fragments.depth[shown])
    assert float(points[~shown].abs().max()) == 0


def test_constant_stays_constant_to_the_last_bit() -> None:
    fragments, faces, positions = seen(dtype=torch.float32)
    image = interpolate(torch.full((len(positions), 2), 0.1), faces, fragments)
    assert set(image.unique().tolist()) == {0.0, torch.tensor(0.1).item()}


def test_faces_may_have_other_vertices_than_the_topology() -> None:
    """Each face with corners of its own, as at seams, gives the same picture."""
    fragments, faces, positions = seen()
    attributes = random(len(positions), 3)
    apart = attributes[faces].reshape(-1, 3)
    own = torch.arange(3 * len(faces), dtype=torch.int32).reshape(-1, 3)
    assert torch.equal(interpolate(apart, own, fragments), interpolate(attributes, faces, fragments))


def test_gradients_of_any_strides_are_taken() -> None:
    fragments, faces, positions = seen()
    attributes = random(len(positions), 3).requires_grad_(True)
    image = interpolate(attributes, faces, fragments)
    leaves = (attributes, fragments.barycentrics)
    expanded = torch.autograd.grad(image.sum(), leaves, retain_graph=True)
    plain = torch.autograd.grad(image, leaves, torch.ones_like(image), retain_graph=True)
    assert all(torch.equal(x, y) for x, y in zip(expanded, plain, strict=True))
    turned = random(*image.shape[::-1]).permute(3, 2, 1, 0)
    got = torch.autograd.grad(image, leaves, turned, retain_graph=True)
    copied = torch.autograd.grad(image, leaves, turned.contiguous())
    assert all(torch.equal(x, y) for x, y in zip(got, copied, strict=True))


def test_gradient_by_one_of_the_two_alone() -> None:
    fragments, faces, positions = seen()
    attributes = random(len(positions), 3).requires_grad_(True)
    both = torch.autograd.grad(interpolate(attributes, faces, fragments).square().sum(), attributes)
    fixed = replace(fragments, barycentrics=fragments.barycentrics.detach())
    alone = torch.autograd.grad(interpolate(attributes, faces, fixed).square().sum(), attributes)
    assert torch.equal(both[0], alone[0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"attributes": torch.zeros(77)}, r"attributes must have shape \(V, C\) or \(N, V, C\), got \(77,\)"),
        ({"attributes": torch.zeros(2, 77, 3).double()}, "attributes must be of 3 views like fragments, got 2"),
        (
            {"attributes": torch.zeros(77, 3)},
            "attributes must be torch.float64 on cpu like fragments, got",
        ),
        ({"attributes": torch.zeros(7, 3).double()}, "faces must index 7 attributes, got indices from 0 to 76"),
        ({"faces": torch.zeros(154, 4, dtype=torch.int32)}, r"faces must be int32 or int64 of shape \(F, 3\)"),
        ({"faces": torch.zeros(154, 3)}, r"faces must be int32 or int64 of shape \(F, 3\), got torch.float32"),
        ({"faces": torch.full((154, 3), -1)}, "faces must index 77 attributes, got indices from -1 to -1"),
    ],
)
def test_wrong_arguments_are_named(change: dict[str, torch.Tensor], message: str) -> None:
    fragments, faces, positions = seen()
    arguments = {"attributes": positions, "faces": faces, "fragments": fragments} | change
    with pytest.raises(ValueError, match=f"interpolate: {message}"):
        interpolate(**arguments)  # type: ignore[arg-type]
