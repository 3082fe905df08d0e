# SPDX-License-Identifier: MIT
"""All stages together: closed forms, gradients to every input, and what must not spoil an image."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
import trimesh

from renderer_cuda import (
    AmbientLight,
    Camera,
    DirectionalLight,
    PhongLobe,
    PointLight,
    RenderedImages,
    RenderSettings,
    Surface,
    Topology,
    face_normals,
    render,
)
from tests.support.scenes import SCENES

if TYPE_CHECKING:
    from collections.abc import Callable

    from renderer_cuda import Light
    from renderer_cuda.render_settings import NormalKind, ShadingRate

F64 = torch.float64
HARD = RenderSettings(is_antialiased=False)


def tensor(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=F64)


def images_of(rendered: RenderedImages) -> dict[str, torch.Tensor]:
    return {field.name: getattr(rendered, field.name) for field in fields(rendered)}


def ball(level: int = 5) -> tuple[torch.Tensor, Topology]:
    mesh = trimesh.creation.icosphere(level)
    positions = torch.tensor(np.asarray(mesh.vertices))
    return positions, Topology.from_faces(np.asarray(mesh.faces), positions)


def facing_camera(size: int, height: float) -> Camera:
    """Orthographic along -z: world x is right, world y is up."""
    return Camera.look_at_orthographic([0, 0, 5.0], [0, 0, 0], height_world=height, image_size=(size, size), near=0.5)


def centres(size: int, height: float) -> tuple[torch.Tensor, torch.Tensor]:
    """World x and y of the pixels' centres."""
    across = (torch.arange(size, dtype=F64) + 0.5) * height / size - height / 2
    y, x = torch.meshgrid(-across, across, indexing="ij")
    return x, y


def plate(depth: float = 0.0) -> tuple[torch.Tensor, Topology]:
    """A square of side 2 that faces +z."""
    positions = tensor(-1, -1, depth, 1, -1, depth, 1, 1, depth, -1, 1, depth).view(4, 3)
    return positions, Topology.from_faces([[0, 1, 2], [0, 2, 3]], positions)


@pytest.mark.parametrize("rate", ["pixel", "vertex"])
def test_lambertian_sphere(rate: ShadingRate) -> None:
    """Each pixel shows albedo times the cosine at its point of the sphere, all together what the phase law says."""
    positions, topology = ball()
    size, height = 128, 2.5
    toward, colour, albedo = tensor(5, 3, 8) / math.sqrt(98), tensor(1, 0.8, 0.6), tensor(0.9, 0.5, 0.2)
    images = render(
        positions,
        topology,
        Surface(albedo=albedo),
        [DirectionalLight(toward, colour)],
        facing_camera(size, height),
        (size, size),
        settings=RenderSettings(shading_rate=rate),
    )
    x, y = centres(size, height)
    squared = x * x + y * y
    inside = squared < 0.95**2
    points = torch.stack([x, y, (1 - squared).clamp_min(0).sqrt()], dim=-1)
    cosine = (points @ toward).clamp_min(0)[..., None]
    expected = {
        "shading": cosine * colour,
        "albedo": albedo.expand(size, size, 3),
        "normals": points,
        "colour": cosine * colour * albedo,
        "coverage": torch.ones(size, size, 1, dtype=F64),
        "depth": (5 - points[..., 2:]),
    }
    for name, image in images_of(images).items():
        torch.testing.assert_close(image[0][inside], expected[name][inside], rtol=0, atol=0.01)
    pixel_area = (height / size) ** 2
    assert float(images.coverage.sum()) * pixel_area == pytest.approx(math.pi, rel=1e-3)
    phase = math.acos(float(toward[2]))
    flux = 2 / 3 * (math.sin(phase) + (math.pi - phase) * math.cos(phase)) * albedo * colour
    torch.testing.assert_close(images.colour.sum((0, 1, 2)) * pixel_area, flux, rtol=1e-3, atol=0)


