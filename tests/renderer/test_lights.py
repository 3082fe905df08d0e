# SPDX-License-Identifier: MIT
"""Lights: Lambert's law, fading, spherical harmonics against the integrals they stand for."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from renderer_cuda import AmbientLight, DirectionalLight, Light, PointLight, SphericalHarmonicsLight, lambert_shading
from renderer_cuda.lights import harmonics
from renderer_cuda.normals import unit_vectors

F64 = torch.float64


def tensor(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=F64)


def directions(count: int, seed: int = 0) -> torch.Tensor:
    return unit_vectors(torch.tensor(np.random.default_rng(seed).normal(size=(count, 3))))


def sphere_quadrature() -> tuple[torch.Tensor, torch.Tensor]:
    """Directions (P, 3) and weights (P,), exact for polynomials of high degree."""
    heights, weights = np.polynomial.legendre.leggauss(32)
    angles = (np.arange(64) + 0.5) * 2 * np.pi / 64
    z, angle = np.meshgrid(heights, angles, indexing="ij")
    radius = np.sqrt(1 - z * z)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), z], axis=-1).reshape(-1, 3)
    return torch.tensor(points), torch.tensor(np.repeat(weights, 64) * 2 * np.pi / 64)


def test_a_white_surface_that_faces_a_light_shows_its_colour() -> None:
    normal, colour = tensor(0, 0, 1)[None], tensor(0.2, 0.5, 0.9)
    lights: list[Light] = [
        AmbientLight(colour),
        DirectionalLight(tensor(0, 0, 7), colour),
        PointLight(tensor(0, 0, 5), colour),
    ]
    for light in lights:
        torch.testing.assert_close(lambert_shading(normal, [light], torch.zeros(1, 3, dtype=F64)), colour[None])


def test_lambert_is_the_cosine_and_nothing_at_the_back() -> None:
    degrees = torch.arange(0, 181, 15, dtype=F64)
    angle = torch.deg2rad(degrees)
    normals = torch.stack([torch.sin(angle), torch.zeros_like(angle), torch.cos(angle)], dim=1)
    shading = lambert_shading(normals, [DirectionalLight(tensor(0, 0, 2), tensor(1, 2, 3))])
    torch.testing.assert_close(shading, torch.cos(angle).clamp_min(0)[:, None] * tensor(1, 2, 3))


def test_lights_add_up() -> None:
    normals = directions(50)
    lights: list[Light] = [
        AmbientLight(tensor(0.1, 0.2, 0.3)),
        DirectionalLight(tensor(1, 2, 3), tensor(0.5, 0.4, 0.3)),
    ]
    together = lambert_shading(normals, lights)
    torch.testing.assert_close(
        together, sum((lambert_shading(normals, [light]) for light in lights), torch.zeros_like(normals))
    )


def test_point_light_fades_with_the_square_of_the_distance_where_told() -> None:
    places = tensor(0, 0, 0)[None] - torch.tensor([[0.0], [1.0], [3.0]], dtype=F64) * tensor(0, 0, 1)
    normals = tensor(0, 0, 1).expand(3, 3)
    position, colour = tensor(0, 0, 1), tensor(1, 1, 1)
    steady = lambert_shading(normals, [PointLight(position, colour)], places)
    fading = lambert_shading(normals, [PointLight(position, colour, is_inverse_square=True)], places)
    assert steady[:, 0].tolist() == pytest.approx([1, 1, 1])
    assert fading[:, 0].tolist() == pytest.approx([1, 1 / 4, 1 / 16])


def test_a_surface_in_the_very_place_of_a_light_is_finite() -> None:
    position = torch.zeros(3, requires_grad=True)
    for fades in (False, True):
        light = PointLight(position, torch.ones(3), is_inverse_square=fades)
        shading = lambert_shading(torch.tensor([[0.0, 0, 1]]), [light], torch.zeros(1, 3))
        (gradient,) = torch.autograd.grad(shading.sum(), position)
        assert bool(torch.isfinite(shading).all()) and bool(torch.isfinite(gradient).all())


def test_harmonics_are_orthonormal() -> None:
    points, weights = sphere_quadrature()
    basis = harmonics(points)
    torch.testing.assert_close((basis * weights[:, None]).T @ basis, torch.eye(9, dtype=F64), rtol=0, atol=1e-12)


def test_coefficients_of_a_directional_light_are_the_projection_of_its_clamped_cosine() -> None:
    light = DirectionalLight(tensor(0.3, -0.8, 0.5), tensor(1, 0.5, 0.25))
    points, weights = sphere_quadrature()
    shading = lambert_shading(points, [light])
    projected = (harmonics(points) * weights[:, None]).T @ shading
    closed = SphericalHarmonicsLight.from_lights([light]).coefficients
    torch.testing.assert_close(projected, closed, rtol=0, atol=2e-3)  # the kink of the cosine, by quadrature


def test_second_order_differs_from_the_clamped_cosine_as_theory_says() -> None:
    toward = tensor(2, 1, -2) / 3
    light = DirectionalLight(toward, torch.ones(3, dtype=F64))
    normals = torch.cat([directions(4000), torch.stack([toward, -toward])])
    smooth = lambert_shading(normals, [SphericalHarmonicsLight.from_lights([light])])[:, 0]
    cosine = normals @ toward
    torch.testing.assert_close(smooth, 3 / 32 + cosine / 2 + 15 / 32 * cosine**2)
    error = smooth - lambert_shading(normals, [light])[:, 0]
    assert float(error.abs().max()) == pytest.approx(3 / 32, abs=1e-3)
    assert float(smooth.min()) == pytest.approx(-0.0396, abs=1e-3)
    assert (1 - float((error**2).mean() / (cosine.clamp_min(0) ** 2).mean())) > 0.99


def test_ambient_light_is_the_first_harmonic() -> None:
    light = AmbientLight(tensor(0.3, 0.2, 0.1))
    smooth = lambert_shading(directions(20), [SphericalHarmonicsLight.from_lights([light, light])])
    torch.testing.assert_close(smooth, (2 * light.colour).expand(20, 3))


def test_values_a_view_meet_their_own_views() -> None:
    normals = directions(2 * 4 * 5).view(2, 4, 5, 3)
    places = torch.randn(2, 4, 5, 3, dtype=F64, generator=torch.Generator().manual_seed(1))
    toward, colour = directions(2, seed=3), torch.rand(2, 3, dtype=F64, generator=torch.Generator().manual_seed(2))
    coefficients = torch.rand(2, 9, 3, dtype=F64, generator=torch.Generator().manual_seed(4))

    def lights(of: slice | int) -> list[Light]:
        return [
            AmbientLight(colour[of]),
            DirectionalLight(toward[of], colour[of]),
            PointLight(3 * toward[of], colour[of], is_inverse_square=True),
            SphericalHarmonicsLight(coefficients[of]),
        ]

    together = lambert_shading(normals, lights(slice(None)), places)
    for view in range(2):
        torch.testing.assert_close(together[view], lambert_shading(normals[view], lights(view), places[view]))
    shared = lambert_shading(normals[:1], lights(slice(None)), places[:1])
    torch.testing.assert_close(shared[1], lambert_shading(normals[0], lights(1), places[0]))


def test_gradcheck_by_everything() -> None:
    normals, places = directions(6).view(2, 3, 3), torch.tensor(np.random.default_rng(5).normal(size=(2, 3, 3)))
    toward, spot = tensor(0.4, 0.3, 0.8), tensor(0.5, -2.0, 1.5)
    coefficients = torch.rand(9, 3, dtype=F64, generator=torch.Generator().manual_seed(6))
    inputs = [normals, places, toward, spot, coefficients, tensor(0.2, 0.5, 0.7)]

    def shaded(*given: torch.Tensor) -> torch.Tensor:
        normals, places, toward, spot, coefficients, colour = given
        projected = SphericalHarmonicsLight.from_lights([AmbientLight(colour), DirectionalLight(toward, colour)])
        lights: list[Light] = [
            AmbientLight(colour),
            DirectionalLight(toward, colour),
            PointLight(spot, colour, is_inverse_square=True),
            SphericalHarmonicsLight(coefficients),
            projected,
        ]
        return lambert_shading(normals, lights, places)

    assert torch.autograd.gradcheck(shaded, [x.clone().requires_grad_(True) for x in inputs])


def test_flux_of_a_sphere_by_its_phase() -> None:
    """Seen from afar, a matte sphere gives (2 / 3) (sin a + (pi - a) cos a) at the phase angle a."""
    size = 400
    across = (torch.arange(size, dtype=F64) + 0.5) * 2 / size - 1
    y, x = torch.meshgrid(across, across, indexing="ij")
    inside = x * x + y * y < 1
    normals = torch.stack([x, y, (1 - x * x - y * y).clamp_min(0).sqrt()], dim=-1)
    for phase in (0.0, 0.7, math.pi / 2, 2.3):
        light = DirectionalLight(tensor(math.sin(phase), 0, math.cos(phase)), torch.ones(3, dtype=F64))
        flux = float((lambert_shading(normals, [light])[:, :, 0] * inside).sum()) * (2 / size) ** 2
        assert flux == pytest.approx(2 / 3 * (math.sin(phase) + (math.pi - phase) * math.cos(phase)), rel=1e-3)


def test_errors() -> None:
    with pytest.raises(ValueError, match=r"AmbientLight: colour must have shape \(3,\) or \(N, 3\), got \(4,\)"):
        AmbientLight(torch.zeros(4))
    with pytest.raises(ValueError, match=r"DirectionalLight: colour must be a tensor .* got tuple"):
        DirectionalLight(torch.zeros(3), (1, 1, 1))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"SphericalHarmonicsLight: coefficients must have shape \(9, 3\) or"):
        SphericalHarmonicsLight(torch.zeros(4, 3))
    with pytest.raises(ValueError, match="expected at least one light, got none"):
        SphericalHarmonicsLight.from_lights([])
    with pytest.raises(ValueError, match="must be AmbientLight or DirectionalLight, got PointLight"):
        SphericalHarmonicsLight.from_lights([PointLight(torch.zeros(3), torch.ones(3))])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="PointLight: positions of the surface are needed"):
        lambert_shading(torch.zeros(2, 3), [PointLight(torch.zeros(3), torch.ones(3))])
    with pytest.raises(ValueError, match=r"normals must have shape \(N, ..., 3\) with N = 2"):
        lambert_shading(torch.zeros(2, 3), [AmbientLight(torch.ones(2, 3))])
    with pytest.raises(ValueError, match=r"lambert_shading: normals must have shape \(..., 3\), got \(3, 2\)"):
        lambert_shading(torch.zeros(3, 2), [])
