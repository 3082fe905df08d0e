"""What the viewport shows, as one value."""

from dataclasses import dataclass
from enum import StrEnum

from app.engine.fitting.readings import Quantity
from app.ui.theme_colours import LIGHT, Theme


class DisplayMode(StrEnum):
    """How the evolving mesh is painted."""

    SHADED = "shaded"
    WIREFRAME = "wireframe"
    NORMALS = "normals"
    DISTANCES = "distances"
    CONSTRAINT = "constraint"
    COLOUR = "colour"
    ALBEDO = "albedo"
    SHADING = "shading"
    DEPTH = "depth"

    @property
    def quantity(self) -> Quantity | None:
        """What the engine has to tell of each vertex for this mode."""
        return _QUANTITIES.get(self)

    @property
    def is_reading(self) -> bool:
        """Whether the colours themselves are what is told, so that nothing may tint them."""
        return self not in (DisplayMode.SHADED, DisplayMode.WIREFRAME)

    @property
    def is_painted(self) -> bool:
        """Whether the surface has its own colours, and not clay's."""
        return self in (DisplayMode.COLOUR, DisplayMode.ALBEDO)

    @property
    def is_lit(self) -> bool:
        """Whether the scene's light is seen on the surface, rather than one that goes along with the viewer."""
        return self in (DisplayMode.COLOUR, DisplayMode.SHADING)


_QUANTITIES = {DisplayMode.DISTANCES: Quantity.DISTANCE, DisplayMode.CONSTRAINT: Quantity.CONSTRAINT}


@dataclass(frozen=True)
class DisplaySettings:
    """What is shown, and in which colours.

    Args:
        mode: how the evolving mesh is painted.
        smooth: whether normals are those of the vertices; else each face is flat.
        ghost: whether the target is shown.
        ghost_opacity: of the target, 0 to 1.
        frusta: whether the cameras are shown.
        frustum_size: side of a camera's image in space, as a share of the model's half size, > 0.
        thumbnails: whether the cameras' targets are shown on their images.
        grid: whether the ground is shown.
        axes: whether the directions of x, y and z are shown.
        lamp: whether the lamp that lights a model is shown, where its light is seen.
        photograph_blend: between the photograph of the view that is looked through, 0, and the mesh, 1.
        target_outline: whether the mask's outline is drawn over such a photograph.
        mesh_outline: whether the mesh's is.
        colours: of the theme in use.

    Raises:
        ValueError: a number is out of range.
    """

    mode: DisplayMode = DisplayMode.SHADED
    smooth: bool = True
    ghost: bool = True
    ghost_opacity: float = 0.3
    frusta: bool = True
    frustum_size: float = 0.45
    thumbnails: bool = True
    grid: bool = True
    axes: bool = True
    lamp: bool = True
    photograph_blend: float = 0.5
    target_outline: bool = True
    mesh_outline: bool = True
    colours: Theme = LIGHT

    def __post_init__(self) -> None:
        if not 0 <= self.ghost_opacity <= 1:
            raise ValueError(f"DisplaySettings: ghost_opacity must be between 0 and 1, got {self.ghost_opacity}")
        if not 0 <= self.photograph_blend <= 1:
            raise ValueError(f"DisplaySettings: photograph_blend must be between 0 and 1, got {self.photograph_blend}")
        if not self.frustum_size > 0:
            raise ValueError(f"DisplaySettings: frustum_size must be positive, got {self.frustum_size}")
