"""The silhouette recipes of two tutorials, run on our rasterizer with the views and masks that all methods get.

Both draw coverage as the product over faces of 1 - sigmoid(d^2 / sigma), with d in halves of the image and sigma 1e-4.
Ours is sigmoid(d / softness). The softness of half an image times the root of sigma gives the same coverage one
softness from an edge, 0.27: 1.28 pixels in images of 256.
"""

import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from app.engine.losses.connectivity import Connectivity
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from benchmarks.support.shapes.cube_sphere import cube_sphere
from benchmarks.support.shapes.outlines import Outlines
from renderer_cuda import Topology, silhouette

SIGMA = 1e-4
STEPS = 2000
Recipe = Callable[[Outlines, int], Mesh]
"""From outlines and a number of steps to a mesh in the outlines' frame."""

PYTORCH3D_HALF_EXTENT = 1.0
_PYTORCH3D_LEVEL, _PYTORCH3D_VIEWS = 4, 2
_PYTORCH3D_LEARNING_RATE, _PYTORCH3D_MOMENTUM = 1.0, 0.9
_PYTORCH3D_EDGE, _PYTORCH3D_NORMAL, _PYTORCH3D_LAPLACIAN = 1.0, 0.01, 1.0

SOFTRAS_HALF_EXTENT = 0.5
_SOFTRAS_SQUARES = 15  # along each side of the cube: 1,352 vertices
_SOFTRAS_LEARNING_RATE, _SOFTRAS_BETAS = 1e-2, (0.5, 0.99)
_SOFTRAS_LAPLACIAN, _SOFTRAS_FLATTEN = 0.03, 3e-4


def softness_pixels(image_size: tuple[int, int]) -> float:
    """The softness of our outlines that stands for both recipes' sigma."""
    return math.sqrt(SIGMA) * image_size[0] / 2


def pytorch3d_recipe(outlines: Outlines, steps: int = STEPS) -> Mesh:
    """Deform a sphere as PyTorch3D's tutorial "Fit a mesh via rendering" does, its silhouette part.

    Offsets of the 2,562 vertices of an icosphere; each step takes two views at random, their mean squared difference
    to equally soft targets, and penalties on squared edge lengths, on angles between faces and on the length of the
    uniform Laplacian. Images have 128 pixels there, and 20 views of their own.

    Args:
        outlines: in a frame of `PYTORCH3D_HALF_EXTENT`.
        steps: 2,000 there.

    Source: Ravi et al., Accelerating 3D Deep Learning with PyTorch3D, 2020; docs/tutorials/fit_textured_mesh.ipynb.
    """
    start = icosphere(_PYTORCH3D_LEVEL)
    connectivity = Connectivity.of(start.faces, start.positions, outlines.device)
    topology = Topology.from_faces(start.faces, start.positions).to(outlines.device)
    at_rest = torch.as_tensor(start.positions, dtype=torch.float32, device=outlines.device)
    offsets = torch.zeros_like(at_rest, requires_grad=True)
    optimizer = torch.optim.SGD([offsets], lr=_PYTORCH3D_LEARNING_RATE, momentum=_PYTORCH3D_MOMENTUM)
    softness = softness_pixels(outlines.image_size)
    targets = outlines.coverage(softness)
    rng = np.random.default_rng(0)
    for _ in range(steps):
        positions = at_rest + offsets
        loss = _pytorch3d_penalties(positions, connectivity)
        for view in rng.permutation(len(targets))[:_PYTORCH3D_VIEWS].tolist():
            drawn = silhouette(positions, topology, outlines.camera[view], outlines.image_size, softness)
            loss = loss + (drawn[0] - targets[view]).square().mean() / _PYTORCH3D_VIEWS
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return _mesh(at_rest + offsets, start)


