# SPDX-License-Identifier: MIT
"""Samples of textures: against the definition, in closed form, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from renderer_cuda.mip_levels import coarser_levels, level_sizes
from renderer_cuda.reference.texture import texture_reference
from renderer_cuda.texture import texture
from renderer_cuda.texture_operator import texture_operator
from renderer_cuda.texture_sampling import WRAPS, Samples
from tests.support.textures import TextureCase, texture_cases

if TYPE_CHECKING:
    from torch import Tensor

_CASES = texture_cases()


def _uv(*points: tuple[float, float]) -> Tensor:
    return torch.tensor(points, dtype=torch.float64).view(1, 1, -1, 2)


def _ramp(height: int, width: int) -> Tensor:
    """(H, W, 2) the coordinates u and v of each texel's centre."""
    v, u = torch.meshgrid(
        (torch.arange(height, dtype=torch.float64) + 0.5) / height,
        (torch.arange(width, dtype=torch.float64) + 0.5) / width,
        indexing="ij",
    )
    return torch.stack([u, v], dim=-1)


@pytest.mark.parametrize("case", _CASES, ids=str)
def test_image_and_gradients_are_those_of_the_definition(case: TextureCase) -> None:
    results = []
    for sample in (texture, texture_reference):
        texels, uv = case.texels.clone().requires_grad_(), case.uv.clone().requires_grad_()
        image = sample(texels, uv, **case.options)
        grad = torch.randn(image.shape, dtype=image.dtype, generator=torch.Generator().manual_seed(3))
        wanted = [texels] if case.filter == "nearest" else [texels, uv]
        results.append((image.detach(), *torch.autograd.grad(image, wanted, grad)))
    for got, expected in zip(*results, strict=True):
        torch.testing.assert_close(got, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("case", _CASES, ids=str)
def test_single_precision_is_near_double(case: TextureCase) -> None:
    expected = texture(case.texels, case.uv, **case.options)
    single = case.to(torch.float32)
    image = texture(single.texels, single.uv, **single.options)
    assert image.dtype == torch.float32
    if case.filter == "nearest":  # a coordinate beside the border of a texel may round across it
        assert ((image - expected).abs() > 1e-4).double().mean() < 0.01
    else:
        torch.testing.assert_close(image.double(), expected, rtol=0, atol=2e-3)


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("is_trilinear", [False, True])
def test_gradcheck(wrap: Any, is_trilinear: bool) -> None:
    generator = torch.Generator().manual_seed(7)
    texels = torch.rand((5, 6, 2), dtype=torch.float64, generator=generator).requires_grad_()
    uv = (3 * torch.rand((1, 3, 4, 2), dtype=torch.float64, generator=generator) - 1).requires_grad_()
    slopes = torch.rand((1, 3, 4, 2, 2), dtype=torch.float64, generator=generator) if is_trilinear else None
    mask = torch.arange(12, dtype=torch.int32).view(1, 3, 4) % 5 - 1

    def sample(texels: Tensor, uv: Tensor) -> Tensor:
        return texture(texels, uv, uv_slopes=slopes, wrap=wrap, mask=mask)

    assert torch.autograd.gradcheck(sample, (texels, uv), eps=1e-7)


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("size", [(1, 1), (4, 4), (7, 3)])
def test_constant_texture_is_constant_everywhere(wrap: Any, size: tuple[int, int]) -> None:
    generator = torch.Generator().manual_seed(1)
    uv = (20 * torch.rand((2, 9, 9, 2), dtype=torch.float64, generator=generator) - 10).requires_grad_()
    slopes = torch.randn((2, 9, 9, 2, 2), dtype=torch.float64, generator=generator).exp()
    image = texture(torch.full((*size, 3), 0.3, dtype=torch.float64), uv, uv_slopes=slopes, wrap=wrap)
    torch.testing.assert_close(image, torch.full_like(image, 0.3), rtol=1e-14, atol=0)
    (gradient,) = torch.autograd.grad(image.sum(), uv)
    assert not gradient.abs().gt(1e-12).any()


def test_ramp_is_its_own_coordinate_with_slope_one() -> None:
    texels = _ramp(8, 16)
    uv = 0.1 + 0.8 * torch.rand((1, 20, 20, 2), dtype=torch.float64, generator=torch.Generator().manual_seed(4))
    uv.requires_grad_()
    image = texture(texels, uv, wrap="clamp")
    torch.testing.assert_close(image, uv)
    (gradient,) = torch.autograd.grad(image.sum(), uv)
    torch.testing.assert_close(gradient, torch.ones_like(uv))


def test_mirrored_ramp_falls_with_slope_minus_one() -> None:
    uv = _uv((1.25, 0.5), (-0.25, 0.5)).requires_grad_()
    image = texture(_ramp(16, 16), uv, wrap="mirror")[..., 0]
    torch.testing.assert_close(image, torch.tensor([[[0.75, 0.25]]], dtype=torch.float64))
    (gradient,) = torch.autograd.grad(image.sum(), uv)
    torch.testing.assert_close(gradient[..., 0], torch.full((1, 1, 2), -1.0, dtype=torch.float64))


def test_what_lies_on_the_border() -> None:
    texels = torch.tensor([[1.0, 2.0, 4.0]], dtype=torch.float64)[..., None]
    uv = _uv((0.0, 0.5), (1.0, 0.5), (-1 / 6, 0.5), (7 / 6, 0.5))
    expected = {"repeat": [2.5, 2.5, 4.0, 1.0], "clamp": [1.0, 4.0, 1.0, 4.0], "mirror": [1.0, 4.0, 1.0, 4.0]}
    for wrap in WRAPS:
        image = texture(texels, uv, wrap=wrap)  # type: ignore[arg-type]
        torch.testing.assert_close(image.flatten().tolist(), expected[wrap])


def test_nearest_takes_the_texel_under_the_point() -> None:
    texels = torch.arange(12, dtype=torch.float64).view(3, 4, 1).requires_grad_()
    uv = _uv((0.01, 0.01), (0.26, 0.34), (0.99, 0.99), (1.0, 1.0)).requires_grad_()
    image = texture(texels, uv, filter="nearest", wrap="clamp")
    assert image.flatten().tolist() == [0.0, 5.0, 11.0, 11.0]
    by_texels, by_uv = torch.autograd.grad(image.sum(), (texels, uv), allow_unused=True)
    assert by_texels.flatten().nonzero().flatten().tolist() == [0, 5, 11]
    assert by_texels[2, 3] == 2
    assert by_uv is None


@pytest.mark.parametrize(("texels_a_pixel", "level"), [(0.5, 0), (1.0, 0), (2.0, 1), (4.0, 2), (1e9, 4)])
def test_pixel_as_large_as_texels_of_a_level_sees_that_level(texels_a_pixel: float, level: int) -> None:
    texels = torch.rand((16, 16, 2), dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    uv = _uv((0.3, 0.6), (0.9, 0.1))
    turn = torch.tensor([[0.6, -0.8], [0.8, 0.6]], dtype=torch.float64)
    slopes = (turn * texels_a_pixel / 16).expand(1, 1, 2, 2, 2)
    image = texture(texels, uv, uv_slopes=slopes)
    expected = texture([texels, *coarser_levels(texels)][level], uv)
    torch.testing.assert_close(image, expected, rtol=0, atol=1e-7)


def test_slopes_that_are_not_finite_take_the_mean() -> None:
    texels = torch.rand((8, 4, 2), dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    slopes = torch.tensor([torch.inf, torch.nan, 1e200], dtype=torch.float64)[:, None, None].expand(1, 1, 3, 2, 2)
    image = texture(texels, _uv((0.1, 0.2), (0.3, 0.4), (0.5, 0.6)), uv_slopes=slopes)
    torch.testing.assert_close(image, texels.mean((0, 1)).expand(1, 1, 3, 2))


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (5, 12), (1, 37), (64, 3)])
def test_levels_keep_the_mean_of_any_size(size: tuple[int, int]) -> None:
    texels = torch.rand((*size, 3), dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    levels = [texels, *coarser_levels(texels)]
    assert [tuple(level.shape[:2]) for level in levels] == level_sizes(*size)
    for level in levels:
        torch.testing.assert_close(level.mean((0, 1)), texels.mean((0, 1)))
    ramp = _ramp(*size)
    for level in coarser_levels(ramp):
        if level.shape[:2] != (1, 1):  # a ramp stays one: nothing shifts
            torch.testing.assert_close(level + level.flip(0, 1), torch.ones_like(level))


@pytest.mark.parametrize("value", [torch.nan, torch.inf, -torch.inf, 3e38, -3e38])
@pytest.mark.parametrize("wrap", WRAPS)
def test_wild_coordinates_do_no_harm(wrap: Any, value: float) -> None:
    texels = torch.ones((4, 4, 1), requires_grad=True)
    uv = torch.tensor([[value, 0.5], [0.5, value], [0.5, 0.5]]).view(1, 1, 3, 2).requires_grad_()
    image = texture(texels, uv, wrap=wrap)
    assert image.flatten().tolist() == ([1.0, 1.0, 1.0] if abs(value) == 3e38 else [0.0, 0.0, 1.0])
    by_texels, by_uv = torch.autograd.grad(image.sum(), (texels, uv))
    assert bool(torch.isfinite(by_texels).all()) and bool(torch.isfinite(by_uv).all())


def test_background_is_zero_and_is_not_looked_at() -> None:
    case = _CASES[0]
    mask = torch.randint(-1, 3, case.uv.shape[:3], dtype=torch.int32, generator=torch.Generator().manual_seed(1))
    hidden = torch.where(mask[..., None] < 0, torch.nan, case.uv).requires_grad_()
    texels = case.texels.clone().requires_grad_()
    image = texture(texels, hidden, mask=mask)
    assert not image[mask < 0].any()
    by_texels, by_uv = torch.autograd.grad(image.square().sum(), (texels, hidden))
    assert not by_uv[mask < 0].any()
    assert bool(torch.isfinite(by_texels).all())


@pytest.mark.parametrize("is_trilinear", [False, True])
def test_results_do_not_depend_on_the_number_of_threads(is_trilinear: bool) -> None:
    generator = torch.Generator().manual_seed(5)
    shape = (3, 150, 171)
    texels = torch.rand((65, 130, 3), generator=generator)
    uv = torch.rand((*shape, 2), generator=generator)
    slopes = 0.1 * torch.randn((*shape, 2, 2), generator=generator) if is_trilinear else None
    grad = torch.randn((*shape, 3), generator=generator)
    results = []
    before = torch.get_num_threads()
    try:
        for threads in (1, 2, 5):
            torch.set_num_threads(threads)
            leaves = texels.clone().requires_grad_(), uv.clone().requires_grad_()
            image = texture(*leaves, uv_slopes=slopes)
            results.append((image.detach(), *torch.autograd.grad(image, leaves, grad)))
    finally:
        torch.set_num_threads(before)
    for result in results[1:]:
        for got, expected in zip(result, results[0], strict=True):
            assert torch.equal(got, expected)


def test_gradient_of_any_strides() -> None:
    case = _CASES[0]
    texels, uv = case.texels.clone().requires_grad_(), case.uv.clone().requires_grad_()
    image = texture(texels, uv, **case.options)
    expanded = torch.autograd.grad(image.sum(), (texels, uv), retain_graph=True)
    plain = torch.autograd.grad(image, (texels, uv), torch.ones_like(image))
    for got, expected in zip(expanded, plain, strict=True):
        assert torch.equal(got, expected)


def test_operator_check_and_compilation() -> None:
    case = next(case for case in _CASES if case.slopes is not None)
    coarser = torch.cat([level.flatten() for level in coarser_levels(case.texels)])
    mask = torch.zeros(case.uv.shape[:3], dtype=torch.int32)
    leaves = [tensor.clone().requires_grad_() for tensor in (case.texels, coarser, case.uv)]
    assert case.slopes is not None
    torch.library.opcheck(texture_operator, (*leaves, case.slopes, mask, 0, False))
    none = case.texels.new_empty(0)
    samples = Samples(leaves[0], none, case.uv, none, none.to(torch.int32))
    torch.library.opcheck(texture_operator, (*samples, 1, True))

    def loss(texels: Tensor, uv: Tensor) -> Tensor:
        return texture(texels, uv, **case.options).square().sum()

    pair = (leaves[0], leaves[2])
    eager = torch.autograd.grad(loss(*pair), pair)
    traced = torch.autograd.grad(torch.compile(loss, backend="aot_eager", fullgraph=True)(*pair), pair)
    for got, expected in zip(traced, eager, strict=True):
        torch.testing.assert_close(got, expected)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"texels": torch.zeros(4, 4)}, r"texture: texels must have shape \(Ht, Wt, C\), none 0, got \(4, 4\)"),
        ({"texels": torch.zeros(4, 0, 3)}, r"none 0, got \(4, 0, 3\)"),
        ({"texels": torch.zeros(4, 4, 3).half()}, "texels must be float32 or float64, got torch.float16"),
        ({"texels": torch.zeros(4, 4, 3, device="meta")}, "texels must be on cpu or cuda, got meta"),
        ({"uv": torch.zeros(2, 5, 6, 3)}, r"uv must have shape \(N, H, W, 2\), got \(2, 5, 6, 3\)"),
        ({"uv": torch.zeros(2, 5, 6, 2).double()}, "uv must be torch.float32 like texels, got torch.float64"),
        ({"uv": torch.zeros(2, 5, 6, 2, device="meta")}, "uv must be on cpu like texels, got meta"),
        ({"uv_slopes": torch.zeros(2, 5, 6, 2)}, r"uv_slopes must have shape \(2, 5, 6, 2, 2\) as uv, got"),
        ({"mask": torch.zeros(2, 5, 6)}, r"mask must be int32 of shape \(2, 5, 6\), got torch.float32"),
        ({"mask": torch.zeros(5, 6, dtype=torch.int32)}, r"got torch.int32 of \(5, 6\)"),
        ({"wrap": "border"}, "wrap must be one of repeat, clamp, mirror, got 'border'"),
        ({"filter": "cubic"}, "filter must be one of bilinear, nearest, got 'cubic'"),
        (
            {"filter": "nearest", "uv_slopes": torch.zeros(2, 5, 6, 2, 2)},
            "uv_slopes need filter='bilinear', got filter='nearest'",
        ),
    ],
)
def test_what_is_refused(change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"texels": torch.zeros(4, 4, 3), "uv": torch.zeros(2, 5, 6, 2), **change}
    with pytest.raises(ValueError, match=message):
        texture(**arguments)
