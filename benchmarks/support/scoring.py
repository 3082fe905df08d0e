"""Scores a reconstruction against its model: from directions that no view had, and over the surface."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.spatial import cKDTree

from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.metrics.silhouette_iou import silhouette_iou
from app.engine.metrics.surface_distance import sampled_faces, surface_distance
from renderer_cuda import Camera, Topology, signed_distance

_DIRECTIONS, _SIZE_PIXELS = 48, 512
_VIEW_EXTENT = 2.6  # of the frame, where the model reaches 0.9 along its longest side and 1.56 in a corner at most
_SAMPLES, _QUERIES = 200_000, 20_000


@dataclass(frozen=True)
class Score:
    """How good a shape is.

    Args:
        heldout_iou: mean over silhouettes from random directions.
        heldout_iou_min: the worst of them.
        chamfer_percent: mean distance of the surfaces, in percent of the model's diagonal.
        normal_degrees: median angle between the surfaces, where they are nearest to each other.
    """

    heldout_iou: float
    heldout_iou_min: float
    chamfer_percent: float
    normal_degrees: float


def score(result: Path, model: Path, scorer: Path | None) -> Score:
    """Score a result.

    Args:
        result: mesh file.
        model: mesh file that it was reconstructed from.
        scorer: a script that is given both, and --json, and prints an object with the fields of `Score`; None scores
            with the engine's own metrics, in which hidden surfaces count for distance and angle.

    Raises:
        ValueError: a mesh cannot be read, or the script failed.
    """
    if scorer is None:
        return _own_score(read_mesh(result), read_mesh(model))
    command = [sys.executable, str(scorer), str(result), str(model), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise ValueError(f"{scorer.name} failed: {run.stderr.strip() or run.returncode}")
    printed = json.loads(run.stdout)
    return Score(*(printed[name] for name in ("heldout_iou", "heldout_iou_min", "chamfer_percent", "normal_degrees")))


def heldout_ious(result: Mesh, model: Mesh) -> torch.Tensor:
    """Intersection over union of silhouettes from random directions, (48,), with the engine's own metrics."""
    frame = Frame.around(model)
    return silhouette_iou(_insides(result, frame), _insides(model, frame))


def _own_score(result: Mesh, model: Mesh) -> Score:
    ious = heldout_ious(result, model)
    distance = surface_distance(result, model)
    return Score(float(ious.mean()), float(ious.min()), distance.chamfer_percent, _normal_degrees(result, model))


def _insides(mesh: Mesh, frame: Frame) -> torch.Tensor:
    """Hard silhouettes (N, H, W), seen from random directions, orthographic."""
    positions = torch.as_tensor(frame.from_world(mesh.positions), dtype=torch.float32)
    topology = Topology.from_faces(mesh.faces, positions)
    directions = np.random.default_rng(0).normal(size=(_DIRECTIONS, 3))
    eyes = 5 * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    size = (_SIZE_PIXELS, _SIZE_PIXELS)
    camera = Camera.look_at_orthographic(eyes, (0.0, 0.0, 0.0), height_world=_VIEW_EXTENT, image_size=size)
    return signed_distance(positions, topology, camera, size, 1.0) < 0


def _normal_degrees(result: Mesh, model: Mesh) -> float:
    """Between faces of the model and those of the result nearest to them, whichever way they are wound."""
    rng = np.random.default_rng(0)
    on_model, places = sampled_faces(model, _QUERIES, rng)
    on_result, surface = sampled_faces(result, _SAMPLES, rng)
    nearest = on_result[cKDTree(surface).query(places)[1]]
    cosines = np.einsum("px,px->p", _face_normals(model)[on_model], _face_normals(result)[nearest])
    return float(np.degrees(np.median(np.arccos(np.clip(np.abs(cosines), 0.0, 1.0)))))


def _face_normals(mesh: Mesh) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    a, b, c = mesh.positions[mesh.faces].transpose(1, 0, 2)
    normals = np.cross(b - a, c - a)
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), np.finfo(np.float64).tiny))
