"""How many views, on which rig, how large: the choices a user makes about the cameras."""

from dataclasses import dataclass

from app.engine.cameras.camera_numbers import LARGEST_FOV_DEGREES, SMALLEST_FOV_DEGREES
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.orbit_angles import LARGEST_ELEVATION_DEGREES
from app.engine.cameras.rigs import DEFAULT_IMAGE_SIZE, fit_distance, hemisphere_rig, ring_rig, sphere_rig
from app.engine.cameras.view import DEFAULT_FOV_Y_DEGREES
from app.engine.meshes.bounding_sphere import BoundingSphere
from app.engine.meshes.mesh import Mesh
from app.engine.setting_fields import check_settings, setting


@dataclass(frozen=True)
class RigSettings:
    """Cameras around a model; each field's metadata is that of `setting`.

    Raises:
        ValueError: a field is of the wrong type, out of range, or not among its choices.
    """

    views: int = setting(20, label="Cameras", group="Rig", help="number of views", live=False, minimum=1, maximum=1000)
    rig: str = setting(
        "sphere",
        label="Arrangement",
        group="Rig",
        help="where the views are: all around (sphere), around at one height (ring), or above and beside (hemisphere)",
        live=False,
        choices=("sphere", "ring", "hemisphere"),
    )
    elevation_degrees: float = setting(
        10.0,
        label="Elevation",
        group="Rig",
        help="height of a ring's views above the model's centre",
        unit="degrees",
        live=False,
        minimum=-LARGEST_ELEVATION_DEGREES,
        maximum=LARGEST_ELEVATION_DEGREES,
    )
    distance_world: float = setting(
        0.0,
        label="Distance",
        group="Rig",
        help="distance of the views from the model's centre; 0 takes that from which the model fits the image",
        unit="world units",
        live=False,
        minimum=0.0,
    )
    fov_y_degrees: float = setting(
        DEFAULT_FOV_Y_DEGREES,
        label="Field of view",
        group="Image",
        help="vertical angle that each view takes in",
        unit="degrees",
        live=False,
        minimum=SMALLEST_FOV_DEGREES,
        maximum=LARGEST_FOV_DEGREES,
    )
    resolution: int = setting(
        DEFAULT_IMAGE_SIZE[0],
        label="Resolution",
        group="Image",
        help="width and height of each view",
        unit="pixels",
        live=False,
        minimum=8,
        maximum=4096,
    )

    def __post_init__(self) -> None:
        check_settings(self)

    def around(self, mesh: Mesh) -> CameraSet:
        """The views, by default at the distance from which the mesh fits the image however it is turned.

        Args:
            mesh: what the cameras look at: the centre of its bounding box.

        Returns:
            The views, enabled.
        """
        return self.around_sphere(BoundingSphere.around(mesh))

    def around_sphere(self, sphere: BoundingSphere) -> CameraSet:
        """The views around a mesh of which only the bounding sphere is known.

        Args:
            sphere: with a radius > 0.

        Returns:
            The views, enabled.

        Raises:
            ValueError: the radius is 0.
        """
        center = sphere.center_world
        distance = self.distance_world or fit_distance(sphere.radius_world, self.fov_y_degrees)
        image_size = (self.resolution, self.resolution)
        if self.rig == "ring":
            return ring_rig(self.views, self.elevation_degrees, center, distance, self.fov_y_degrees, image_size)
        place = sphere_rig if self.rig == "sphere" else hemisphere_rig
        return place(self.views, center, distance, self.fov_y_degrees, image_size)
