"""What the optimiser moves: the vertices themselves, or coordinates in which a step moves the surface smoothly."""

from typing import Any, Protocol

import torch
from cholespy import CholeskySolverF, MatrixType
from torch import Tensor

from app.engine.losses.connectivity import Connectivity


class Parameters(Protocol):
    """A tensor for the optimiser, and the vertex positions that follow from it."""

    tensor: Tensor

    def positions(self) -> Tensor:
        """Return the vertex positions (V, 3) float32. Differentiable in `tensor`."""


class VertexParameters:
    """The vertex positions, as they are."""

    def __init__(self, positions: Tensor) -> None:
        self.tensor = positions.detach().to(torch.float32).clone().requires_grad_()

    def positions(self) -> Tensor:
        """Return the vertex positions (V, 3) float32. Differentiable in `tensor`."""
        return self.tensor


class LargeStepsParameters:
    """The coordinates u = (I + lambda L) v, with L = D - A the uniform Laplacian of the mesh.

    The gradient by u is the gradient by v, smoothed twice over by the solve, so that a step moves whole regions. The
    factor is kept: it depends on the connectivity and lambda alone.

    Args:
        positions: (V, 3) vertex positions to start from.
        connectivity: the neighbourhoods of the mesh.
        smoothness: lambda, >= 0.

    Source: Nicolet et al., Large Steps in Inverse Rendering of Geometry, 2021.
    """

    def __init__(self, positions: Tensor, connectivity: Connectivity, smoothness: float) -> None:
        rows, columns, entries = _system(connectivity, smoothness)
        self._solver = CholeskySolverF(connectivity.vertex_count, rows, columns, entries, MatrixType.COO)
        start = positions.detach().to(torch.float64)
        product = torch.zeros_like(start).index_add_(0, rows.long(), entries[:, None] * start[columns.long()])
        self.tensor = product.to(torch.float32).requires_grad_()
        self._solution = _solve(self._solver, self.tensor)
        self._solved_version = self.tensor._version

    def positions(self) -> Tensor:
        """Return the vertex positions (V, 3) float32. Differentiable in `tensor`."""
        if self.tensor._version != self._solved_version:  # a mesh that is shown and then stepped from is solved once
            self._solution = _solve(self._solver, self.tensor)
            self._solved_version = self.tensor._version
        positions: Tensor = _Solve.apply(self.tensor, self._solution, self._solver)  # type: ignore[no-untyped-call]
        return positions


class _Solve(torch.autograd.Function):
    """Solve M x = b; M is symmetric, so the gradient by b is the solution of M g = (gradient by x)."""

    @staticmethod
    def forward(ctx: Any, right_side: Tensor, solution: Tensor, solver: CholeskySolverF) -> Tensor:
        ctx.solver = solver
        return solution.clone()  # what is returned becomes part of the graph, what was given must not

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        return _solve(ctx.solver, gradients[0]), None, None


def _solve(solver: CholeskySolverF, right_side: Tensor) -> Tensor:
    solution = torch.empty_like(right_side, memory_format=torch.contiguous_format)
    solver.solve(right_side.detach().contiguous(), solution)
    return solution


def _system(connectivity: Connectivity, smoothness: float) -> tuple[Tensor, Tensor, Tensor]:
    """I + lambda L as rows, columns (int32) and entries (float64)."""
    a, b = connectivity.edges.unbind(1)
    ends = torch.cat([a, b])
    vertices = torch.arange(connectivity.vertex_count, device=a.device)
    degrees = connectivity.degrees[:, 0].to(torch.float64)
    rows = torch.cat([vertices, ends]).to(torch.int32)
    columns = torch.cat([vertices, b, a]).to(torch.int32)
    entries = torch.cat([1.0 + smoothness * degrees, torch.full_like(ends, -smoothness, dtype=torch.float64)])
    return rows, columns, entries


def make_parameters(name: str, positions: Tensor, connectivity: Connectivity, smoothness: float) -> Parameters:
    """Return parameters that stand at the given positions.

    Args:
        name: one of the choices of `FitSettings.parametrization`.
        positions: (V, 3) vertex positions.
        connectivity: the neighbourhoods of the mesh.
        smoothness: lambda of the smooth parametrisation, >= 0.
    """
    if name == "vertices":
        return VertexParameters(positions)
    return LargeStepsParameters(positions, connectivity, smoothness)
