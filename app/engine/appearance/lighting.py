"""Light on a model: presets whose lamps turn together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

PRESETS = ("studio", "sun", "even")


@dataclass(frozen=True, eq=False)
class Lamp:
    """A light that is so far away, or so wide, that it is the same at every place.

    Args:
        kind: "ambient", which reaches every side alike, or "directional", which comes from one direction.
        direction_to_light_world: (3,), kept as float64, of length 1; (0, 0, 0) of an ambient lamp.
        colour_linear: (3,), kept as float64, >= 0: the light that a white surface sends back, facing the lamp.

    Raises:
        ValueError: a value is not as above.
    """

    kind: str
    direction_to_light_world: NDArray[np.float64]
    colour_linear: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.kind not in ("ambient", "directional"):
            raise ValueError(f"Lamp: kind must be ambient or directional, got {self.kind!r}")
        for name in ("direction_to_light_world", "colour_linear"):
            values = np.array(getattr(self, name), dtype=np.float64)
            if values.shape != (3,) or not np.isfinite(values).all():
                raise ValueError(f"Lamp: {name} must be 3 finite numbers, got {values}")
            object.__setattr__(self, name, values)
        length = np.linalg.norm(self.direction_to_light_world)
        if abs(length - (self.kind == "directional")) > 1e-6:
            raise ValueError(f"Lamp: direction_to_light_world of a {self.kind} lamp must not be {length:g} long")
        if self.colour_linear.min() < 0:
            raise ValueError(f"Lamp: colour_linear must not be negative, got {self.colour_linear}")

    def shading(self, normals_world: ArrayLike) -> NDArray[np.float64]:
        """The light (..., 3) that white surfaces with unit normals (..., 3) send back, linear (Lambert's law)."""
        normals = np.asarray(normals_world, dtype=np.float64)
        if self.kind == "ambient":
            return np.broadcast_to(self.colour_linear, normals.shape)
        cosine = np.maximum(normals @ self.direction_to_light_world, 0.0)
        return np.asarray(cosine[..., None] * self.colour_linear)


@dataclass(frozen=True)
class Lighting:
    """The light of a scene.

    Args:
        preset: one of `PRESETS`. "studio" has coloured lamps all round, by whose mixture each slope of a surface
            differs from the next; "sun" is one white lamp; "even" is the same from everywhere: colours without shading.
        azimuth_degrees: where the main lamp stands around the model: 0 is +z, 90 is +x.
        elevation_degrees: how high it stands, 90 above the model; the others turn with it.
        strength: of all lamps, >= 0; at 1, white is at most white.

    Raises:
        ValueError: a value is not as above.
    """

    preset: str = "studio"
    azimuth_degrees: float = -40.0
    elevation_degrees: float = 40.0
    strength: float = 1.0

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise ValueError(f"Lighting: preset must be one of {', '.join(PRESETS)}, got {self.preset!r}")
        for name in ("azimuth_degrees", "elevation_degrees", "strength"):
            if not np.isfinite(getattr(self, name)):
                raise ValueError(f"Lighting: {name} must be finite, got {getattr(self, name)}")
        if self.strength < 0:
            raise ValueError(f"Lighting: strength must not be negative, got {self.strength}")

    def lamps(self) -> tuple[Lamp, ...]:
        """The lamps, the main one first; all of `even` is ambient."""
        axes = self._axes()
        return tuple(
            Lamp("directional", np.array(lamp.place) @ axes, self.strength * np.array(lamp.colour))
            if any(lamp.place)
            else Lamp("ambient", np.zeros(3), self.strength * np.array(lamp.colour))
            for lamp in _RIGS[self.preset]
        )

    def shading(self, normals_world: ArrayLike) -> NDArray[np.float64]:
        """The light (..., 3) that white surfaces with unit normals (..., 3) send back, linear."""
        return np.asarray(sum(lamp.shading(normals_world) for lamp in self.lamps()))

    def _axes(self) -> NDArray[np.float64]:
        """(3, 3), its rows the axes of the rig: sideways, upwards, and towards the main lamp."""
        azimuth, elevation = np.radians([self.azimuth_degrees, self.elevation_degrees])
        towards = [np.cos(elevation) * np.sin(azimuth), np.sin(elevation), np.cos(elevation) * np.cos(azimuth)]
        sideways = [np.cos(azimuth), 0.0, -np.sin(azimuth)]
        return np.stack([sideways, np.cross(towards, sideways), towards])


@dataclass(frozen=True)
class _RigLamp:
    """A lamp of a preset: the axis of the rig along which it is, (0, 0, 0) for ambient, and its linear colour."""

    place: tuple[float, float, float]
    colour: tuple[float, float, float]


# Of two opposite lamps of the studio every normal faces exactly one, and no three others have colours of one plane: so
# wherever a surface turns, by a small angle in any direction, its colour changes, by 0.18 of that angle at the least.
# A warm key, cool sides, rosy light from above and below, a yellow rim from behind.
_RIGS = {
    "studio": (
        _RigLamp((0, 0, 1), (0.68, 0.58, 0.40)),
        _RigLamp((1, 0, 0), (0.16, 0.38, 0.52)),
        _RigLamp((-1, 0, 0), (0.18, 0.40, 0.44)),
        _RigLamp((0, 1, 0), (0.44, 0.20, 0.40)),
        _RigLamp((0, -1, 0), (0.46, 0.22, 0.42)),
        _RigLamp((0, 0, -1), (0.46, 0.44, 0.20)),
        _RigLamp((0, 0, 0), (0.06, 0.06, 0.065)),
    ),
    "sun": (_RigLamp((0, 0, 1), (0.85, 0.85, 0.85)), _RigLamp((0, 0, 0), (0.15, 0.15, 0.15))),
    "even": (_RigLamp((0, 0, 0), (1.0, 1.0, 1.0)),),
}
