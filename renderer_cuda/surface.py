# SPDX-License-Identifier: MIT
"""What a mesh is made of: its matte colour, the normals it came with, how it shines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda.checks import check_floating

if TYPE_CHECKING:
    from renderer_cuda.materials import Lobe
    from renderer_cuda.topology import Topology


@dataclass(frozen=True, eq=False)
class Surface:
    """The material of a mesh. All that is given of its albedo is multiplied, as in glTF; where nothing is, it is white.

    Face f of each list of corners is face f of the topology, with other indices: where a colour, a texture or a normal
    jumps across an edge, both sides have values of their own.

    Attributes:
        albedo: (3,) linear, the same everywhere.
        colours: (M, 3) linear, of vertices, and
        colour_faces: (F, 3) int32 or int64, the colour of each corner; None where colours has those of topology.faces.
        texels: (Ht, Wt, 3) linear, a texture, and
        uv: (M, 2) its coordinates, as `texture` has them, and
        uv_faces: (F, 3) the coordinates of each corner; None as above.
        normals: (M, 3) world, of any length, in place of those that the faces have, and
        normal_faces: (F, 3) the normal of each corner; None as above.
        lobe: how it shines besides; None where it is matte.
    """

    albedo: Tensor | None = None
    colours: Tensor | None = None
    colour_faces: Tensor | None = None
    texels: Tensor | None = None
    uv: Tensor | None = None
    uv_faces: Tensor | None = None
    normals: Tensor | None = None
    normal_faces: Tensor | None = None
    lobe: Lobe | None = None

    def __post_init__(self) -> None:
        _check_shape("albedo", self.albedo, (3,))
        for name, last in (("colours", 3), ("uv", 2), ("normals", 3)):
            _check_shape(name, getattr(self, name), ("M", last))
        _check_shape("texels", self.texels, ("Ht", "Wt", 3))
        if (self.texels is None) != (self.uv is None):
            have, lack = ("uv", "texels") if self.texels is None else ("texels", "uv")
            raise ValueError(f"Surface: {have} need {lack}, got None")
        for name, of in (("colour_faces", "colours"), ("uv_faces", "uv"), ("normal_faces", "normals")):
            _check_faces(name, getattr(self, name), of, getattr(self, of))


def check_surface(caller: str, surface: Surface, positions: Tensor, topology: Topology) -> None:
    """ValueError where a surface does not fit the mesh that it is to be of."""
    corners = (
        ("colours", surface.colours, surface.colour_faces),
        ("uv", surface.uv, surface.uv_faces),
        ("normals", surface.normals, surface.normal_faces),
    )
    for name, values, faces in corners:
        if values is not None and faces is None and len(values) != len(positions):
            raise ValueError(
                f"{caller}: surface must have {len(positions)} {name} like positions, or faces that say which of them "
                f"each corner has, got {len(values)}"
            )
        if faces is not None and faces.shape != topology.faces.shape:
            raise ValueError(
                f"{caller}: faces of the {name} of surface must have shape {tuple(topology.faces.shape)} like those of "
                f"topology, got {tuple(faces.shape)}"
            )
    for name in ("albedo", "colours", "texels", "uv", "normals"):
        value = getattr(surface, name)
        if value is not None and (value.dtype != positions.dtype or value.device != positions.device):
            raise ValueError(
                f"{caller}: {name} of surface must be {positions.dtype} on {positions.device} like positions, "
                f"got {value.dtype} on {value.device}"
            )


def _check_shape(name: str, value: Tensor | None, shape: tuple[str | int, ...]) -> None:
    if value is None:
        return
    check_floating("Surface", name, value)
    if value.ndim != len(shape) or value.shape[-1] != shape[-1]:
        expected = f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
        raise ValueError(f"Surface: {name} must have shape {expected}, got {tuple(value.shape)}")


def _check_faces(name: str, faces: Tensor | None, of: str, values: Tensor | None) -> None:
    if faces is None:
        return
    if values is None:
        raise ValueError(f"Surface: {name} need {of}, got None")
    if faces.ndim != 2 or faces.shape[1] != 3 or faces.dtype not in (torch.int32, torch.int64):
        raise ValueError(
            f"Surface: {name} must be int32 or int64 of shape (F, 3), got {faces.dtype} of {tuple(faces.shape)}"
        )
