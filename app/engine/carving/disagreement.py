"""How far silhouettes contradict each other: cameras and masks of photographs are never quite right."""

import numpy as np
import torch
from torch import Tensor

from app.engine.carving.view_cones import ConeGroup, ViewCones
from app.engine.one_thread import one_thread

_LINES = 150  # of sight, along the outline of each silhouette
_ALONG_OUTLINE_PIXELS = 1.0  # inside it
_REACH_LOCAL = 1.9  # to either side of the frame's middle: as far as a corner of the frame
_SAMPLES = 96  # along a line
_FINER_SAMPLES, _FINER_ROUNDS = 7, 3  # around the best of them
_MOST = 0.9  # of the outlines
_FARTHEST_PIXELS = 100.0


def disagreement_pixels(cones: ViewCones) -> float:
    """Return by how much silhouettes would have to be wider to leave nine tenths of each other's outlines alone.

    A silhouette's outline is seen along lines of sight that touch the object. If others leave no place on such a line
    for it to be, they deny the outline there, by so many pixels as the one that denies the line's best place most.

    Args:
        cones: of all views.

    Returns:
        Pixels, >= 0; a few tenths or less for exact silhouettes, 0 of a single view.
    """
    with one_thread():  # many short passes, a third of the time
        denied = [_denied_pixels(cones, group, index) for group in cones.groups for index in range(len(group.members))]
    found = np.concatenate(denied)
    return float(np.quantile(found, _MOST)) if len(found) else 0.0


def _denied_pixels(cones: ViewCones, group: ConeGroup, index: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    origin, directions, pixels_local = _lines(group, index)
    if len(directions) == 0:
        return np.zeros(0, dtype=np.float32)
    depths = torch.linspace(-_REACH_LOCAL, _REACH_LOCAL, _SAMPLES, device=cones.device).expand(len(directions), -1)
    middles = origin - (origin @ directions.T)[:, None] * directions  # where a line is nearest to the frame's middle
    for finer in range(_FINER_ROUNDS + 1):
        points = (middles[:, None] + depths[:, :, None] * directions[:, None]).reshape(-1, 3)
        distances = cones.per_view(points.to(torch.float32))
        distances[group.members[index]] = -torch.inf
        most = distances.amax(dim=0).reshape(depths.shape)
        least, best = most.min(dim=1, keepdim=True)
        if finer == _FINER_ROUNDS:
            break
        step = (depths[:, 1:2] - depths[:, :1]) * torch.linspace(-1.0, 1.0, _FINER_SAMPLES, device=cones.device)
        depths = depths.gather(1, best) + step
    pixels = (least[:, 0] / pixels_local).clamp(0.0, _FARTHEST_PIXELS)
    return np.asarray(pixels.cpu().numpy(), dtype=np.float32)


def _lines(group: ConeGroup, index: int) -> tuple[Tensor, Tensor, float]:
    """A camera's place, directions (L, 3) of lines of sight along its outline, and a pixel's width, all local."""
    distances = group.distances_pixels[index]
    on_outline = (distances < 0) & (distances > -_ALONG_OUTLINE_PIXELS)
    if group.weights is not None:
        on_outline &= group.weights[index] > 0
    rows, columns = torch.nonzero(on_outline, as_tuple=True)
    chosen = torch.linspace(0, len(rows) - 1, min(_LINES, len(rows)), device=rows.device).round().long()
    camera = group.camera[index : index + 1]
    lens, pose = camera.intrinsics, camera.extrinsics
    focal, center = (values[0].to(rows.device) for values in (lens.focal_pixels, lens.principal_point_pixels))
    y = (rows[chosen].to(torch.float64) + 0.5 - center[1]) / focal[1]
    x = (columns[chosen].to(torch.float64) + 0.5 - center[0] - lens.skew_pixels[0].to(rows.device) * y) / focal[0]
    rotation, translation = pose.rotation[0].to(rows.device), pose.translation[0].to(rows.device)
    directions = torch.stack([x, y, torch.ones_like(x)], dim=1) @ rotation
    pixel = float(translation[2].abs() / focal.mean())
    return -translation @ rotation, directions / directions.norm(dim=1, keepdim=True), pixel
