"""What a fit finds of colours: those of the surface, the light on it, what is behind it, and the exposures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.fitting.colour_state import ColourState, TextureState
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.unknown import Unknown
from app.engine.remeshing.remesh import Remeshed

ALBEDO_LIMITS = (0.002, 1.0)
"""Of linear light: a surface that gave nothing back would be black under every light, and hide its slope for good."""

_ANY_EXPOSURE = (-3.0, 3.0)


@dataclass(frozen=True, eq=False)
class Texture:
    """The texels of a mesh, and where its faces find theirs.

    Args:
        texels: (Ht, Wt, 3).
        uv: (M, 2) float32.
        uv_faces: (F, 3) int32.
    """

    texels: Unknown
    uv: Tensor
    uv_faces: Tensor


class Paint:
    """The unknowns of colour, each with its optimiser.

    Args:
        state: where they stand.
        view_ids: of all views, whose exposures are found.
        device: where they live.
    """

    def __init__(self, state: ColourState, view_ids: Sequence[str], device: torch.device) -> None:
        self._device, self._view_ids = device, tuple(view_ids)
        self.finds_exposures = False
        self.albedo = self._albedo(state.vertex_albedo_linear, state.albedo_optimizer)
        self.background = Unknown(state.background_linear, state.background_optimizer, device, (0.0, 1.0))
        self.light = None if state.light is None else Unknown(state.light, state.light_optimizer, device)
        self.texture = None if state.texture is None else _texture(state.texture, device)
        self.exposures = self._exposures(state, view_ids)

    @classmethod
    def fresh(
        cls, vertex_count: int, background_linear: NDArray[np.float32], view_ids: Sequence[str], device: torch.device
    ) -> "Paint":
        """The same grey everywhere, before anything is known."""
        grey = np.full((vertex_count, 3), 0.5, dtype=np.float32)
        return cls(ColourState(grey, background_linear), view_ids, device)

    def state(self) -> ColourState:
        """Return a copy, on the CPU."""
        light, texture = self.light, self.texture
        return ColourState(
            vertex_albedo_linear=self.albedo.array(),
            background_linear=self.background.array(),
            albedo_optimizer=self.albedo.memory(),
            texture=None if texture is None else _texture_state(texture),
            light=None if light is None else light.array(),
            light_optimizer=OptimizerState() if light is None else light.memory(),
            background_optimizer=self.background.memory(),
            log_exposures=tuple(zip(self._view_ids, self.exposures.array().tolist(), strict=True)),
            exposure_optimizer=self.exposures.memory(),
        )

    def exposures_of(self, views: Tensor) -> Tensor | None:
        """Return the logarithms of the exposures of views (P,); None where all are 0, and stay so."""
        if not self.finds_exposures and not bool(self.exposures.tensor.detach().any()):
            return None
        return self.exposures.tensor[views]

    def take_albedo(self, albedo: NDArray[np.float32] | Tensor) -> None:
        """Give the vertices other colours; the optimiser begins anew."""
        self.albedo = self._albedo(albedo, OptimizerState())

    def take_background(self, background_linear: NDArray[np.float32]) -> None:
        """Put a known colour (3,) behind the object."""
        with torch.no_grad():
            self.background.tensor.copy_(torch.as_tensor(background_linear))

    def take_known(self, state: ColourState) -> None:
        """Take up the light, the background and the exposures that were found for another surface."""
        self.background = Unknown(state.background_linear, state.background_optimizer, self._device, (0.0, 1.0))
        self.light = None if state.light is None else Unknown(state.light, state.light_optimizer, self._device)
        self.exposures = self._exposures(state, self._view_ids)

    def take_light(self, light: Tensor | None) -> None:
        """Shine another light as spherical harmonics, (9, 3), or that of the settings."""
        self.light = None if light is None else Unknown(light, OptimizerState(), self._device)

    def take_texture(self, texels: Tensor, uv: NDArray[np.float32], uv_faces: NDArray[np.int32]) -> None:
        """Wrap the mesh in a texture (Ht, Wt, 3)."""
        unknown = Unknown(texels, OptimizerState(), self._device, ALBEDO_LIMITS)
        self.texture = Texture(unknown, *_on(self._device, uv, uv_faces))

    def drop_texture(self) -> None:
        """Let the vertices' colours show."""
        self.texture = None

    def take_views(self, view_ids: Sequence[str]) -> None:
        """Keep the exposures of the views that stay."""
        if tuple(view_ids) != self._view_ids:
            self.exposures = self._exposures(self.state(), view_ids)
            self._view_ids = tuple(view_ids)

    def exchange(self, mesh: Remeshed) -> None:
        """Go on with another mesh of the same surface; a texture does not fit it any more."""
        memory = self.albedo.memory()
        carried = OptimizerState(memory.count, _carried(mesh, memory.mean), _carried(mesh, memory.square))
        self.albedo = self._albedo(mesh.carried(self.albedo.array().astype(np.float64)).astype(np.float32), carried)
        self.texture = None

    def _albedo(self, albedo: NDArray[np.float32] | Tensor, memory: OptimizerState) -> Unknown:
        return Unknown(albedo, memory, self._device, ALBEDO_LIMITS)

    def _exposures(self, state: ColourState, view_ids: Sequence[str]) -> Unknown:
        known = dict(state.log_exposures)
        values = np.array([known.get(view_id, 0.0) for view_id in view_ids], dtype=np.float32)
        same = tuple(known) == tuple(view_ids)
        return Unknown(values, state.exposure_optimizer if same else OptimizerState(), self._device, _ANY_EXPOSURE)


def _texture(state: TextureState, device: torch.device) -> Texture:
    texels = Unknown(state.texels_linear, state.optimizer, device, ALBEDO_LIMITS)
    return Texture(texels, *_on(device, state.uv, state.uv_faces))


def _texture_state(texture: Texture) -> TextureState:
    uv, uv_faces = texture.uv.cpu().numpy(), texture.uv_faces.cpu().numpy()
    return TextureState(texture.texels.array(), uv, uv_faces, texture.texels.memory())


def _on(device: torch.device, uv: NDArray[np.float32], uv_faces: NDArray[np.int32]) -> tuple[Tensor, Tensor]:
    return torch.as_tensor(uv, device=device), torch.as_tensor(uv_faces, device=device)


def _carried(mesh: Remeshed, values: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    return None if values is None else mesh.carried(values.astype(np.float64)).astype(np.float32)
