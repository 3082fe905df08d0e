"""How many views, on which rig, how large: the choices a user makes about the cameras."""

from dataclasses import dataclass

import numpy as np

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import DEFAULT_IMAGE_SIZE, fit_distance, hemisphere_rig, ring_rig, sphere_rig
from app.engine.meshes.mesh import Mesh
from app.engine.setting_fields import check_settings, setting


@dataclass(frozen=True)
class RigSettings:
    """Cameras around a model; each field's metadata is that of `setting`.

    Raises:
        ValueError: a field is of the wrong type, out of range, or not among its choices.
    """

    views: int = setting(20, help="number of views", live=False, minimum=1, maximum=1000)
    rig: str = setting(
        "sphere",
        help="where the views are: all around (sphere), around at one height (ring), or above and beside (hemisphere)",
        live=False,
        choices=("sphere", "ring", "hemisphere"),
    )
    elevation_degrees: float = setting(
        10.0,
        help="height of a ring's views above the model's centre",
        unit="degrees",
        live=False,
        minimum=-89,
        maximum=89,
    )
    resolution: int = setting(
        DEFAULT_IMAGE_SIZE[0], help="width and height of each view", unit="pixels", live=False, minimum=8, maximum=4096
    )

    def __post_init__(self) -> None:
        check_settings(self)

    def around(self, mesh: Mesh) -> CameraSet:
        """The views, all at the distance from which the mesh fits the image however it is turned.

        Args:
            mesh: what the cameras look at: the centre of its bounding box.

        Returns:
            The views, enabled.
        """
        center = mesh.center
        used = mesh.positions[np.unique(mesh.faces)]
        distance = fit_distance(float(np.linalg.norm(used - center, axis=1).max()))
        image_size = (self.resolution, self.resolution)
        if self.rig == "ring":
            return ring_rig(self.views, self.elevation_degrees, center, distance, image_size=image_size)
        place = sphere_rig if self.rig == "sphere" else hemisphere_rig
        return place(self.views, center, distance, image_size=image_size)
