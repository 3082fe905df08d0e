"""The pixels of a texture's picture."""

import warnings
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.texture_size import LARGEST_TEXTURE_PIXELS, reduced

if TYPE_CHECKING:
    from PIL.Image import Image

_MAX_PIXELS = 2**28  # a damaged or hostile header can declare any number


class TextureError(ValueError):
    """Why a texture cannot be read, as the end of a sentence that begins with its name."""


def texture_pixels(image: "Image") -> NDArray[np.uint8]:
    """Decode a picture; transparency is left out, and what is too large is made smaller by a whole factor.

    Args:
        image: as Pillow opened it.

    Returns:
        (H, W, 3) uint8, sRGB, at most `LARGEST_TEXTURE_PIXELS` wide and high.

    Raises:
        TextureError: it is damaged, or has far too many pixels.
    """
    if image.width * image.height > _MAX_PIXELS:
        raise TextureError(f"has {image.width:,} x {image.height:,} pixels, which is too many")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about its size, which has been looked at, and its metadata
            pixels = _rgb(image)
    except Exception as error:  # whatever Pillow throws at a broken picture
        raise TextureError("is damaged") from error
    return reduced(pixels, reduction(pixels.shape[0], pixels.shape[1]))


def reduction(height: int, width: int) -> int:
    """How many times smaller a texture of that size is made."""
    return -(-max(height, width) // LARGEST_TEXTURE_PIXELS)


def _rgb(image: "Image") -> NDArray[np.uint8]:
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off at 255
        grey = (np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)
    return np.array(image.convert("RGB"))
