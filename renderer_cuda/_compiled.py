# SPDX-License-Identifier: MIT
"""Finds the compiled CPU kernels."""

from __future__ import annotations

import torch

try:
    import renderer_cuda._kernels as kernels
except ImportError as error:  # a source tree that was never built
    raise ImportError(
        f"renderer_cuda: the compiled kernels are missing; build them with `pip install .` in the source tree ({error})"
    ) from error

__all__ = ["SUFFIX", "kernels"]

SUFFIX = {torch.float32: "float32", torch.float64: "float64"}
"""At the end of a kernel's name, by the number type that it is for."""
