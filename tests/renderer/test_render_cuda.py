# SPDX-License-Identifier: MIT
"""A whole render on a GPU: what the CPU gives, without a wait."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
import torch

from renderer_cuda import (
    AmbientLight,
    DirectionalLight,
    GgxLobe,
    PointLight,
    RenderSettings,
    SphericalHarmonicsLight,
    Surface,
    Topology,
    render,
)
from tests.support.scenes import SCENES

if TYPE_CHECKING:
    from renderer_cuda import Camera, Light, RenderedImages
    from renderer_cuda.render_settings import NormalKind, ShadingRate

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU and a torch built for CUDA"),
]
RATES: tuple[ShadingRate, ...] = ("pixel", "vertex")
KINDS: tuple[NormalKind, ...] = ("smooth", "flat")


class Painted:
    """The torus under every kind of light, its tensors on a device; lights stay on the CPU."""

    def __init__(self, device: str) -> None:
        scene = SCENES["torus"]()
        positions, faces = scene.tensors(torch.float64)
        self.topology = Topology.from_faces(faces, positions).to(device)
        self.camera: Camera = scene.camera
        self.size = scene.image_size
        texels = torch.rand(16, 8, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
        values = (positions, texels, positions[:, :2] * 0.3, 0.5 + 0.2 * torch.sin(3 * positions))
        self.inputs = [value.to(device).requires_grad_(True) for value in values]
        tint, place = torch.tensor([0.5, 0.4, 0.3]), torch.tensor([1.0, 2.0, 3.0])
        lamps: list[AmbientLight | DirectionalLight] = [AmbientLight(tint), DirectionalLight(place, tint)]
        self.lights: list[Light] = [*lamps, PointLight(place, tint), SphericalHarmonicsLight.from_lights(lamps)]

    def seen(self, settings: RenderSettings) -> RenderedImages:
        positions, texels, uv, colours = self.inputs
        lobe = GgxLobe(torch.tensor(0.5), torch.tensor([0.1, 0.2, 0.3]))
        surface = Surface(texels=texels, uv=uv, colours=colours, lobe=lobe)
        return render(positions, self.topology, surface, self.lights, self.camera, self.size, settings=settings)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", RATES)
def test_gpu_gives_what_the_cpu_gives(rate: ShadingRate, kind: NormalKind) -> None:
    settings = RenderSettings(shading_rate=rate, normal_kind=kind, is_two_sided=True)
    here, there = Painted("cpu"), Painted("cuda")
    ours, theirs = here.seen(settings), there.seen(settings)
    for field in fields(ours):
        expected, found = getattr(ours, field.name), getattr(theirs, field.name)
        torch.testing.assert_close(found.cpu(), expected, rtol=1e-7, atol=1e-9, msg=field.name)
    gradients = [
        torch.autograd.grad(images.colour.square().sum(), scene.inputs)
        for images, scene in ((ours, here), (theirs, there))
    ]
    for expected, found in zip(*gradients, strict=True):
        torch.testing.assert_close(found.cpu(), expected, rtol=1e-6, atol=1e-8)


@pytest.mark.filterwarnings("ignore:Synchronization debug mode is a prototype")
@pytest.mark.parametrize("rate", RATES)
def test_gpu_is_never_waited_for(rate: ShadingRate) -> None:
    scene, settings = Painted("cuda"), RenderSettings(shading_rate=rate)
    gradient = torch.ones_like(scene.seen(settings).colour)  # compiles the kernels
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        torch.autograd.grad(scene.seen(settings).colour, scene.inputs, gradient)
    finally:
        torch.cuda.set_sync_debug_mode("default")
