"""Which part colours take in an update, by how far the fit has come. Importing this module does not import torch."""

from dataclasses import dataclass

from app.engine.fitting.settings import FitSettings

SHADED_NORMALS = 3.0
"""By how much the normals' weight grows once shading moves the vertices, which it makes restless."""

TEXTURE_FROM = 0.9
"""Share of the plan after which a mesh is wrapped in a texture: by then its triangles seldom change any more."""


@dataclass(frozen=True)
class ColourPlan:
    """What colours do in one update.

    Args:
        settings: of the update.
        step: updates done before it.
        progress: share of the plan that is done.
    """

    settings: FitSettings
    step: int
    progress: float

    @property
    def takes_part(self) -> bool:
        """Whether colours are fitted."""
        return self.settings.colour != "off" and self.progress >= self.settings.colour_from

    @property
    def moves_vertices(self) -> bool:
        """Whether differences in colour move the vertices."""
        return self.takes_part and self.progress >= self.settings.shading_from

    @property
    def wraps(self) -> bool:
        """Whether the mesh is to have a texture."""
        if self.settings.colour != "texture":
            return False
        return self.progress >= TEXTURE_FROM or self.settings.remeshing == "off"
