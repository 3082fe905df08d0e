# SPDX-License-Identifier: MIT
"""A differentiable rasterizer of silhouettes: soft coverage by the distance to the visible contour."""

from renderer_cuda.camera import Camera
from renderer_cuda.camera_parameters import Extrinsics, Intrinsics
from renderer_cuda.coverage import CUT_OFF_SOFTNESSES, coverage_from_distance
from renderer_cuda.projection import project, view_matrices
from renderer_cuda.silhouette import signed_distance, silhouette
from renderer_cuda.topology import Topology

__all__ = [
    "CUT_OFF_SOFTNESSES",
    "Camera",
    "Extrinsics",
    "Intrinsics",
    "Topology",
    "coverage_from_distance",
    "project",
    "signed_distance",
    "silhouette",
    "view_matrices",
]
