"""What a COLMAP model lists: cameras and posed images, as they stand in its files."""

from dataclasses import dataclass, field
from functools import cache

from app.engine.captures.camera_parts import ShotProblem, shown


@dataclass(frozen=True)
class CameraRecord:
    """A line of `cameras.txt`, without its id.

    Args:
        model: COLMAP's name of the lens model.
        width: pixels.
        height: pixels.
        parameters: of the model, in its order; not checked.
    """

    model: str
    width: float
    height: float
    parameters: tuple[float, ...]


@dataclass(frozen=True)
class ImageRecord:
    """A first line of `images.txt`, without the image's id.

    Args:
        quaternion: w x y z, world to camera; not checked.
        translation: world to camera; not checked.
        camera_id: of its camera.
        name: of the picture, relative to the folder of pictures.
    """

    quaternion: tuple[float, ...]
    translation: tuple[float, ...]
    camera_id: int
    name: str


@dataclass
class ColmapModel:
    """What could be read of a model, and a sentence for each part that could not."""

    cameras: dict[int, CameraRecord] = field(default_factory=dict)
    images: list[ImageRecord] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@cache
def lens_model(model: str | int) -> tuple[str, tuple[str, ...]]:
    """The name of a lens model and those of its parameters, in order: `f` or `fx`, `fy`, then `cx`, `cy`, then others.

    Args:
        model: COLMAP's name or number.

    Raises:
        ShotProblem: COLMAP has no such model.
    """
    import pycolmap

    known = {name: int(number) for name, number in pycolmap.CameraModelId.__members__.items() if name != "INVALID"}
    names = [name for name, number in known.items() if model in (name, number)]
    if not names:
        raise ShotProblem(f"{shown(model)} is no camera model")
    parameters = pycolmap.Camera(model=known[names[0]], width=1, height=1).params_info
    return names[0], tuple(name.strip() for name in parameters.split(","))
