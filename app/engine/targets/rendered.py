"""Targets rendered from a mesh."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import View
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.target_set import REACH_PIXELS, Target
from renderer_cuda import Camera, Topology, signed_distance

SUPERSAMPLING = 4


class RenderedTargets:
    """The silhouettes of a mesh: anti-aliased masks, and the exact distance to the outline.

    Args:
        mesh: what the views see, world coordinates.
        frame: a frame about the mesh, for the renderer's float32.
        device: where to render, and where the targets live.
    """

    def __init__(self, mesh: Mesh, frame: Frame, device: torch.device) -> None:
        positions = torch.as_tensor(frame.from_world(mesh.positions), device=device)
        self._topology = Topology.from_faces(torch.as_tensor(mesh.faces, device=device), positions).to(device)
        self._positions = positions.to(torch.float32)
        self._frame = frame
        self._made: dict[str, tuple[View, Target]] = {}

    def targets(self, views: Sequence[View]) -> list[Target]:
        """Return one target for each view, in order; a view that looks as it did at the last call keeps its target."""
        kept = {view.id: self._made[view.id] for view in views if self._is_made(view)}
        self._made = {view.id: kept[view.id] if view.id in kept else (view, self._rendered(view)) for view in views}
        return [self._made[view.id][1] for view in views]

    def _is_made(self, view: View) -> bool:
        if view.id not in self._made:
            return False
        seen = self._made[view.id][0]
        return seen.placement is view.placement and seen.image_size == view.image_size

    def _rendered(self, view: View) -> Target:
        """One view at a time: the finer image takes sixteen times the memory of the view's own."""
        camera = renderer_camera([view]).in_frame(self._frame.center_world, self._frame.scale)
        distance = self._distance(camera, view.image_size, REACH_PIXELS)
        height, width = view.image_size
        finer = self._distance(camera.rescaled(SUPERSAMPLING), (SUPERSAMPLING * height, SUPERSAMPLING * width), 1.0)
        mask = avg_pool2d((finer < 0).to(torch.float32)[None, None], SUPERSAMPLING)[0, 0]
        return Target(view.id, mask, distance)

    def _distance(self, camera: Camera, image_size: tuple[int, int], reach_pixels: float) -> Tensor:
        return signed_distance(self._positions, self._topology, camera, image_size, reach_pixels)[0]
