# SPDX-License-Identifier: MIT
"""Highlights: where they are, how much they give back, and that nothing in them is infinite."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from renderer_cuda import (
    AmbientLight,
    Camera,
    DirectionalLight,
    GgxLobe,
    Light,
    Lobe,
    PhongLobe,
    PointLight,
    directions_to_eyes,
    specular_shading,
)
from renderer_cuda.materials import facet_density
from renderer_cuda.normals import unit_vectors

if TYPE_CHECKING:
    from collections.abc import Callable

F64 = torch.float64


def tensor(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=F64)


def hemisphere(steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Directions (P, 3) above the plane z = 0 and their solid angles (P,), denser towards the pole."""
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    angle, share = (nodes + 1) * np.pi / 4, weights * np.pi / 4
    around = (np.arange(2 * steps) + 0.5) * np.pi / steps
    polar, azimuth = np.meshgrid(angle, around, indexing="ij")
    points = np.stack([np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth), np.cos(polar)], axis=-1)
    solid = np.repeat(share * np.sin(angle), 2 * steps) * np.pi / steps
    return torch.tensor(points.reshape(-1, 3)), torch.tensor(solid)


def leaning(degrees: float) -> torch.Tensor:
    return tensor(math.sin(math.radians(degrees)), 0, math.cos(math.radians(degrees)))


def test_phong_is_brightest_where_the_light_is_mirrored() -> None:
    lobe = PhongLobe(tensor(0.5, 0.4, 0.3), tensor(20).squeeze())
    up, light = tensor(0, 0, 1), leaning(30)
    peak = lobe.reflected(up, light, leaning(-30))
    torch.testing.assert_close(peak, tensor(0.5, 0.4, 0.3))
    aside = lobe.reflected(up, light, leaning(-50))
    torch.testing.assert_close(aside, peak * math.cos(math.radians(20)) ** 20)
    assert lobe.reflected(up, leaning(120), leaning(-60)).tolist() == [0, 0, 0]  # light from below


@pytest.mark.parametrize("roughness", [0.2, 0.5, 1.0])
def test_facets_cover_the_ground_they_stand_on(roughness: float) -> None:
    points, solid = hemisphere(150)
    density = facet_density(points[:, 2], tensor(roughness**2))
    assert float((density * points[:, 2] * solid).sum()) == pytest.approx(1, rel=1e-4)


@pytest.mark.parametrize("roughness", [0.2, 0.5, 1.0])
@pytest.mark.parametrize("degrees", [0.0, 40.0, 75.0])
def test_ggx_gives_back_no_more_than_arrives(roughness: float, degrees: float) -> None:
    """Under light of one colour from everywhere, a perfect mirror would show 1; facets lose what meets other facets."""
    points, solid = hemisphere(120)
    lobe = GgxLobe(tensor(roughness).squeeze(), torch.ones(3, dtype=F64))
    seen = lobe.reflected(tensor(0, 0, 1), points, leaning(degrees))[:, 0]
    furnace = float((seen * solid).sum()) / math.pi
    assert furnace < 1.0001
    if roughness == 0.2:
        assert furnace > 0.94


def test_ggx_is_reciprocal() -> None:
    """Light and eye change places: the reflectance, without the light's cosine, stays the same."""
    lobe = GgxLobe(tensor(0.4).squeeze(), tensor(0.04, 0.5, 0.9))
    up, a, b = tensor(0, 0, 1), unit_vectors(tensor(0.3, 0.5, 0.8)), unit_vectors(tensor(-0.6, 0.1, 0.4))
    torch.testing.assert_close(lobe.reflected(up, a, b) / a[2], lobe.reflected(up, b, a) / b[2])


def test_a_smooth_ggx_surface_shows_its_base_reflectance_where_it_mirrors() -> None:
    """All of a broad light's image: integrated over directions, little else than Schlick's reflectance is left."""
    points, solid = hemisphere(150)
    lobe = GgxLobe(tensor(0.15).squeeze(), tensor(0.04, 0.3, 0.7))
    seen = (lobe.reflected(tensor(0, 0, 1), points, tensor(0, 0, 1)) * solid[:, None]).sum(0) / math.pi
    assert seen.tolist() == pytest.approx([0.04, 0.3, 0.7], rel=0.02)


LOBES: dict[str, Callable[[torch.Tensor, torch.Tensor], Lobe]] = {
    "phong": lambda a, b: PhongLobe(a, 1 + 10 * b),
    "ggx": lambda a, b: GgxLobe(0.2 + b, a),
}


