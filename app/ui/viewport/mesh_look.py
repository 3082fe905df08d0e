"""How the mesh is painted in one frame, beside what the display says."""

from dataclasses import dataclass

from app.engine.fitting.readings import Reading
from app.ui.viewport.scene_light import SceneLight


@dataclass(frozen=True, eq=False)
class DepthRange:
    """From where to where something lies along the direction of view, world units."""

    near: float
    far: float


@dataclass(frozen=True, eq=False)
class MeshLook:
    """What the modes need to know.

    Args:
        light: of the scene.
        reading: of the mesh's vertices, in a mode that shows one; None where it is not known yet.
        last_value: of the reading, that has the last colour.
        depths: where the mesh lies, in the mode that shows depth; None in others.
        opacity: of the surface that is nearest to the viewer; nothing of the mesh is seen through it.
    """

    light: SceneLight
    reading: Reading | None = None
    last_value: float = 1.0
    depths: DepthRange | None = None
    opacity: float = 1.0
