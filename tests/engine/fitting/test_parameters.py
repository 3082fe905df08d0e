"""The parametrisations: the linear system, its gradient, and that its solver can be relied upon."""

import threading

import numpy as np
import pytest
import torch

from app.engine.fitting.parameters import LargeStepsParameters, VertexParameters, make_parameters
from app.engine.losses.connectivity import Connectivity
from app.engine.meshes.primitives import icosphere

CPU = torch.device("cpu")
SPHERE = icosphere(2)
LINKS = Connectivity.of(SPHERE.faces, SPHERE.positions, CPU)
POSITIONS = torch.as_tensor(SPHERE.positions)


def system(smoothness: float) -> torch.Tensor:
    """I + lambda (D - A), dense and from its definition."""
    adjacency = torch.zeros(LINKS.vertex_count, LINKS.vertex_count, dtype=torch.float64)
    for face in SPHERE.faces:
        for a, b in ((0, 1), (1, 2), (2, 0)):
            adjacency[face[a], face[b]] = adjacency[face[b], face[a]] = 1
    laplacian = torch.diag(adjacency.sum(1)) - adjacency
    return torch.eye(LINKS.vertex_count, dtype=torch.float64) + smoothness * laplacian


@pytest.mark.parametrize("smoothness", [0.0, 3.0, 50.0])
def test_the_coordinates_are_those_of_the_paper(smoothness: float) -> None:
    parameters = LargeStepsParameters(POSITIONS, LINKS, smoothness)
    torch.testing.assert_close(parameters.tensor.detach(), (system(smoothness) @ POSITIONS).float())
    torch.testing.assert_close(parameters.positions().detach(), POSITIONS.float(), rtol=1e-5, atol=1e-5)


def test_the_gradient_is_the_smoothed_one() -> None:
    parameters = LargeStepsParameters(POSITIONS, LINKS, 3.0)
    upstream = torch.randn(LINKS.vertex_count, 3, generator=torch.Generator().manual_seed(0))
    (gradient,) = torch.autograd.grad(parameters.positions(), parameters.tensor, upstream)
    torch.testing.assert_close(gradient, torch.linalg.solve(system(3.0), upstream.double()).float())


def test_an_expanded_gradient_is_solved_too() -> None:
    parameters = LargeStepsParameters(POSITIONS, LINKS, 3.0)
    (gradient,) = torch.autograd.grad(parameters.positions().sum(), parameters.tensor)
    torch.testing.assert_close(gradient, torch.ones_like(gradient))


def test_a_vertex_without_faces_stays_alone() -> None:
    positions = torch.cat([POSITIONS, torch.tensor([[5.0, 6.0, 7.0]])])
    links = Connectivity.of(SPHERE.faces, positions.numpy(), CPU)
    parameters = LargeStepsParameters(positions, links, 3.0)
    torch.testing.assert_close(parameters.positions()[-1], torch.tensor([5.0, 6.0, 7.0]))


def test_plain_vertices_are_a_copy_of_the_start() -> None:
    parameters = make_parameters("vertices", POSITIONS, LINKS, 3.0)
    assert isinstance(parameters, VertexParameters)
    torch.testing.assert_close(parameters.positions().detach(), POSITIONS.float(), rtol=0, atol=0)


def test_solutions_are_equal_bit_for_bit_in_every_thread_and_for_every_factor() -> None:
    shared = LargeStepsParameters(POSITIONS, LINKS, 3.0)
    expected = shared.positions().detach().numpy()
    found: list[bool] = []

    def work() -> None:
        own = LargeStepsParameters(POSITIONS, LINKS, 3.0)
        for parameters in (shared, own) * 20:
            found.append(np.array_equal(parameters.positions().detach().numpy(), expected))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 120 and all(found)
