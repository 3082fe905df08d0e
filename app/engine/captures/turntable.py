"""Pictures of an object that is turned before a camera at rest: nothing but their order tells where it was.

The world turns with the object: y is up, the turntable's axis runs through the origin, where the camera looks. The
object turned counter-clockwise (seen from above) from picture to picture is a camera that goes round it clockwise; the
first one stands towards +z. How far away is not known; it is taken to be where an object of one unit fills the picture.
"""

import math
from pathlib import Path

import numpy as np

from app.engine.cameras.camera_matrices import world_to_camera
from app.engine.cameras.orbit_angles import OrbitAngles, placed
from app.engine.cameras.rigs import fit_distance
from app.engine.cameras.view import WORLD_UP
from app.engine.captures.camera_parts import calibrated
from app.engine.captures.capture_file_error import TurntableNeededError
from app.engine.captures.capture_options import TurntableSettings
from app.engine.captures.mask_files import is_mask_name
from app.engine.captures.picture_search import files_in, is_picture, picture_header
from app.engine.captures.shot import Shot, ShotList
from app.engine.captures.shot_collector import ShotCollector

_OBJECT_RADIUS = 0.5  # world units


def pictures_in(folder: Path) -> list[Path]:
    """The pictures of a folder in the natural order of their names, without those that are called masks."""
    return [path for path in files_in(folder) if is_picture(path) and not is_mask_name(path)]


def read_turntable(folder: Path, settings: TurntableSettings | None) -> ShotList:
    """Place a camera for each picture of a folder.

    Args:
        folder: holds the pictures, absolute.
        settings: how the turntable stood; a step of 0 divides a full turn by the number of pictures.

    Raises:
        TurntableNeededError: there are no settings.
        CaptureFileError: no picture can be used.
    """
    pictures = pictures_in(folder)
    if settings is None:
        raise TurntableNeededError(
            f"{folder}: holds {len(pictures)} pictures and no cameras; say how a turntable stood: the angle from one "
            "picture to the next, and the field of view"
        )
    step = settings.step_degrees or 360.0 / max(len(pictures), 1)
    collector = ShotCollector(folder, folder)
    for place, picture in enumerate(pictures):
        with collector.leaving_out(folder, picture.name):
            collector.add(_shot(picture, -place * step, settings))
    return collector.shot_list("", WORLD_UP.copy())


def _shot(picture: Path, azimuth_degrees: float, settings: TurntableSettings) -> Shot:
    header = picture_header(picture)
    height, width = header.size[::-1] if header.is_sideways else header.size  # upright, as its field of view is meant
    distance = fit_distance(_OBJECT_RADIUS, settings.fov_y_degrees)
    angles = OrbitAngles(azimuth_degrees, settings.elevation_degrees, distance)
    pose = world_to_camera(placed(np.zeros(3), angles, settings.fov_y_degrees))
    focal = height / 2 / math.tan(math.radians(settings.fov_y_degrees) / 2)
    lens = np.array([[focal, 0.0, width / 2], [0.0, focal, height / 2], [0.0, 0.0, 1.0]])
    held = np.diag([-1.0, -1.0, 1.0]) if header.is_upside_down else np.eye(3)  # such pictures are read as stored
    return Shot("", picture, calibrated(lens, held @ pose[:3, :3], held @ pose[:3, 3]), (height, width))
