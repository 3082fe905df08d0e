"""Pictures as their files hold them: any depth, grey, with a palette or an alpha channel."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from app.engine.captures.camera_parts import ShotProblem, shown
from app.engine.masking.brightness import brightest_channel

LARGEST_PIXELS = 200_000_000

# Pillow's own limit warns of pictures that are still fine here; it stays in force beyond ours.
Image.MAX_IMAGE_PIXELS = LARGEST_PIXELS

_TOO_LARGE = f"it is too large, at most {LARGEST_PIXELS // 1_000_000} million pixels can be read"
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "PPM")  # Pillow knows others that start programs
_JPEGS = ("JPEG", "MPO")  # a telephone's file may hold several
_JPEG_REDUCTIONS = (8, 4, 2)
_SPARSENESS = 4  # one pixel of so many along each side is looked at to see what lies beneath an alpha channel
_SIDEWAYS = (5, 6, 7, 8)  # values of EXIF's orientation that swap width and height
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)  # what Pillow's readers throw


@dataclass(frozen=True, eq=False)
class PictureFile:
    """A picture, read at its own size or a whole fraction of it.

    Args:
        pixels: uint8, (H, W) grey, or (H, W, 3) sRGB, or (H, W, 4) with an alpha channel that is not 255 everywhere.
        is_premultiplied: whether colours have been multiplied by alpha.
        file_size: (height, width) at full size, as `pixels` stand.
    """

    pixels: NDArray[np.uint8]
    is_premultiplied: bool
    file_size: tuple[int, int]


def read_picture(path: Path, lens_size: tuple[int, int] | None, least_side_pixels: int) -> PictureFile:
    """Read a picture.

    Args:
        path: of the file.
        lens_size: (height, width) of the image that its lens is given for. Where EXIF says that a picture stands on its
            side it is turned only if that makes it fit: most tools that find cameras leave such pictures as they lie.
        least_side_pixels: a JPEG is decoded to a half, a quarter or an eighth if its longer side keeps that many.

    Raises:
        ShotProblem: there is no such file, it cannot be read, is too large, or of another shape than its lens.
    """
    try:
        with Image.open(path, formats=_FORMATS) as image:
            return _read(image, lens_size, least_side_pixels)
    except ShotProblem:
        raise
    except FileNotFoundError as error:
        raise ShotProblem("there is no such file") from error
    except Image.DecompressionBombError as error:
        raise ShotProblem(_TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise ShotProblem("it is not a picture that can be read") from error
    except MemoryError as error:
        raise ShotProblem("it does not fit into memory") from error
    except _UNREADABLE as error:
        if isinstance(error, OSError) and error.strerror:
            raise ShotProblem(f"it cannot be opened ({error.strerror})") from error
        raise ShotProblem(f"it is damaged or cut short ({shown(error)})") from error


def read_grey(path: Path, lens_size: tuple[int, int] | None) -> NDArray[np.uint8]:
    """Read a mask: its alpha channel if that tells anything, else its brightest channel.

    A mask whose values are numbers, 0 and 1, is scaled to 255.

    Args:
        path: of the file.
        lens_size: as in `read_picture`; a mask may be of any size, but has to be of that shape.

    Returns:
        (H, W) uint8, as large as in the file.

    Raises:
        ShotProblem: as in `read_picture`.
    """
    pixels = read_picture(path, lens_size, LARGEST_PIXELS).pixels
    grey = pixels if pixels.ndim == 2 else pixels[..., 3] if pixels.shape[2] == 4 else brightest_channel(pixels)
    return grey * np.uint8(255) if grey.max() == 1 else grey


def _read(image: Image.Image, lens_size: tuple[int, int] | None, least_side_pixels: int) -> PictureFile:
    width, height = image.size
    if width * height > LARGEST_PIXELS:
        raise ShotProblem(_TOO_LARGE)
    turned = (
        not _fits((height, width), lens_size)
        and _fits((width, height), lens_size)
        and image.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS
    )
    file_size = (width, height) if turned else (height, width)
    if not _fits(file_size, lens_size) and lens_size is not None:
        raise ShotProblem(
            f"it has {width} x {height} pixels, its camera is for a picture of {lens_size[1]} x {lens_size[0]}"
        )
    if image.format in _JPEGS:
        _reduce(image, least_side_pixels)
    upright: Image.Image = ImageOps.exif_transpose(image) if turned else image
    return _channels(upright, file_size)


def _fits(size: tuple[int, int], lens_size: tuple[int, int] | None) -> bool:
    """Whether both are the same picture at different sizes, each rounded to whole pixels."""
    if lens_size is None:
        return True
    return abs(size[0] * lens_size[1] - size[1] * lens_size[0]) <= sum(lens_size)


def _reduce(image: Image.Image, least_side_pixels: int) -> None:
    """Let a JPEG decode to a fraction; only one that leaves no part of a pixel over at its edges."""
    width, height = image.size
    for reduction in _JPEG_REDUCTIONS:
        if width % reduction == 0 and height % reduction == 0 and max(width, height) // reduction >= least_side_pixels:
            image.draft(None, (width // reduction, height // reduction))
            return


def _channels(image: Image.Image, file_size: tuple[int, int]) -> PictureFile:
    if image.mode.startswith("I"):  # 16 bits, or 32 of which 16 are used
        deep = np.asarray(image).astype(np.float32)
        # Eight bits may lie in a file of sixteen, as masks do.
        levels = np.clip(deep, 0, 65535) / (257 if deep.max() > 255 else 1)
        return PictureFile(np.rint(levels).astype(np.uint8), False, file_size)
    if image.mode == "F":
        raise ValueError("numbers with fractions are not supported")
    if image.has_transparency_data:
        straight = image.convert("RGBA")
        if straight.getchannel("A").getextrema() != (255, 255):
            premultiplied = _is_cut_out(straight)
            chosen = straight.convert("RGBa") if premultiplied else straight
            return PictureFile(np.asarray(chosen), premultiplied, file_size)
    return PictureFile(np.asarray(image.convert("L" if image.mode in ("1", "L") else "RGB")), False, file_size)


def _is_cut_out(straight: Image.Image) -> bool:
    """Whether nothing is left of the background, so that filtering must not mix it into the object's colours."""
    size = (-(-straight.width // _SPARSENESS), -(-straight.height // _SPARSENESS))
    sparse = np.asarray(straight.resize(size, Image.Resampling.NEAREST))
    hidden = sparse[sparse[..., 3] == 0][:, :3]
    return len(hidden) == 0 or bool((hidden == hidden[0]).all())