def _pytorch3d_penalties(positions: Tensor, connectivity: Connectivity) -> Tensor:
    edges = positions[connectivity.edges[:, 1]] - positions[connectivity.edges[:, 0]]
    folds = 1 - _face_cosines(positions, connectivity)
    bumps: Tensor = torch.linalg.vector_norm(_uniform_laplacian(positions, connectivity), dim=1)
    return (
        _PYTORCH3D_EDGE * edges.square().sum(1).mean()
        + _PYTORCH3D_NORMAL * folds.mean()
        + (_PYTORCH3D_LAPLACIAN * bumps.mean())
    )


def softras_recipe(outlines: Outlines, steps: int = STEPS) -> Mesh:
    """Deform a sphere as SoftRas's `demo_deform` does.

    A sphere of 1,352 vertices inside a box of half side 1; a learnable centre, and each vertex stays in its octant
    about it and in the box. Every step takes all views: one minus the soft IoU with the masks, and penalties on the
    squared uniform Laplacian and on angles between faces, both summed over the mesh. There are 120 views of 64 pixels
    there.

    Args:
        outlines: in a frame of `SOFTRAS_HALF_EXTENT`.
        steps: 2,000 there.

    Source: Liu et al., Soft Rasterizer, ICCV 2019; examples/demo_deform.py.
    """
    start = cube_sphere(_SOFTRAS_SQUARES, SOFTRAS_HALF_EXTENT)
    connectivity = Connectivity.of(start.faces, start.positions, outlines.device)
    topology = Topology.from_faces(start.faces, start.positions).to(outlines.device)
    at_rest = torch.as_tensor(start.positions, dtype=torch.float32, device=outlines.device)
    displacements = torch.zeros_like(at_rest, requires_grad=True)
    center = torch.zeros(3, device=outlines.device, requires_grad=True)
    optimizer = torch.optim.Adam([displacements, center], lr=_SOFTRAS_LEARNING_RATE, betas=_SOFTRAS_BETAS)
    softness = softness_pixels(outlines.image_size)
    for _ in range(steps):
        positions = _in_box(at_rest, displacements, center)
        drawn = silhouette(positions, topology, outlines.camera, outlines.image_size, softness)
        loss = (
            _soft_iou_loss(drawn, outlines.masks)
            + _SOFTRAS_LAPLACIAN * _uniform_laplacian(positions, connectivity).square().sum()
            + _SOFTRAS_FLATTEN * (1 - _face_cosines(positions, connectivity)).square().sum()
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return _mesh(_in_box(at_rest, displacements, center), start)


def _in_box(at_rest: Tensor, displacements: Tensor, center: Tensor) -> Tensor:
    """Positions in the box, each in the octant about the centre in which it was about the origin at rest."""
    size = at_rest.abs()
    offsets = torch.sigmoid(torch.log(size / (1 - size)) + displacements) * at_rest.sign()
    middle = torch.tanh(center)
    return middle + torch.relu(offsets) * (1 - middle) - torch.relu(-offsets) * (1 + middle)


def _soft_iou_loss(drawn: Tensor, masks: Tensor) -> Tensor:
    shared = drawn * masks
    return 1 - (shared.sum((1, 2)) / (drawn + masks - shared).sum((1, 2))).mean()


def _uniform_laplacian(positions: Tensor, connectivity: Connectivity) -> Tensor:
    """Mean of the neighbours minus the vertex, (V, 3)."""
    a, b = connectivity.edges.unbind(1)
    total = torch.zeros_like(positions).index_add(0, a, positions[b]).index_add(0, b, positions[a])
    return total / connectivity.degrees - positions


def _face_cosines(positions: Tensor, connectivity: Connectivity) -> Tensor:
    """Cosines of the angles between the normals of faces that share an edge, (P,)."""
    a, b, c = (positions[corner] for corner in connectivity.faces.unbind(1))
    normals = torch.nn.functional.normalize(torch.linalg.cross(b - a, c - a), dim=1)
    left, right = (normals[side] for side in connectivity.face_pairs.unbind(1))
    return (left * right).sum(1)


def _mesh(positions: Tensor, start: Mesh) -> Mesh:
    return Mesh(positions.detach().cpu().numpy().astype(np.float64), start.faces)
