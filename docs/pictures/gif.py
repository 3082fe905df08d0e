"""Animations that stay small."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

_COLOURS = 255  # one is left for what does not change from frame to frame
_REFINEMENTS = 2  # of the palette, so that it has a colour for highlights


def write_gif(path: Path, frames: Sequence[Image.Image], milliseconds: Sequence[int]) -> None:
    """Write a GIF that loops.

    Args:
        path: of the file.
        frames: RGB, all of one size.
        milliseconds: how long each is shown.
    """
    # One palette for all frames, and no dithering: what stands still stays the same, and the file is small.
    palette = _palette(frames)
    shown = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    shown[0].save(path, save_all=True, append_images=shown[1:], duration=list(milliseconds), loop=0, optimize=True)


def _palette(frames: Sequence[Image.Image]) -> Image.Image:
    """Colours for all frames; large even areas count less than by their size, or shades on small things would band."""
    counts = np.zeros(2**24, dtype=np.int64)
    for frame in frames:
        red, green, blue = np.moveaxis(np.asarray(frame).reshape(-1, 3).astype(np.int64), 1, 0)
        counts += np.bincount(red << 16 | green << 8 | blue, minlength=2**24)
    colours = np.repeat(np.arange(2**24), np.ceil(np.sqrt(counts)).astype(np.int64))
    pixels = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=-1).astype(np.uint8)
    return Image.fromarray(pixels[None]).quantize(_COLOURS, kmeans=_REFINEMENTS)
