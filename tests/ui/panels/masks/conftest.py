# SPDX-License-Identifier: MIT
"""The masks' panel with photographs, with and without masks."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import ring_rig
from app.engine.captures.capture import Capture
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.ui.document import Document
from tests.support.captures import photographed
from tests.support.fits import ellipsoid
from tests.support.mask_desk import HEIGHT, WIDTH, MaskDesk, mask_desk


@pytest.fixture(scope="module")
def taken() -> tuple[Capture, CameraSet]:
    """Three photographs of an ellipsoid, with masks."""
    views = ring_rig(3, 20.0, (0.0, 0.0, 0.0), 3.6, image_size=(HEIGHT, WIDTH))
    return photographed(Model("ellipsoid", None, ellipsoid()), views)


@pytest.fixture
def desk(qtbot: QtBot, taken: tuple[Capture, CameraSet]) -> MaskDesk:
    """The panel with the first of three masked photographs."""
    document = Document()
    document.open(*taken, FitSettings())
    desk = mask_desk(qtbot, document)
    desk.until(lambda: desk.colour(2, 2).blue() > 60)  # the tint of the background
    return desk


@pytest.fixture
def bare(qtbot: QtBot, taken: tuple[Capture, CameraSet]) -> MaskDesk:
    """The same without masks, and so without taking part."""
    capture, cameras = taken
    document = Document()
    bare = CameraSet(tuple(replace(view, mask=None, enabled=False) for view in cameras))
    document.open(capture, bare, FitSettings())
    desk = mask_desk(qtbot, document)
    desk.until(lambda: "No mask yet" in desk.note())
    return desk
