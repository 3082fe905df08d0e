# SPDX-License-Identifier: MIT
"""The texture stage: an image's colours from a picture laid over the surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import torch
from torch import Tensor

from renderer_cuda import texture_sampling
from renderer_cuda.mip_levels import coarser_levels
from renderer_cuda.texture_operator import texture_operator
from renderer_cuda.texture_sampling import FILTERS, WRAPS, Samples

if TYPE_CHECKING:
    from collections.abc import Callable

Wrap = Literal["repeat", "clamp", "mirror"]
Filter = Literal["bilinear", "nearest"]


def texture(
    texels: Tensor,
    uv: Tensor,
    *,
    uv_slopes: Tensor | None = None,
    wrap: Wrap = "repeat",
    filter: Filter = "bilinear",
    mask: Tensor | None = None,
) -> Tensor:
    """Samples a texture at every pixel.

    Coordinates are those of glTF: u to the right, v down, (0, 0) and (1, 1) the corners of the texture, its texel
    (row, column) centred at ((column + 0.5) / W, (row + 0.5) / H). A pixel whose uv is not finite gives 0.

    Args:
        texels: (Ht, Wt, C) float32 or float64; any sizes, powers of two or not.
        uv: (N, H, W, 2) like texels.
        uv_slopes: (N, H, W, 2, 2) d uv / d (pixel x, pixel y), as `screen_slopes` gives them. With them, samples are
            trilinear: mixed from the two levels (`mip_levels`) between which the texels are as large as the pixel is
            long in the texture. Slopes that are not finite take the coarsest level. Without them, level 0 is sampled.
        wrap: what lies beyond the texture: the same again, its border, or its mirror image.
        filter: "bilinear", or "nearest", which is for level 0 alone and has no gradient to uv.
        mask: (N, H, W) int32, `fragments.face_indices`: pixels below 0 give 0 and cost nothing.

    Returns:
        (N, H, W, C) like texels. *Differentiable in* texels and uv (once; the level of detail counts as constant; on
        the CPU the gradient does not depend on the number of threads, bit for bit).

    Raises:
        ValueError: names the argument, what was expected and what came.

    Source: Williams, Pyramidal Parametrics, SIGGRAPH 1983; the level of detail is the larger singular value of
    uv_slopes in texels.
    """
    _check_choices(wrap, filter, uv_slopes)
    _check_tensors(texels, uv, uv_slopes, mask)
    none = texels.new_empty(0)
    levels = coarser_levels(texels) if uv_slopes is not None else []
    samples = Samples(
        texels.contiguous(),
        torch.cat([level.flatten() for level in levels]) if levels else none,
        uv.contiguous(),
        none if uv_slopes is None else uv_slopes.detach().contiguous(),
        none.to(torch.int32) if mask is None else mask.contiguous(),
    )
    wrap_index, is_nearest = WRAPS.index(wrap), filter == "nearest"
    if torch.compiler.is_compiling():
        return cast("Tensor", texture_operator(*samples, wrap_index, is_nearest))
    sample: Callable[..., Tensor] = _Texture.apply
    return sample(*samples, wrap_index, is_nearest)


def _check_choices(wrap: str, filter: str, uv_slopes: Tensor | None) -> None:
    if wrap not in WRAPS:
        raise ValueError(f"texture: wrap must be one of {', '.join(WRAPS)}, got {wrap!r}")
    if filter not in FILTERS:
        raise ValueError(f"texture: filter must be one of {', '.join(FILTERS)}, got {filter!r}")
    if filter == "nearest" and uv_slopes is not None:
        raise ValueError("texture: uv_slopes need filter='bilinear', got filter='nearest'")


def _check_tensors(texels: Tensor, uv: Tensor, uv_slopes: Tensor | None, mask: Tensor | None) -> None:
    if texels.ndim != 3 or min(texels.shape) < 1:
        raise ValueError(f"texture: texels must have shape (Ht, Wt, C), none 0, got {tuple(texels.shape)}")
    if texels.dtype not in (torch.float32, torch.float64):
        raise ValueError(f"texture: texels must be float32 or float64, got {texels.dtype}")
    if texels.device.type not in ("cpu", "cuda"):
        raise ValueError(f"texture: texels must be on cpu or cuda, got {texels.device}")
    if uv.ndim != 4 or uv.shape[3] != 2:
        raise ValueError(f"texture: uv must have shape (N, H, W, 2), got {tuple(uv.shape)}")
    if uv.numel() // 2 >= 2**31:
        raise ValueError(f"texture: uv must have fewer than 2^31 pixels, got {uv.numel() // 2}; split the call")
    image = tuple(uv.shape[:3])
    if uv_slopes is not None and uv_slopes.shape != (*image, 2, 2):
        raise ValueError(f"texture: uv_slopes must have shape {(*image, 2, 2)} as uv, got {tuple(uv_slopes.shape)}")
    if mask is not None and (mask.shape != image or mask.dtype != torch.int32):
        raise ValueError(f"texture: mask must be int32 of shape {image}, got {mask.dtype} of {tuple(mask.shape)}")
    for name, tensor in (("uv", uv), ("uv_slopes", uv_slopes), ("mask", mask)):
        if tensor is not None and tensor.device != texels.device:
            raise ValueError(f"texture: {name} must be on {texels.device} like texels, got {tensor.device}")
        if tensor is not None and tensor is not mask and tensor.dtype != texels.dtype:
            raise ValueError(f"texture: {name} must be {texels.dtype} like texels, got {tensor.dtype}")


class _Texture(torch.autograd.Function):
    """The eager path: half the overhead of a registered operator."""

    @staticmethod
    def forward(
        ctx: Any,
        texels: Tensor,
        coarser: Tensor,
        uv: Tensor,
        slopes: Tensor,
        face_indices: Tensor,
        wrap: int,
        is_nearest: bool,
    ) -> Tensor:
        samples = Samples(texels, coarser, uv, slopes, face_indices)
        ctx.save_for_backward(*samples)
        ctx.wrap, ctx.is_nearest = wrap, is_nearest
        return texture_sampling.forward(samples, wrap, is_nearest)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_image: Tensor) -> tuple[Tensor | None, ...]:
        of_texels = ctx.needs_input_grad[0] or ctx.needs_input_grad[1]
        of_uv = ctx.needs_input_grad[2] and not ctx.is_nearest
        gradients = texture_sampling.backward(
            Samples(*ctx.saved_tensors), ctx.wrap, ctx.is_nearest, grad_image, of_texels=of_texels, of_uv=of_uv
        )
        by_texels = (gradients.texels, gradients.coarser) if of_texels else (None, None)
        return (*by_texels, gradients.uv if of_uv else None, None, None, None, None)
