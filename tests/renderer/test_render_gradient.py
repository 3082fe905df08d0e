# SPDX-License-Identifier: MIT
"""The gradient of a whole render to everything it is made from, against finite differences."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
import trimesh

from renderer_cuda import (
    AmbientLight,
    Camera,
    DirectionalLight,
    GgxLobe,
    PointLight,
    RenderSettings,
    Surface,
    Topology,
    render,
)

if TYPE_CHECKING:
    from renderer_cuda import Light
    from renderer_cuda.render_settings import ShadingRate

F64 = torch.float64


def tensor(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=F64)


@dataclass(frozen=True, eq=False)
class Inputs:
    """Everything that `render` is differentiable in."""

    positions: torch.Tensor
    albedo: torch.Tensor
    colours: torch.Tensor
    texels: torch.Tensor
    uv: torch.Tensor
    direction: torch.Tensor
    place: torch.Tensor
    light_colour: torch.Tensor
    background: torch.Tensor
    roughness: torch.Tensor
    eye: torch.Tensor
    fov: torch.Tensor


def painted_inputs() -> tuple[Inputs, Topology]:
    """An ellipsoid before a plate; nothing about it is symmetric."""
    mesh = trimesh.creation.icosphere(3)
    rng = np.random.default_rng(3)
    sphere = np.asarray(mesh.vertices)
    ellipsoid = (
        sphere @ np.linalg.qr(rng.normal(size=(3, 3)))[0] * [1.1, 0.8, 0.9] @ np.linalg.qr(rng.normal(size=(3, 3)))[0]
    )
    wall = np.array([[-1.5, -1.2, -1.4], [1.7, -1.3, -1.5], [1.4, 1.5, -1.2], [-1.3, 1.2, -1.3]])
    positions = torch.tensor(np.concatenate([ellipsoid, wall]))
    faces = np.concatenate([np.asarray(mesh.faces), np.array([[0, 1, 2], [0, 2, 3]]) + len(sphere)])
    smooth = torch.nn.functional.interpolate(torch.tensor(rng.uniform(0.2, 1, (1, 3, 6, 8))), (24, 32), mode="bicubic")
    inputs = Inputs(
        positions=positions,
        albedo=tensor(0.9, 0.8, 0.7),
        colours=(0.6 + 0.3 * torch.sin(positions * 2 + 1)),
        texels=smooth[0].permute(1, 2, 0).contiguous(),
        uv=positions[:, :2] * 0.25 + 0.5,
        direction=tensor(0.4, 0.5, 0.9),
        place=tensor(-1.5, 1.0, 3.0),
        light_colour=tensor(0.7, 0.8, 0.9),
        background=tensor(0.1, 0.2, 0.3),
        roughness=tensor(0.6).squeeze(),
        eye=tensor(0.7, 0.5, 4.2),
        fov=tensor(42.0).squeeze(),
    )
    return inputs, Topology.from_faces(faces, positions)


def seen(inputs: Inputs, topology: Topology, factor: int, settings: RenderSettings) -> torch.Tensor:
    size = (24, 30)
    camera = Camera.look_at(inputs.eye, [0.05, -0.03, 0], fov_y_degrees=inputs.fov, image_size=size).rescaled(factor)
    lights: list[Light] = [
        AmbientLight(0.2 * inputs.light_colour),
        DirectionalLight(inputs.direction, 0.5 * inputs.light_colour),
        PointLight(inputs.place, 2.0 * inputs.light_colour, is_inverse_square=True),
    ]
    surface = Surface(
        albedo=inputs.albedo,
        colours=inputs.colours,
        texels=inputs.texels,
        uv=inputs.uv,
        lobe=GgxLobe(inputs.roughness, tensor(0.05, 0.05, 0.05)),
    )
    large = (size[0] * factor, size[1] * factor)
    images = render(
        inputs.positions, topology, surface, lights, camera, large, background=inputs.background, settings=settings
    )
    mean: torch.Tensor = images.colour.unflatten(1, (size[0], factor)).unflatten(3, (size[1], factor)).mean((2, 4))
    return mean


def weighted(image: torch.Tensor) -> torch.Tensor:
    """A loss that asks for something else everywhere, and changes slowly."""
    rows, columns = (torch.linspace(0, 3, count, dtype=F64) for count in image.shape[1:3])
    weights = torch.sin(rows[:, None] + 0.7 * columns[None, :] + 0.4)[..., None] * tensor(1, 0.6, 1.4)
    return (image * (1 + weights)).sum()


def shifts(inputs: Inputs) -> dict[str, torch.Tensor]:
    """A direction for each input."""
    rng = np.random.default_rng(7)
    found = {field.name: torch.tensor(rng.normal(size=getattr(inputs, field.name).shape)) for field in fields(inputs)}
    found["positions"] = torch.sin(inputs.positions.flip(1) * 2 + 0.5)  # smooth, so that faces stay as they are wound
    found["fov"] = tensor(5.0).squeeze()
    return found


def moved(inputs: Inputs, name: str, shift: torch.Tensor, amount: torch.Tensor | float) -> Inputs:
    values = {field.name: getattr(inputs, field.name) for field in fields(inputs)}
    return Inputs(**{**values, name: values[name] + amount * shift})


EVERY_INPUT = [field.name for field in fields(Inputs)]


@pytest.mark.parametrize("rate", ["pixel", "vertex"])
@pytest.mark.parametrize("name", [name for name in EVERY_INPUT if name not in ("positions", "eye", "fov")])
def test_gradient_by_what_moves_no_edge_is_exact(name: str, rate: ShadingRate) -> None:
    inputs, topology = painted_inputs()
    shift = shifts(inputs)[name]
    settings = RenderSettings(shading_rate=rate, texture_filter="bilinear")

    def loss(amount: torch.Tensor | float) -> torch.Tensor:
        return weighted(seen(moved(inputs, name, shift, amount), topology, 1, settings))

    amount = torch.zeros((), dtype=F64, requires_grad=True)
    (gradient,) = torch.autograd.grad(loss(amount), amount)
    step = 1e-6
    assert gradient.item() == pytest.approx(float(loss(step) - loss(-step)) / (2 * step), rel=2e-3, abs=1e-6)


@pytest.mark.parametrize("name", ["positions", "eye", "fov"])
def test_gradient_by_what_moves_edges_is_that_of_a_supersampled_render(name: str) -> None:
    """Within what pixels can tell of shading that changes like a square root just inside an outline."""
    inputs, topology = painted_inputs()
    shift = shifts(inputs)[name]
    smooth = RenderSettings(texture_filter="bilinear")
    hard = RenderSettings(texture_filter="bilinear", is_antialiased=False)

    def gradient(settings: RenderSettings) -> float:
        amount = torch.zeros((), dtype=F64, requires_grad=True)
        image = seen(moved(inputs, name, shift, amount), topology, 8, settings)
        return torch.autograd.grad(weighted(image), amount)[0].item()

    def loss(by: float) -> float:
        return float(weighted(seen(moved(inputs, name, shift, by), topology, 12, hard)))

    step = 3e-2
    expected = (loss(step) - loss(-step)) / (2 * step)
    of_edges = abs(expected - gradient(hard))
    assert of_edges > 15
    assert abs(gradient(smooth) - expected) < 0.15 * of_edges
