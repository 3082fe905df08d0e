"""One shape that one method made, with all its figures, and how it is kept."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shape:
    """One reconstruction.

    Args:
        model: file name.
        rig: name of the views.
        method: name of what made it.
        steps: that were asked for; None for the method's own number.
        options: more options of the command.
        scorer: file name of the script that scored it; None for the engine's own metrics.
        heldout_iou: mean over silhouettes that were not used.
        heldout_iou_min: the worst of these.
        chamfer_percent: distance of the surfaces, in percent of the model's diagonal.
        normal_degrees: median angle between the surfaces.
        smallest_angle_p1_degrees: first percentile of the faces' smallest angles.
        faces: of the mesh.
        components: connected parts.
        genus: number of handles; None where the mesh is not closed.
        model_genus: that of the model; None where it is not one closed surface.
        watertight: whether it is closed.
        outward: whether its faces are wound outward.
        self_intersecting_faces: that meet another one where they should not.
        seconds: that making it took; for the command the whole process, from import to the last picture.
        date: when it was made, UTC.
    """

    model: str
    rig: str
    method: str
    steps: int | None
    options: str
    scorer: str | None
    heldout_iou: float
    heldout_iou_min: float
    chamfer_percent: float
    normal_degrees: float
    smallest_angle_p1_degrees: float
    faces: int
    components: int
    genus: int | None
    model_genus: int | None
    watertight: bool
    outward: bool
    self_intersecting_faces: int
    seconds: float
    date: str

    @property
    def is_printable(self) -> bool:
        """Whether it is a solid that a 3D printer can make."""
        return self.watertight and self.outward and self.self_intersecting_faces == 0

    def is_of(self, model: str, rig: str, method: str) -> bool:
        """Whether it is of this model, these views and this method."""
        return (self.model, self.rig, self.method) == (model, rig, method)


def kept_shapes(results: Path) -> list[Shape]:
    """The shapes of an earlier run, whole or interrupted.

    Args:
        results: the JSON file that it wrote; none is kept where there is no such file.

    Raises:
        ValueError: the file is not such a file.
    """
    if not results.exists():
        return []
    try:
        return [Shape(**row) for row in json.loads(results.read_text())["figures"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{results}: expected results of this benchmark, found something else; move it away"
        ) from error
