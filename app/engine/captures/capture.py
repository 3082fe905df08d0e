"""What is to be sculpted from photographs: the pictures, and where the object is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.frame import Frame


@dataclass(frozen=True, eq=False)
class Photograph:
    """A picture in its view's size, without distortion.

    Args:
        png: the file's bytes, RGB with 8 bits a channel, sRGB; RGBA where part of it is unknown, alpha is 0 there.
        path: of the file that it was made from; None if there is none.
    """

    png: bytes
    path: Path | None = None

    @cached_property
    def colours(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8, sRGB; not to be changed."""
        from PIL import Image

        with Image.open(BytesIO(self.png)) as picture:
            colours = np.array(picture.convert("RGB"))
        colours.setflags(write=False)
        return colours

    @cached_property
    def known(self) -> NDArray[np.bool_] | None:
        """(H, W) bool, False where the picture does not show anything: beyond a straightened lens; None if nowhere."""
        from PIL import Image

        with Image.open(BytesIO(self.png)) as picture:
            return np.array(picture.getchannel("A")) > 0 if "A" in picture.getbands() else None

    @classmethod
    def of(
        cls, colours: NDArray[np.uint8], path: Path | None = None, known: NDArray[np.bool_] | None = None
    ) -> "Photograph":
        """Compress a picture without loss.

        Args:
            colours: (H, W, 3) uint8.
            path: of the file that it was made from.
            known: (H, W) bool, False where the picture does not show anything; None if it does everywhere.
        """
        from PIL import Image

        picture, buffer = Image.fromarray(colours), BytesIO()
        if known is not None:
            picture.putalpha(Image.fromarray(np.where(known, np.uint8(255), np.uint8(0))))
        picture.save(buffer, "PNG", compress_level=1)
        return cls(buffer.getvalue(), path)


@dataclass(frozen=True, eq=False)
class Capture:
    """Photographs of one object; their cameras and masks are views.

    Args:
        name: for titles and file names, not empty.
        path: of the file or folder, or None if there is none.
        photographs: by the id of their view.
        frame: about where the object is; a fit finds it more closely by the masks.
        up_world: (3,) unit vector, which way is up.

    Raises:
        ValueError: the name is empty, or there is no photograph.
    """

    name: str
    path: Path | None
    photographs: Mapping[str, Photograph]
    frame: Frame
    up_world: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("Capture: name must not be empty")
        if not self.photographs:
            raise ValueError("Capture: at least one photograph is needed")
