"""The mesh of a fit with its unknowns and the optimiser that moves them."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.fitting.fit_state import FitState
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.optimizers import Optimizer, make_optimizer
from app.engine.fitting.parameters import Parameters, make_parameters
from app.engine.fitting.settings import FitSettings
from app.engine.losses.connectivity import Connectivity
from app.engine.remeshing.remesh import Remeshed
from renderer_cuda import Topology


class MovingMesh:
    """A mesh whose connectivity stays, or is exchanged for another as a whole.

    Args:
        faces: (F, 3).
        rest_local: (V, 3) float64, where the vertices were when they were joined to these faces, in the fit's frame.
        settings: what the unknowns are, and how they are moved.
        memory: of the optimiser.
        device: where it lives.
    """

    connectivity: Connectivity
    topology: Topology
    _parameters: Parameters
    _optimizer: Optimizer

    def __init__(
        self,
        faces: NDArray[np.int32],
        rest_local: NDArray[np.float64],
        settings: FitSettings,
        memory: OptimizerState,
        device: torch.device,
    ) -> None:
        self.device = device
        self._made = 0
        self._take_up(faces, rest_local, settings, memory)

    @classmethod
    def of_state(cls, state: FitState, device: torch.device) -> "MovingMesh":
        """Where a fit stood."""
        moving = cls(state.faces, state.rest_positions_local, state.settings, state.optimizer, device)
        with torch.no_grad():
            moving.unknowns.copy_(torch.tensor(state.parameters))
        moving.mark_good()
        return moving

    @property
    def unknowns(self) -> Tensor:
        """(V, 3) float32, what the optimiser moves."""
        return self._parameters.tensor

    @property
    def version(self) -> tuple[int, int]:
        """Another as soon as a vertex has moved."""
        return self._made, self.unknowns._version

    def positions(self) -> Tensor:
        """Return the vertex positions (V, 3) float32. Differentiable in `unknowns`."""
        return self._parameters.positions()

    def positions_local(self) -> Tensor:
        """Return the vertex positions (V, 3) float32, without gradient."""
        with torch.no_grad():
            return self._parameters.positions().detach().clone()

    def memory(self) -> OptimizerState:
        """Return what the optimiser remembers."""
        return self._optimizer.state()

    def update(self, gradient: Tensor, learning_rate: float) -> None:
        """Move the unknowns against `gradient`; where they were is remembered as good."""
        with torch.no_grad():
            self.mark_good()
            self._optimizer.step(self.unknowns, gradient, learning_rate)

    def mark_good(self) -> None:
        """Remember where the unknowns are."""
        self._good.copy_(self.unknowns.detach())

    def go_back(self) -> None:
        """Put the unknowns where they were good."""
        with torch.no_grad():
            self.unknowns.copy_(self._good)

    def restart(self, settings: FitSettings) -> None:
        """Go on from the present positions with other unknowns or another optimiser, which remembers nothing."""
        self._make_unknowns(self.positions_local(), settings, OptimizerState())

    def move(self, positions_local: NDArray[np.float64], settings: FitSettings) -> None:
        """Put the vertices elsewhere; the optimiser keeps its memory."""
        self._make_unknowns(torch.as_tensor(positions_local, device=self.device), settings, self.memory())

    def exchange(self, mesh: Remeshed, settings: FitSettings) -> None:
        """Go on with another mesh of the same surface; what the optimiser remembers goes along."""
        memory, edge_length = self.memory(), self.connectivity.rest_edge_length
        self._take_up(mesh.faces, mesh.positions, settings, OptimizerState())
        # An outline that runs over shorter edges is shared by more vertices: each one's gradient is smaller.
        ratio = self.connectivity.rest_edge_length / edge_length
        mean, square = _carried(mesh, memory.mean, ratio), _carried(mesh, memory.square, ratio**2)
        self._optimizer = make_optimizer(settings.optimizer, OptimizerState(memory.count, mean, square), self.device)

    def replace(self, faces: NDArray[np.int32], rest_local: NDArray[np.float64], settings: FitSettings) -> None:
        """Go on with another surface; the optimiser begins anew."""
        self._take_up(faces, rest_local, settings, OptimizerState())

    def _take_up(
        self,
        faces: NDArray[np.int32],
        rest_local: NDArray[np.float64],
        settings: FitSettings,
        memory: OptimizerState,
    ) -> None:
        self.faces, self.rest_local = faces, rest_local
        self.connectivity = Connectivity.of(faces, rest_local, self.device)
        positions = torch.as_tensor(rest_local, device=self.device)
        self.topology = Topology.from_faces(self.connectivity.faces, positions).to(self.device)
        self._make_unknowns(positions, settings, memory)

    def _make_unknowns(self, positions: Tensor, settings: FitSettings, memory: OptimizerState) -> None:
        self._made += 1
        parameters = make_parameters(settings.parametrization, positions, self.connectivity, settings.smoothness)
        self._optimizer = make_optimizer(settings.optimizer, memory, self.device)
        self._parameters = parameters  # what they mean follows from the settings: neither changes without the other
        self._good = parameters.tensor.detach().clone()


def _carried(mesh: Remeshed, values: NDArray[np.float32] | None, factor: float) -> NDArray[np.float32] | None:
    return None if values is None else (factor * mesh.carried(values.astype(np.float64))).astype(np.float32)
