"""The penalties on the shape: closed forms, resolution, gradients."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from app.engine.losses.connectivity import Connectivity
from app.engine.losses.regularizers import edge_loss, laplacian_loss, normal_loss
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere

Penalty = Callable[[Tensor, Connectivity], Tensor]
ALL: tuple[Penalty, ...] = (laplacian_loss, normal_loss, edge_loss)
TETRAHEDRON = np.array([[1.0, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
TETRAHEDRON_FACES = np.array([[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]], dtype=np.int32)


def links_of(mesh: Mesh) -> Connectivity:
    return Connectivity.of(mesh.faces, mesh.positions, torch.device("cpu"))


def at_rest(penalty: Penalty, mesh: Mesh) -> float:
    return penalty(torch.as_tensor(mesh.positions), links_of(mesh)).item()


def test_closed_forms_on_a_tetrahedron() -> None:
    mesh = Mesh(TETRAHEDRON, TETRAHEDRON_FACES)
    # Edges of length sqrt 8; the neighbours' mean is -v / 3, so an offset of 4/3 |v| with |v|^2 = 3; cosine -1/3.
    assert at_rest(edge_loss, mesh) == pytest.approx(1.0)
    assert at_rest(laplacian_loss, mesh) == pytest.approx(16 / 9 * 3 / 64)
    assert at_rest(normal_loss, mesh) == pytest.approx(4 / 3 / 8)


@pytest.mark.parametrize(("penalty", "factor"), [(laplacian_loss, 1.7), (normal_loss, 1.05), (edge_loss, 1.05)])
def test_subdivision_changes_little(penalty: Penalty, factor: float) -> None:
    stretch = np.array([1.0, 0.6, 0.8])
    values = []
    for level in (3, 4, 5):
        sphere = icosphere(level)
        values.append(penalty(torch.as_tensor(sphere.positions * stretch), links_of(sphere)).item())
    assert values[0] / factor < values[1] < values[0] * factor
    assert values[1] / factor < values[2] < values[1] * factor


def test_a_flat_sheet_has_no_angles() -> None:
    sheet = Mesh(np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]), np.array([[0, 1, 2], [0, 2, 3]]))
    assert at_rest(normal_loss, sheet) == pytest.approx(0.0)


def test_a_face_wound_backwards_is_turned_round() -> None:
    faces = TETRAHEDRON_FACES.copy()
    faces[1] = faces[1, ::-1]
    links = links_of(Mesh(TETRAHEDRON, faces))
    # Its three edges are turned round, so all six pairs count as before.
    assert normal_loss(torch.as_tensor(TETRAHEDRON), links).item() == pytest.approx(4 / 3 / 8)


def test_edges_of_one_or_three_faces_are_no_angle() -> None:
    positions = np.array([[0.0, 0, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0], [-1, 0, 0]])
    fan = Mesh(positions, np.array([[0, 1, 2], [0, 1, 3], [0, 1, 4]], dtype=np.int32))
    links = links_of(fan)
    assert len(links.face_pairs) == 0
    variable = torch.as_tensor(fan.positions).requires_grad_()
    loss = normal_loss(variable, links)
    (gradient,) = torch.autograd.grad(loss, variable)
    assert loss.item() == 0 and not gradient.any()


@pytest.mark.parametrize("penalty", ALL)
def test_gradients_are_those_of_finite_differences(penalty: Penalty) -> None:
    sphere = icosphere(0)
    links = links_of(sphere)
    noise = torch.randn(12, 3, generator=torch.Generator().manual_seed(4), dtype=torch.float64)
    positions = (torch.as_tensor(sphere.positions) + 0.1 * noise).requires_grad_()
    assert torch.autograd.gradcheck(lambda p: penalty(p, links), positions)


@pytest.mark.parametrize("penalty", ALL)
def test_degenerate_faces_leave_loss_and_gradient_finite(penalty: Penalty) -> None:
    links = links_of(icosphere(1))
    positions = torch.zeros(42, 3, requires_grad=True)
    loss = penalty(positions, links)
    (gradient,) = torch.autograd.grad(loss, positions)
    assert loss.isfinite() and gradient.isfinite().all()


def test_vertices_without_neighbours_add_nothing() -> None:
    sphere = icosphere(1)
    more = np.vstack([sphere.positions, [[9.0, 9, 9]]])
    links = Connectivity.of(sphere.faces, more, torch.device("cpu"))
    alone = laplacian_loss(torch.as_tensor(more), links).item()
    assert alone * 43 == pytest.approx(at_rest(laplacian_loss, sphere) * 42)
