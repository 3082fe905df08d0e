# SPDX-License-Identifier: MIT
"""Positions and view matrices as the kernels of every stage get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderer_cuda.checks import check_matrices
from renderer_cuda.projection import anchored, view_matrices

if TYPE_CHECKING:
    from torch import Tensor

    from renderer_cuda.camera import Camera
    from renderer_cuda.topology import Topology


def placed(caller: str, positions: Tensor, topology: Topology, camera: Camera) -> tuple[Tensor, Tensor]:
    """Welds the positions, moves their middle to the origin, and makes the view matrices that go with them.

    Args:
        caller: the stage, for errors.
        positions: (V, 3) world, checked.
        topology: of the mesh.
        camera: N cameras, on any device.

    Returns:
        (V, 3) local positions and (N, 4, 4) matrices that take them to (pixel_x * w, pixel_y * w, depth - near, w);
        contiguous, in the dtype and on the device of positions. *Differentiable in* positions and camera.

    Raises:
        ValueError: the camera's matrices are not finite.
    """
    matrices = view_matrices(camera)
    check_matrices(caller, matrices.detach())
    # To a GPU without waiting for it; the driver has read pageable memory when the call returns.
    there = matrices.to(positions.device, non_blocking=True)
    local, local_matrices = anchored(topology.welded(positions), there)
    return local.contiguous(), local_matrices.contiguous()
