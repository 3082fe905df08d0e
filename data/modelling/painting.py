"""Procedural colours: noise, ramps, and the texture that regions are painted into."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from scipy.spatial import cKDTree

from modelling.solids import TextureRegion

Colors = NDArray[np.float64]
Field = NDArray[np.float64]
Painter = Callable[[Field, Field], Colors]

TEXTURE_SIZE = 1024


def rgb(hexadecimal: str) -> Colors:
    """The colour (3,) in [0, 1], sRGB, of a string such as "1f6f78"."""
    return np.array([int(hexadecimal[start : start + 2], 16) / 255.0 for start in (0, 2, 4)])


def ramp(place: Field, stops: Sequence[tuple[float, str]]) -> Colors:
    """Colours (..., 3) at places (...) of a colour ramp given as (place, hexadecimal colour), places ascending."""
    places = [stop[0] for stop in stops]
    colors = np.stack([rgb(stop[1]) for stop in stops])
    return np.stack([np.interp(place, places, channel) for channel in colors.T], axis=-1)


def mix(under: Colors, over: Colors, amount: Field) -> Colors:
    """Lays one colour over another; amounts (...) are cut to [0, 1]."""
    alpha = np.clip(amount, 0.0, 1.0)[..., None]
    return under * (1.0 - alpha) + over * alpha


def step_up(value: Field, start: float, end: float) -> Field:
    """0 below `start`, 1 above `end`, smooth between."""
    t = np.clip((value - start) / (end - start), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def noise(across: Field, up: Field, cells_across: int, cells_up: int, seed: int) -> Field:
    """Smooth noise in about [-1, 1] that closes on itself across.

    Args:
        across: Places in [0, 1].
        up: Places in [0, 1], same shape.
        cells_across: Bumps across.
        cells_up: Bumps up.
        seed: Which noise.
    """
    lattice = np.random.default_rng(seed).uniform(-1.0, 1.0, size=(cells_up + 1, cells_across))
    places = np.stack([up * cells_up, across * cells_across])
    return np.asarray(ndimage.map_coordinates(lattice, places, order=3, mode="grid-wrap"))


def dots(across: Field, up: Field, count: int, radius: float, aspect: float, seed: int) -> Field:
    """1 on round dots scattered over a region that closes on itself across, 0 elsewhere.

    Args:
        across: Places in [0, 1].
        up: Places in [0, 1], same shape.
        count: Number of dots.
        radius: Of the largest dots, as a fraction of the region's height; the smallest are a third of it.
        aspect: Width of the region divided by its height, on the object.
        seed: Which dots.
    """
    random = np.random.default_rng(seed)
    centers = random.uniform(size=(count, 2)) * (aspect, 1.0)
    radii = radius * random.uniform(1.0 / 3.0, 1.0, size=count)
    around = cKDTree(centers, boxsize=(aspect, 0.0))  # 0: no wrapping upwards
    distance, nearest = around.query(np.stack([(across % 1.0) * aspect, up], axis=-1))
    return 1.0 - step_up(distance / radii[nearest], 0.7, 1.1)


def paint(regions: Sequence[tuple[TextureRegion, Painter]]) -> Image.Image:
    """A texture with every region painted; a painter turns places in [0, 1] across and up its region into sRGB."""
    canvas = np.zeros((TEXTURE_SIZE, TEXTURE_SIZE, 3))
    center = (np.arange(TEXTURE_SIZE) + 0.5) / TEXTURE_SIZE
    for region, painter in regions:
        columns = slice(round(region.left * TEXTURE_SIZE), round(region.right * TEXTURE_SIZE))
        rows = slice(round(region.bottom * TEXTURE_SIZE), round(region.top * TEXTURE_SIZE))
        across = (center[columns] - region.left) / (region.right - region.left)
        up = (center[rows] - region.bottom) / (region.top - region.bottom)
        canvas[rows, columns] = painter(*np.meshgrid(across, up))
    pixels = np.round(np.clip(canvas[::-1], 0.0, 1.0) * 255.0).astype(np.uint8)
    return Image.fromarray(pixels)
