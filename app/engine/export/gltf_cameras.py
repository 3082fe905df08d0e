"""Cameras as a glTF 2.0 scene, for Blender and whatever else shows scenes."""

import json
import math
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.engine.atomic_file import atomic_file
from app.engine.cameras.camera_matrices import intrinsic_matrix, near_world
from app.engine.cameras.view import View
from app.engine.export.camera_poses import is_centered, is_skewed, opengl_pose
from app.engine.export.suffix import known_suffix
from app.engine.versions import installed_version

GLTF_SUFFIXES = (".gltf", ".glb")
"""What `write_gltf_cameras` writes."""

_JSON_CHUNK = 0x4E4F534A


def write_gltf_cameras(path: Path, views: Sequence[View]) -> tuple[str, ...]:
    """Write a scene with one node a camera, in the frame of the model, whole or not at all.

    glTF knows neither off-centre nor skewed cameras, nor the size of an image: those are under `extras`, where few
    programs look.

    Args:
        path: of the file, its suffix one of `GLTF_SUFFIXES`.
        views: at least one.

    Returns:
        Sentences on what other programs will not see as it is.

    Raises:
        ValueError: there is no view, or no format has that suffix.
        FileWriteError: the file cannot be written.
    """
    if not views:
        raise ValueError("write_gltf_cameras: at least one camera is needed")
    suffix = known_suffix(path, GLTF_SUFFIXES)
    document = {
        "asset": {"version": "2.0", "generator": f"Photosculpture {installed_version('photosculpture')}"},
        "scene": 0,
        "scenes": [{"name": "cameras", "nodes": list(range(len(views)))}],
        "nodes": [_node(number, view) for number, view in enumerate(views)],
        "cameras": [_camera(view) for view in views],
    }
    with atomic_file(path) as beside:
        if suffix == ".glb":
            beside.write_bytes(_binary(json.dumps(document).encode()))
        else:
            beside.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return _notes(views)


def _node(number: int, view: View) -> dict[str, Any]:
    matrix = opengl_pose(view.placement)
    return {"name": view.id, "camera": number, "matrix": matrix.T.ravel().tolist()}  # glTF: column after column


def _camera(view: View) -> dict[str, Any]:
    height, width = view.image_size
    lens = intrinsic_matrix(view)
    half_width, half_height = width / 2 / lens[0, 0], height / 2 / lens[1, 1]
    perspective = {
        "yfov": 2 * math.atan(half_height),
        "aspectRatio": half_width / half_height,
        "znear": near_world(view.placement),
    }
    extras = {"width": width, "height": height, "intrinsic_matrix": lens.tolist(), "enabled": view.enabled}
    return {"name": view.id, "type": "perspective", "perspective": perspective, "extras": extras}


def _binary(text: bytes) -> bytes:
    text += b" " * (-len(text) % 4)
    return struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), len(text), _JSON_CHUNK) + text


def _notes(views: Sequence[View]) -> tuple[str, ...]:
    odd = [view for view in views if not is_centered(view) or is_skewed(view)]
    if not odd:
        return ()
    return (
        f"glTF cannot say that {len(odd)} of {len(views)} cameras are off-centre or skewed: other programs will show "
        "them centred; transforms.json keeps their principal points.",
    )
