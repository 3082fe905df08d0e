"""One view of the model: where the camera is, how large its image, whether it takes part."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.cameras.view_mask import ViewMask

DEFAULT_FOV_Y_DEGREES = 40.0
WORLD_UP = np.array([0.0, 1.0, 0.0])  # as in glTF


@dataclass(frozen=True, eq=False)
class LookAt:
    """A camera that looks from one point at another.

    Args:
        eye_world: (3,), kept as float64, world units.
        target_world: (3,), kept as float64, away from the eye; it appears in the middle of the image.
        up_world: (3,), kept as float64, not along the viewing direction; it points upwards in the image.
        fov_y_degrees: the image's vertical angle, between 0 and 180.

    Raises:
        ValueError: a value is not as above.
    """

    eye_world: NDArray[np.float64]
    target_world: NDArray[np.float64]
    up_world: NDArray[np.float64]
    fov_y_degrees: float = DEFAULT_FOV_Y_DEGREES

    def __post_init__(self) -> None:
        for name in ("eye_world", "target_world", "up_world"):
            object.__setattr__(self, name, _finite(f"LookAt: {name}", getattr(self, name), (3,)))
        forward = self.target_world - self.eye_world
        if not forward.any():
            raise ValueError(f"LookAt: target_world must differ from eye_world, both are {self.eye_world}")
        sine = np.linalg.norm(np.cross(_direction(forward), _direction(self.up_world)))
        if sine < 1e-6:
            raise ValueError(f"LookAt: up_world must not lie along the viewing direction, got {self.up_world}")
        if not 0 < self.fov_y_degrees < 180:
            raise ValueError(f"LookAt: fov_y_degrees must be between 0 and 180, got {self.fov_y_degrees}")


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A camera given by its matrices, in the OpenCV convention (x right, y down, z forward).

    Args:
        intrinsic_matrix: (3, 3), kept as float64, pixels; the centre of the first pixel is at (0.5, 0.5).
        rotation: (3, 3), kept as float64, world to camera, orthonormal and not mirroring.
        translation: (3,), kept as float64, world to camera, world units.

    Raises:
        ValueError: a value is not as above.
    """

    intrinsic_matrix: NDArray[np.float64]
    rotation: NDArray[np.float64]
    translation: NDArray[np.float64]

    def __post_init__(self) -> None:
        for name, shape in (("intrinsic_matrix", (3, 3)), ("rotation", (3, 3)), ("translation", (3,))):
            object.__setattr__(self, name, _finite(f"Calibrated: {name}", getattr(self, name), shape))
        off_orthonormal = np.abs(self.rotation @ self.rotation.T - np.eye(3)).max()
        if off_orthonormal > 1e-3 or np.linalg.det(self.rotation) < 0:
            raise ValueError(f"Calibrated: rotation must be orthonormal and not mirroring, got {self.rotation}")
        if not (self.intrinsic_matrix[0, 0] > 0 and self.intrinsic_matrix[1, 1] > 0):
            raise ValueError(f"Calibrated: focal lengths must be positive, got {self.intrinsic_matrix}")


@dataclass(frozen=True, eq=False)
class View:
    """A camera with a name and an image size.

    Args:
        id: names the view in files and messages, not empty.
        placement: the camera.
        image_size: (height, width), pixels, each >= 1.
        enabled: whether the view takes part in a fit.
        weight: how much it counts there beside the others, > 0.
        mask: the object's silhouette in the photograph that this is the view of, of its image size; None where there
            is none, as in views of a model.

    Raises:
        ValueError: a value is not as above.
    """

    id: str
    placement: LookAt | Calibrated
    image_size: tuple[int, int]
    enabled: bool = True
    weight: float = 1.0
    mask: ViewMask | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("View: id must not be empty")
        if len(self.image_size) != 2 or min(self.image_size) < 1:
            raise ValueError(f"View: image_size must be (height, width), each >= 1, got {self.image_size}")
        if not (np.isfinite(self.weight) and self.weight > 0):
            raise ValueError(f"View: weight must be greater than 0, got {self.weight}")
        if self.mask is not None and self.mask.image_size != tuple(self.image_size):
            raise ValueError(f"View: the mask must be of {self.image_size} pixels, got {self.mask.image_size}")


def _finite(name: str, values: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {array}")
    return array


def _direction(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(vector)
    return vector / length if length > 0 else vector