@pytest.mark.parametrize("kind", LOBES)
def test_gradcheck_by_everything(kind: str) -> None:
    rng = np.random.default_rng(0)
    normals = unit_vectors(torch.tensor(rng.normal(size=(2, 4, 3)) * 0.3) + tensor(0, 0, 1))
    places = torch.tensor(rng.normal(size=(2, 4, 3)) * 0.2)
    inputs = [normals, places, tensor(0.3, 0.2, 0.9), tensor(0.5, -0.4, 3), tensor(0.3, 0.5, 0.7), tensor(0.31)]
    eye = torch.tensor([[0.2, 0.1, 4], [-0.5, 0.4, 3]], dtype=F64)

    def shaded(*given: torch.Tensor) -> torch.Tensor:
        normals, places, toward, spot, colour, number, eye = given
        camera = Camera.look_at(eye, [0, 0, 0], fov_y_degrees=30.0, image_size=(8, 8))
        lights: list[Light] = [DirectionalLight(toward, colour), PointLight(spot, colour, is_inverse_square=True)]
        return specular_shading(
            normals, places, directions_to_eyes(places, camera), lights, LOBES[kind](colour, number)
        )

    assert torch.autograd.gradcheck(shaded, [x.clone().requires_grad_(True) for x in (*inputs, eye)])


@pytest.mark.parametrize(
    "lobe", [PhongLobe(torch.ones(3), torch.tensor(0.5)), GgxLobe(torch.tensor(0.0), torch.ones(3))]
)
def test_nothing_is_infinite(lobe: Lobe) -> None:
    """Grazing and opposite directions, lights at the back, no normal at all."""
    axis = torch.tensor([[0.0, 0, 1], [0, 0, -1], [1, 0, 0], [0, 0, 0], [0.6, 0, 0.8]])
    choices = torch.cartesian_prod(*[torch.arange(5)] * 3)
    normals, light, eye = (axis[choice].requires_grad_(True) for choice in choices.unbind(1))
    seen = lobe.reflected(normals, light, eye)
    assert bool(torch.isfinite(seen).all()) and float(seen.detach().min()) >= 0
    for gradient in torch.autograd.grad(seen.sum(), [normals, light, eye]):
        assert bool(torch.isfinite(gradient).all())


def test_directions_to_eyes_of_both_kinds_of_camera() -> None:
    eyes, places = [[0.0, 0, 4], [3.0, 0, 4]], tensor(0.5, -0.2, 0.3).view(1, 1, 3)
    perspective = Camera.look_at(eyes, [0, 0, 0], fov_y_degrees=30.0, image_size=(8, 8))
    expected = unit_vectors(torch.tensor(eyes, dtype=F64)[:, None] - places)
    torch.testing.assert_close(directions_to_eyes(places, perspective), expected)
    flat = Camera.look_at_orthographic(eyes, [0, 0, 0], height_world=2.0, image_size=(8, 8))
    expected = tensor(0, 0, 1, 0.6, 0, 0.8).view(2, 1, 3)
    torch.testing.assert_close(directions_to_eyes(places, flat), expected)


def test_light_from_no_direction_has_no_mirror_image() -> None:
    normals = tensor(0, 0, 1)[None]
    lobe = PhongLobe(torch.ones(3, dtype=F64), tensor(5).squeeze())
    assert specular_shading(normals, normals, normals, [AmbientLight(torch.ones(3))], lobe).tolist() == [[0, 0, 0]]


def test_errors() -> None:
    with pytest.raises(ValueError, match="PhongLobe: shininess must be a tensor of float32 or float64, got int"):
        PhongLobe(torch.ones(3), 5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="GgxLobe: roughness must be a tensor"):
        GgxLobe(0.5, torch.ones(3))  # type: ignore[arg-type]
    lobe = PhongLobe(torch.ones(3), torch.tensor(5.0))
    with pytest.raises(
        ValueError, match=r"specular_shading: directions_to_eyes must have shape \(..., 3\), got \(1, 2\)"
    ):
        specular_shading(torch.zeros(1, 3), torch.zeros(1, 3), torch.zeros(1, 2), [], lobe)
    camera = Camera.look_at([[0.0, 0, 4], [3.0, 0, 4]], [0, 0, 0], fov_y_degrees=30.0, image_size=(8, 8))
    with pytest.raises(ValueError, match=r"with N = 2 cameras or N = 1, got \(5, 3\)"):
        directions_to_eyes(torch.zeros(5, 3), camera)