def test_flat_normals_are_those_of_faces() -> None:
    positions, topology = ball(1)
    camera, size = facing_camera(40, 2.5), (40, 40)
    light = [DirectionalLight(tensor(1, 1, 2), torch.ones(3, dtype=F64))]
    found: list[RenderedImages] = []
    rates: tuple[ShadingRate, ...] = ("pixel", "vertex")
    for rate in rates:
        settings = RenderSettings(shading_rate=rate, normal_kind="flat")
        found.append(render(positions, topology, Surface(), light, camera, size, settings=settings))
    # The same by hand: as the surface's own normals, one a face.
    own = face_normals(positions, topology.faces)
    numbers = torch.arange(len(own))[:, None].expand(-1, 3)
    surface = Surface(normals=3 * own, normal_faces=numbers)
    for rate in rates:
        settings = RenderSettings(shading_rate=rate)
        found.append(render(positions, topology, surface, light, camera, size, settings=settings))
    for other in found[1:]:
        for name, image in images_of(found[0]).items():
            torch.testing.assert_close(image, images_of(other)[name], msg=name)
    shades = found[0].shading[found[0].albedo > 0].unique()
    assert len(shades) <= len(own)


def test_texture_lies_upright_on_a_plate() -> None:
    positions, topology = plate()
    texels = torch.rand(4, 4, 3, dtype=F64, generator=torch.Generator().manual_seed(0))
    uv = tensor(0, 1, 1, 1, 1, 0, 0, 0).view(4, 2)  # v runs down
    surface = Surface(texels=texels, uv=uv, albedo=tensor(1, 0.5, 0.25))
    light = [AmbientLight(torch.ones(3, dtype=F64))]
    images = render(positions, topology, surface, light, facing_camera(4, 2.0), (4, 4), settings=HARD)
    torch.testing.assert_close(images.colour[0], texels * tensor(1, 0.5, 0.25))
    fine = render(
        positions, topology, surface, light, facing_camera(32, 2.0), (32, 32),
        settings=RenderSettings(texture_filter="nearest"),
    )  # fmt: skip
    torch.testing.assert_close(fine.albedo[0, 4::8, 4::8], texels * tensor(1, 0.5, 0.25))


def test_a_texture_seen_from_afar_is_its_mean() -> None:
    positions, topology = plate()
    texels = torch.rand(64, 64, 3, dtype=F64, generator=torch.Generator().manual_seed(0))
    surface = Surface(texels=texels, uv=positions[:, :2] / 2 + 0.5)
    images = render(positions, topology, surface, [], facing_camera(8, 16.0), (8, 8), settings=HARD)
    shown = images.albedo[0][images.coverage[0, ..., 0] > 0]
    assert len(shown) == 1
    torch.testing.assert_close(shown[0], texels.mean((0, 1)), rtol=0, atol=0.02)


def test_corners_may_have_colours_of_their_own() -> None:
    positions, topology = plate()
    colours = torch.cat([tensor(1, 0, 0).expand(3, 3), tensor(0, 0, 1).expand(3, 3)])
    surface = Surface(colours=colours, colour_faces=torch.arange(6, dtype=torch.int32).view(2, 3))
    images = render(positions, topology, surface, [], facing_camera(16, 2.0), (16, 16), settings=HARD)
    x, y = centres(16, 2.0)
    assert images.albedo[0][(y < x - 0.01)].unique(dim=0).tolist() == [[1, 0, 0]]
    assert images.albedo[0][(y > x + 0.01)].unique(dim=0).tolist() == [[0, 0, 1]]


@pytest.mark.parametrize("rate", ["pixel", "vertex"])
def test_both_sides_of_a_sheet(rate: ShadingRate) -> None:
    positions, topology = plate()
    behind = Camera.look_at_orthographic([0, 0, -5.0], [0, 0, 0], height_world=2.0, image_size=(8, 8), near=0.5)
    light = [DirectionalLight(tensor(0, 0, -1), torch.ones(3, dtype=F64))]

    def shading(is_two_sided: bool) -> torch.Tensor:
        settings = RenderSettings(shading_rate=rate, is_two_sided=is_two_sided)
        return render(positions, topology, Surface(), light, behind, (8, 8), settings=settings).shading

    assert shading(False).unique().tolist() == [0] and shading(True).unique().tolist() == [1]


