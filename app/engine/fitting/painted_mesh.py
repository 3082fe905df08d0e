"""The mesh of a fit in the colours that the fit has found, as files and films want it. NumPy only, no torch."""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import bytes_from_linear
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.fitting.colour_state import ColourState, TextureState
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.mesh import Mesh
from app.engine.texturing.texel_surface import padded, texel_surface
from app.engine.texturing.unwrapping import Unwrapped


def painted_mesh(mesh: Mesh, colours: ColourState | None) -> Mesh:
    """The mesh with its texture or, where it has none, the colours of its vertices.

    Args:
        mesh: of the fit.
        colours: of its surface; None where there are none.
    """
    return mesh if colours is None else Mesh(mesh.positions, mesh.faces, surface_colours(colours))


def snapshot_mesh(snapshot: Snapshot) -> Mesh:
    """The mesh of a moment in its colours, world coordinates."""
    return painted_mesh(Mesh(snapshot.positions_world, snapshot.faces), snapshot.state.colours)


def surface_colours(colours: ColourState) -> SurfaceColours:
    """What is painted on a fit's mesh."""
    texture = colours.texture
    if texture is None:
        return SurfaceColours(vertex_colours_linear=np.clip(colours.vertex_albedo_linear, 0, 1))
    texels = padded(texture.texels_linear, _fitted_texels(texture))
    return SurfaceColours(
        uv=texture.uv, uv_faces=texture.uv_faces, texture_srgb=bytes_from_linear(texels), wrap="clamp"
    )


def _fitted_texels(texture: TextureState) -> NDArray[np.bool_]:
    """(Ht, Wt), those on the surface and those round them: lookups between texels see both."""
    flat = Unwrapped(texture.uv, texture.uv_faces)
    covered = texel_surface(flat, texture.texels_linear.shape[0]).covered.astype(np.uint8)
    return cv2.dilate(covered, np.ones((3, 3), dtype=np.uint8)).astype(np.bool_)
