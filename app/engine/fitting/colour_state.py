"""What a fit knows of colours: of the surface, the light, the background and the exposures. NumPy only, no torch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.fitting.optimizer_state import OptimizerState


@dataclass(frozen=True, eq=False)
class TextureState:
    """A picture wrapped round a mesh.

    Args:
        texels_linear: (Ht, Wt, 3) float32 albedo in [0, 1]; row 0 is at v = 0.
        uv: (M, 2) float32, u to the right and v down, as glTF has them.
        uv_faces: (F, 3) int32, the corners of the mesh's faces in `uv`.
        optimizer: of the texels.
    """

    texels_linear: NDArray[np.float32]
    uv: NDArray[np.float32]
    uv_faces: NDArray[np.int32]
    optimizer: OptimizerState = field(default_factory=OptimizerState)

    def arrays(self) -> Iterator[NDArray[Any]]:
        """All that take memory."""
        yield from (self.texels_linear, self.uv, self.uv_faces)
        yield from self.optimizer.arrays()


@dataclass(frozen=True, eq=False)
class ColourState:
    """Colours between two updates; all are of linear light.

    Args:
        vertex_albedo_linear: (V, 3) float32 in [0, 1].
        albedo_optimizer: its memory.
        texture: in place of the vertices' colours, once the mesh has been unwrapped.
        light: (9, 3) float32, a found light as spherical harmonics of shading (`SphericalHarmonicsLight`); None while
            it is the one that the settings name.
        light_optimizer: its memory.
        background_linear: (3,) float32 in [0, 1].
        background_optimizer: its memory.
        log_exposures: view ids with the logarithms of what their pictures are multiplied by; 0 where there is none.
        exposure_optimizer: its memory, in the order of `log_exposures`.
    """

    vertex_albedo_linear: NDArray[np.float32]
    background_linear: NDArray[np.float32]
    albedo_optimizer: OptimizerState = field(default_factory=OptimizerState)
    texture: TextureState | None = None
    light: NDArray[np.float32] | None = None
    light_optimizer: OptimizerState = field(default_factory=OptimizerState)
    background_optimizer: OptimizerState = field(default_factory=OptimizerState)
    log_exposures: tuple[tuple[str, float], ...] = ()
    exposure_optimizer: OptimizerState = field(default_factory=OptimizerState)

    def arrays(self) -> Iterator[NDArray[Any]]:
        """All that take memory."""
        yield self.vertex_albedo_linear
        yield from self.albedo_optimizer.arrays()
        if self.texture is not None:
            yield from self.texture.arrays()
