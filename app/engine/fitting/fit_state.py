"""Where a fit stands, whole: enough to go on with exactly the same next losses. Plain numbers and NumPy, no torch."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.engine.fitting.camera_memory import CameraMemory
from app.engine.fitting.colour_state import ColourState
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.frame import Frame


@dataclass(frozen=True, eq=False)
class FitState:
    """A fit between two updates, without its views and targets.

    Args:
        settings: of the next update.
        schedule: the plan in force.
        step: updates done.
        frame: where the fit takes place.
        faces: (F, 3) int32.
        rest_positions_local: (V, 3) float64, the mesh that the fit started from, in its frame.
        parameters: (V, 3) float32, what the optimiser moves.
        optimizer: its memory.
        cameras: where refined cameras stand.
        colours: of the surface, and what else makes its colours in the pictures; None while there are none.

    Raises:
        ValueError: the arrays do not belong to one mesh.
    """

    settings: FitSettings
    schedule: Schedule
    step: int
    frame: Frame
    faces: NDArray[np.int32]
    rest_positions_local: NDArray[np.float64]
    parameters: NDArray[np.float32]
    optimizer: OptimizerState
    cameras: CameraMemory = field(default_factory=CameraMemory)
    colours: ColourState | None = None

    def __post_init__(self) -> None:
        shape = self.rest_positions_local.shape
        for name, array in (
            ("parameters", self.parameters),
            ("optimizer.mean", self.optimizer.mean),
            ("optimizer.square", self.optimizer.square),
        ):
            if array is not None and array.shape != shape:
                raise ValueError(f"FitState: {name} must have shape {shape}, got {array.shape}")
        if self.colours is not None and len(self.colours.vertex_albedo_linear) != len(self.rest_positions_local):
            raise ValueError(
                f"FitState: colours must have the {len(self.rest_positions_local)} vertices of the mesh, "
                f"got {len(self.colours.vertex_albedo_linear)}"
            )
        if self.faces.size and not 0 <= self.faces.min() <= self.faces.max() < len(self.rest_positions_local):
            raise ValueError(f"FitState: faces must index {len(self.rest_positions_local)} vertices")
