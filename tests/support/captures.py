# SPDX-License-Identifier: MIT
"""Photographs of models, made up: clay under a lamp before a dark, noisy wall, with exact masks."""

from collections.abc import Iterable
from dataclasses import replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import WORLD_UP, Calibrated, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture, Photograph
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.model import Model
from app.engine.targets.rendered import RenderedTargets

_FINER = 4  # the picture is painted that much larger and then filtered down
_SHIFT = 4  # fractional bits of OpenCV's corner coordinates
_CLAY = np.array([214.0, 150.0, 112.0])
_WALL = np.array([34.0, 40.0, 52.0])
_SHADE = 0.6  # of the light that reaches a face turned away from the lamp
_LAMP = np.array([0.4, -0.6, -0.7]) / np.linalg.norm([0.4, -0.6, -0.7])  # towards it, in the camera's axes
_NOISE = 5.0  # standard deviation, of 255


def photographed(model: Model, views: Iterable[View], seed: int = 0) -> tuple[Capture, CameraSet]:
    """What a camera would have brought home of a model.

    A brightness of 0.25 divides the object's pixels from those of the wall.

    Args:
        model: a solid.
        views: where the camera stood; the result's are given by matrices, with exact masks.
        seed: of the noise.
    """
    plain = [replace(view, placement=_calibrated(view)) for view in views]
    targets = RenderedTargets(model.mesh, model.frame, torch.device("cpu")).targets(plain)
    masks = [np.asarray(target.mask) for target in targets]
    rng = np.random.default_rng(seed)
    photographs = {
        view.id: Photograph.of(_picture(model.mesh, view, mask, rng)) for view, mask in zip(plain, masks, strict=True)
    }
    masked = [
        replace(view, mask=ViewMask(np.rint(255 * mask).astype(np.uint8)))
        for view, mask in zip(plain, masks, strict=True)
    ]
    rough = Frame(model.frame.center_world, 1.2 * model.frame.scale)
    return Capture(model.name, model.path, photographs, rough, WORLD_UP), CameraSet(tuple(masked))


def _calibrated(view: View) -> Calibrated:
    motion = world_to_camera(view.placement)
    return Calibrated(intrinsic_matrix(view), motion[:3, :3], motion[:3, 3])


def _picture(mesh: Mesh, view: View, mask: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """(H, W, 3) uint8: the clay over the wall, mixed where the outline crosses a pixel."""
    height, width = view.image_size
    clay = cv2.resize(_painted(mesh, view), (width, height), interpolation=cv2.INTER_AREA)
    share = mask[..., None]
    mixed = share * clay + (1 - share) * _WALL + rng.normal(0.0, _NOISE, (height, width, 3))
    picture: NDArray[np.uint8] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    return picture


def _painted(mesh: Mesh, view: View) -> NDArray[np.float32]:
    """The faces from back to front, one over the other, on nothing but clay so that outlines do not darken."""
    motion = world_to_camera(view.placement)
    corners = (mesh.positions @ motion[:3, :3].T + motion[:3, 3])[mesh.faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = (normals * corners[:, 0]).sum(axis=1) < 0
    light = (normals @ _LAMP) / np.maximum(np.linalg.norm(normals, axis=1), 1e-30)
    light = _SHADE + (1 - _SHADE) * np.clip(light, 0.0, 1.0)
    pixels = corners @ intrinsic_matrix(view).T
    fine = _FINER * pixels[..., :2] / pixels[..., 2:] - 0.5  # OpenCV counts from the middle of the first pixel
    height, width = view.image_size
    canvas = np.full((_FINER * height, _FINER * width, 3), _SHADE * _CLAY, dtype=np.float32)
    for face in np.argsort(-corners[..., 2].mean(axis=1)):
        if facing[face]:
            outline = np.rint(fine[face] * 2**_SHIFT).astype(np.int32)
            cv2.fillConvexPoly(canvas, outline, (light[face] * _CLAY).tolist(), cv2.LINE_8, _SHIFT)
    return canvas
