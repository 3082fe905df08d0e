"""How a capture is read: the size of its pictures, its masks, and how a turntable stood before the camera."""

from dataclasses import dataclass, field, fields

from app.engine.cameras.camera_numbers import LARGEST_FOV_DEGREES, SMALLEST_FOV_DEGREES
from app.engine.cameras.view import DEFAULT_FOV_Y_DEGREES
from app.engine.masking.mask_settings import MaskSettings
from app.engine.setting_fields import check_settings, setting, setting_problem


@dataclass(frozen=True)
class TurntableSettings:
    """Pictures in the order of their names, of an object that is turned before a camera at rest.

    Raises:
        ValueError: a field is of the wrong type, or out of range.
    """

    step_degrees: float = setting(
        0.0,
        label="Angle step",
        help="angle from one picture to the next, counter-clockwise seen from above; 0 divides a full turn evenly",
        unit="degrees",
        minimum=-180.0,
        maximum=180.0,
    )
    fov_y_degrees: float = setting(
        DEFAULT_FOV_Y_DEGREES,
        label="Field of view",
        help="vertical angle that each picture takes in",
        unit="degrees",
        minimum=SMALLEST_FOV_DEGREES,
        maximum=LARGEST_FOV_DEGREES,
    )
    elevation_degrees: float = setting(
        0.0,
        label="Elevation",
        help="height of the camera above the turntable's axis, whose middle it looks at",
        unit="degrees",
        minimum=-89.0,
        maximum=89.0,
    )

    def __post_init__(self) -> None:
        check_settings(self)


@dataclass(frozen=True)
class CaptureOptions:
    """How a capture is read.

    Args:
        longest_side_pixels: to which larger pictures are reduced.
        masks: how masks are made.
        turntable: how pictures that come without cameras were taken; None if that is not known.

    Raises:
        ValueError: a value is out of range.
    """

    longest_side_pixels: int = setting(
        800,
        label="Longest side",
        help="longest side to which larger photographs are reduced",
        unit="px",
        minimum=32,
        maximum=4096,
    )
    masks: MaskSettings = field(default_factory=MaskSettings)
    turntable: TurntableSettings | None = None

    def __post_init__(self) -> None:
        longest = next(item for item in fields(self) if item.name == "longest_side_pixels")
        problem = setting_problem(longest, self.longest_side_pixels)
        if problem:
            raise ValueError(f"CaptureOptions: longest_side_pixels {problem}")