def test_backgrounds_show_where_the_mesh_does_not() -> None:
    positions, topology = ball(3)
    camera = Camera.cat([facing_camera(20, 3.0), facing_camera(20, 4.0)])
    light = [AmbientLight(torch.ones(3, dtype=F64))]
    surface = Surface(albedo=tensor(0.5, 0.5, 0.5))
    plain = render(positions, topology, surface, light, camera, (20, 20))
    picture = torch.rand(2, 20, 20, 3, dtype=F64, generator=torch.Generator().manual_seed(1))
    for background in (tensor(0.2, 0.4, 0.6), tensor(0.2, 0.4, 0.6, 0.9, 0.8, 0.7).view(2, 3), picture):
        images = render(positions, topology, surface, light, camera, (20, 20), background=background)
        wide = background[:, None, None] if background.ndim == 2 else background
        torch.testing.assert_close(images.colour, 0.5 * images.coverage + (1 - images.coverage) * wide)
        torch.testing.assert_close(images.coverage, plain.coverage)
    # Between parts of one colour and no other there is no seam.
    torch.testing.assert_close(plain.colour, 0.5 * plain.coverage.expand(-1, -1, -1, 3))


def test_highlight_is_where_the_light_is_mirrored() -> None:
    positions, topology = ball()
    toward = tensor(3, 0, 4) / 5
    lobe = PhongLobe(torch.ones(3, dtype=F64), tensor(200.0).squeeze())
    light = [DirectionalLight(toward, torch.ones(3, dtype=F64))]
    size, height = 101, 2.5
    surface = Surface(albedo=torch.zeros(3, dtype=F64), lobe=lobe)
    images = render(positions, topology, surface, light, facing_camera(size, height), (size, size))
    row, column = divmod(int(images.colour[0, ..., 0].argmax()), size)
    x, y = centres(size, height)
    halfway = (toward + tensor(0, 0, 1)) / (toward + tensor(0, 0, 1)).norm()  # the normal that mirrors the light
    assert (float(x[row, column]), float(y[row, column])) == pytest.approx((float(halfway[0]), 0), abs=height / size)
    assert float(images.colour.max()) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("rate", ["pixel", "vertex"])
@pytest.mark.parametrize("name", sorted(SCENES))
def test_nothing_is_not_a_number(name: str, rate: ShadingRate, dtype: torch.dtype) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions)
    positions.requires_grad_(True)
    uv = (positions.detach()[:, :2] * 0.4).requires_grad_(True)
    texels = torch.rand(5, 7, 3, dtype=dtype, generator=torch.Generator().manual_seed(0)).requires_grad_(True)
    place = torch.tensor([0.2, 0.1, 0.3], dtype=dtype, requires_grad=True)
    lobe = PhongLobe(torch.ones(3, dtype=dtype), torch.tensor(0.7, dtype=dtype))
    lights = [PointLight(place, torch.ones(3, dtype=dtype), is_inverse_square=True)]
    kinds: tuple[NormalKind, ...] = ("smooth", "flat")
    for kind in kinds:
        settings = RenderSettings(shading_rate=rate, normal_kind=kind, is_two_sided=True)
        surface = Surface(texels=texels, uv=uv, lobe=lobe)
        images = images_of(
            render(positions, topology, surface, lights, scene.camera, scene.image_size, settings=settings)
        )
        assert {key for key, image in images.items() if not bool(torch.isfinite(image).all())} == set()
        total = torch.stack([image.sum() for image in images.values()]).sum()
        gradients = torch.autograd.grad(total, [positions, uv, texels, place])
        assert all(bool(torch.isfinite(gradient).all()) for gradient in gradients)


