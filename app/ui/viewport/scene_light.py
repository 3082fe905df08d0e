"""The light that stands in the scene, as shaders take it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.appearance.lighting import Lamp
    from app.ui.viewport.shader_program import ShaderProgram

_CONSTANT, _LINEAR, _MIXED = (math.sqrt(share / math.pi) for share in (0.25, 0.75, 3.75))
HARMONIC_SCALES = np.array(
    [_CONSTANT, *[_LINEAR] * 3, *[_MIXED] * 2, math.sqrt(0.3125 / math.pi), _MIXED, 0.5 * _MIXED]
)
"""Of the polynomials 1, y, z, x, xy, yz, 3 z^2 - 1, xz, x^2 - y^2, which makes them the harmonics that a fit counts in
(Ramamoorthi and Hanrahan, An Efficient Representation for Irradiance Environment Maps, 2001)."""


@dataclass(frozen=True, eq=False)
class SceneLight:
    """Lamps, or a light that a fit has found.

    Args:
        lamps: directional and ambient ones.
        harmonics: (9, 3), shading as spherical harmonics, in place of the lamps; None for the lamps.
    """

    lamps: tuple[Lamp, ...]
    harmonics: NDArray[np.float32] | None = None

    @property
    def defines(self) -> tuple[str, ...]:
        """The macros of the shaders that it takes."""
        return (f"LAMPS {max(1, len(self._directional))}",) if self.harmonics is None else ("HARMONICS",)

    def give(self, program: ShaderProgram) -> None:
        """Give it to a program in use that was made with its macros."""
        if self.harmonics is not None:
            program.set_vectors("harmonics", HARMONIC_SCALES[:, None] * self.harmonics)
            return
        ambient = [lamp.colour_linear for lamp in self.lamps if lamp.kind == "ambient"]
        program.set_vector("ambient", *np.sum([np.zeros(3), *ambient], axis=0))
        dark = np.zeros((1, 3))  # no lamp at all is one that does not shine
        lamps = self._directional
        program.set_vectors("lamp_directions", [lamp.direction_to_light_world for lamp in lamps] or dark)
        program.set_vectors("lamp_colours", [lamp.colour_linear for lamp in lamps] or dark)

    @property
    def _directional(self) -> list[Lamp]:
        return [lamp for lamp in self.lamps if lamp.kind == "directional"]
