# SPDX-License-Identifier: MIT
"""A differentiable renderer: soft silhouettes by the distance to the visible contour, and colours in five stages."""

from renderer_cuda import _compiled as _compiled  # first: it tells what to do where the kernels are missing
from renderer_cuda.antialias import antialias
from renderer_cuda.camera import Camera
from renderer_cuda.camera_parameters import Extrinsics, Intrinsics
from renderer_cuda.coverage import CUT_OFF_SOFTNESSES, coverage_from_distance
from renderer_cuda.draw import draw
from renderer_cuda.interpolate import interpolate
from renderer_cuda.lights import AmbientLight, DirectionalLight, Light, PointLight, SphericalHarmonicsLight
from renderer_cuda.materials import GgxLobe, Lobe, PhongLobe
from renderer_cuda.normals import face_normals, vertex_normals
from renderer_cuda.projection import project, view_matrices
from renderer_cuda.rasterize import Fragments, rasterize
from renderer_cuda.render import RenderedImages, render
from renderer_cuda.render_settings import RenderSettings
from renderer_cuda.screen_slopes import screen_slopes
from renderer_cuda.shade import directions_to_eyes, lambert_shading, specular_shading
from renderer_cuda.silhouette import signed_distance, silhouette
from renderer_cuda.surface import Surface
from renderer_cuda.texture import texture
from renderer_cuda.topology import Topology

__all__ = [
    "CUT_OFF_SOFTNESSES",
    "AmbientLight",
    "Camera",
    "DirectionalLight",
    "Extrinsics",
    "Fragments",
    "GgxLobe",
    "Intrinsics",
    "Light",
    "Lobe",
    "PhongLobe",
    "PointLight",
    "RenderSettings",
    "RenderedImages",
    "SphericalHarmonicsLight",
    "Surface",
    "Topology",
    "antialias",
    "coverage_from_distance",
    "directions_to_eyes",
    "draw",
    "face_normals",
    "interpolate",
    "lambert_shading",
    "project",
    "rasterize",
    "render",
    "screen_slopes",
    "signed_distance",
    "silhouette",
    "specular_shading",
    "texture",
    "vertex_normals",
    "view_matrices",
]
