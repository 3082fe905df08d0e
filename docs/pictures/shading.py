"""What shading adds to photographs' outlines: the same surface without and with it, beside a photograph."""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.engine.appearance.lighting import Lighting
from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.srgb import bytes_from_linear
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.cameras.view import Calibrated, View
from app.engine.captures.capture import Capture
from app.engine.captures.reading import read_capture
from app.engine.colouring.shaded_surface import ShadedSurface
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh

MASKS = ("--mask-threshold", "0.19", "--mask-dilate", "10", "--mask-erode", "7")
VIEWS = ("dinoSR0001", "dinoSR0010")
SHADED = ("--colour", "vertex", "--fit-colours", "off", "--colour-from", "0.58", "--shading-from", "0.6")
METHODS = {"outlines alone": (), "outlines and shading": SHADED}
FINER = 2  # than the photographs
LIGHT_IN_CAMERA = np.array([0.75, -0.35, -0.55])  # x right, y down, z forward: grazing, so that relief shows
CAPTION_HEIGHT, ROOM = 54, 12
WIDTH = 1200


def write_shading_picture(path: Path, capture: Path) -> None:
    """Reconstruct a capture twice, and write a picture with a row for each of two views.

    Args:
        path: of the picture.
        capture: the photographs of the dinosaur.
    """
    opened = read_capture(capture)
    with tempfile.TemporaryDirectory() as folder:
        meshes = {title: _reconstructed(capture, Path(folder) / title, options) for title, options in METHODS.items()}
    views = {view.id: view for view in opened.cameras.views}
    rows = [_row(opened.capture, views[name], list(meshes.values())) for name in VIEWS]
    sheet = _sheet(rows, ("photograph", *meshes))
    sheet.resize((WIDTH, WIDTH * sheet.height // sheet.width)).save(path, optimize=True)


def _reconstructed(capture: Path, folder: Path, options: tuple[str, ...]) -> Mesh:
    command = [sys.executable, "-m", "app", "reconstruct", str(capture), "--out", str(folder), *MASKS, *options]
    subprocess.run(command, check=True)
    mesh = read_mesh(folder / "mesh.glb")
    return Mesh(mesh.positions, mesh.faces, SurfaceColours(base_colour_linear=np.full(3, 0.75)))


def _row(capture: Capture, view: View, meshes: list[Mesh]) -> list[Image.Image]:
    finer = _finer(view)
    shaded = [_shaded(mesh, finer) for mesh in meshes]
    photograph = Image.fromarray(capture.photographs[view.id].colours).resize(finer.image_size[::-1])
    rows, columns = np.nonzero((shaded[0] < 250).any(axis=2))
    height, width = finer.image_size
    box = (
        max(0, int(columns.min()) - ROOM),
        max(0, int(rows.min()) - ROOM),
        min(width, int(columns.max()) + ROOM),
        min(height, int(rows.max()) + ROOM),
    )
    # The cameras lie on their sides.
    return [p.crop(box).rotate(90, expand=True) for p in (photograph, *map(Image.fromarray, shaded))]


def _finer(view: View) -> View:
    placement = view.placement
    assert isinstance(placement, Calibrated)
    lens = placement.intrinsic_matrix * np.array([[FINER], [FINER], [1.0]])
    height, width = view.image_size
    return View(view.id, Calibrated(lens, placement.rotation, placement.translation), (FINER * height, FINER * width))


def _shaded(mesh: Mesh, view: View) -> NDArray[np.uint8]:
    assert mesh.colours is not None
    surface = ShadedSurface(mesh, mesh.colours, Frame.around(mesh), torch.device("cpu"))
    return bytes_from_linear(surface.picture_linear(view, _look(view)).numpy())


def _look(view: View) -> PictureLook:
    """Lit from beside the camera."""
    assert isinstance(view.placement, Calibrated)
    x, y, z = view.placement.rotation.T @ LIGHT_IN_CAMERA
    azimuth, elevation = np.degrees([np.arctan2(x, z), np.arctan2(y, np.hypot(x, z))])
    return PictureLook(Lighting("sun", float(azimuth), float(elevation)), "vertices", "white")


def _sheet(rows: list[list[Image.Image]], titles: tuple[str, ...]) -> Image.Image:
    widths = [max(row[column].width for row in rows) for column in range(len(titles))]
    heights = [row[0].height for row in rows]
    sheet = Image.new("RGB", (sum(widths), sum(heights) + CAPTION_HEIGHT), (255, 255, 255))
    draw = ImageDraw.Draw(sheet)
    left = 0
    for column, title in enumerate(titles):
        top = 0
        for row, height in zip(rows, heights, strict=True):
            sheet.paste(row[column], (left + (widths[column] - row[column].width) // 2, top))
            top += height
        middle = (left + widths[column] // 2, sheet.height - 16)
        draw.text(middle, title, fill=(80, 80, 82), font=ImageFont.load_default(36), anchor="ms")
        left += widths[column]
    return sheet