def test_a_vertex_that_is_not_finite_spoils_its_faces_only() -> None:
    positions, topology = ball(2)
    camera, light = facing_camera(32, 2.5), [DirectionalLight(tensor(0, 0, 1), torch.ones(3, dtype=F64))]
    spoilt = positions.clone()
    spoilt[int(positions[:, 2].argmax())] = torch.nan
    images = render(spoilt, topology, Surface(), light, camera, (32, 32))
    assert all(bool(torch.isfinite(image).all()) for image in images_of(images).values())
    assert float(images.coverage.mean()) > 0.3


@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")  # PyTorch does so itself
def test_compiles_whole() -> None:
    positions, topology = ball(1)
    positions = positions.float().requires_grad_(True)
    lights: list[Light] = [
        DirectionalLight(torch.tensor([1.0, 2, 3]), torch.ones(3)),
        PointLight(torch.ones(3) * 3, torch.ones(3)),
    ]
    surface = Surface(
        texels=torch.rand(8, 8, 3, generator=torch.Generator().manual_seed(0)),
        uv=positions.detach()[:, :2],
        lobe=PhongLobe(torch.ones(3), torch.tensor(5.0)),
    )

    camera = facing_camera(24, 2.5)

    def colour(positions: torch.Tensor) -> torch.Tensor:
        return render(positions, topology, surface, lights, camera, (24, 24)).colour

    expected = colour(positions)
    compiled = torch.compile(colour, backend="aot_eager", fullgraph=True)(positions)
    torch.testing.assert_close(compiled, expected)
    gradients = [torch.autograd.grad(image.square().sum(), positions)[0] for image in (expected, compiled)]
    torch.testing.assert_close(*gradients)


BAD: dict[str, tuple[Callable[[], object], str]] = {
    "albedo": (lambda: Surface(albedo=torch.ones(4)), r"Surface: albedo must have shape \(3,\), got \(4,\)"),
    "uv alone": (lambda: Surface(uv=torch.ones(4, 2)), "Surface: uv need texels, got None"),
    "texels alone": (lambda: Surface(texels=torch.ones(4, 2, 3)), "Surface: texels need uv, got None"),
    "texels": (
        lambda: Surface(texels=torch.ones(4, 2), uv=torch.ones(4, 2)),
        r"Surface: texels must have shape \(Ht, Wt, 3\), got \(4, 2\)",
    ),
    "faces alone": (lambda: Surface(uv_faces=torch.zeros(2, 3, dtype=torch.int32)), "Surface: uv_faces need uv"),
    "faces": (
        lambda: Surface(colours=torch.ones(4, 3), colour_faces=torch.zeros(2, 3)),
        r"Surface: colour_faces must be int32 or int64 of shape \(F, 3\), got torch.float32 of \(2, 3\)",
    ),
    "settings": (
        lambda: RenderSettings(shading_rate="face"),  # type: ignore[arg-type]
        "RenderSettings: shading_rate must be one of pixel, vertex, got 'face'",
    ),
}


@pytest.mark.parametrize("case", sorted(BAD))
def test_errors_of_values(case: str) -> None:
    make, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("surface", "background", "message"),
    [
        (Surface(colours=torch.ones(3, 3, dtype=F64)), None, "render: surface must have 4 colours like positions"),
        (Surface(albedo=torch.ones(3)), None, "render: albedo of surface must be torch.float64 on cpu like positions"),
        (
            Surface(normals=torch.ones(4, 3, dtype=F64), normal_faces=torch.zeros(1, 3, dtype=torch.int32)),
            None,
            r"render: faces of the normals of surface must have shape \(2, 3\) like those of topology, got \(1, 3\)",
        ),
        (Surface(), torch.ones(4, dtype=F64), r"render: background must have shape \(3,\), \(1, 3\) or \(1, 8, 8, 3\)"),
        (Surface(), torch.ones(3), "render: background must be torch.float64 on cpu like positions, got torch.float32"),
    ],
)
def test_errors(surface: Surface, background: torch.Tensor | None, message: str) -> None:
    positions, topology = plate()
    with pytest.raises(ValueError, match=message):
        render(positions, topology, surface, [], facing_camera(8, 2.0), (8, 8), background=background)
