"""Targets rendered from a mesh."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import View
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import REACH_PIXELS, Target
from renderer_cuda import Camera, Topology, signed_distance

SUPERSAMPLING = 4

_Seen = tuple[str, int, tuple[int, int]]


def _seen(view: View) -> _Seen:
    """What a target depends on; the placement by its identity, which the view that is kept beside it keeps valid."""
    return view.id, id(view.placement), view.image_size


class RenderedTargets:
    """The silhouettes of a mesh: anti-aliased masks, and the exact distance to the outline.

    Args:
        mesh: what the views see, world coordinates.
        frame: a frame about the mesh, for the renderer's float32.
        device: where to render, and where the targets live.
        is_given_up: asked before each target is made: many large ones take seconds, and nobody may want them any more.
    """

    def __init__(
        self,
        mesh: Mesh,
        frame: Frame,
        device: torch.device,
        is_given_up: Callable[[], bool] = lambda: False,
    ) -> None:
        positions = torch.as_tensor(frame.from_world(mesh.positions), device=device)
        self._topology = Topology.from_faces(torch.as_tensor(mesh.faces, device=device), positions).to(device)
        self._positions = positions.to(torch.float32)
        self._frame = frame
        self.device = device
        self._is_given_up = is_given_up
        self._made: dict[_Seen, tuple[View, Target]] = {}
        self._made_before: dict[_Seen, tuple[View, Target]] = {}

    def targets(self, views: Sequence[View]) -> list[Target]:
        """Return one target for each view, in order; a view that looks as it did at one of the last calls keeps it.

        Targets of two sets of views are kept, so that one may look at others for a while and come back.

        Raises:
            RuntimeError: they were given up.
        """
        known = self._made_before | self._made
        made = {_seen(view): known.get(_seen(view)) or (view, self._rendered(view)) for view in views}
        if made.keys() != self._made.keys():
            self._made, self._made_before = made, self._made
        return [made[_seen(view)][1] for view in views]

    def preview(self, view: View, longest_side_pixels: int) -> Tensor:
        """Return roughly what a view would show, in small and quickly.

        Args:
            view: its image size gives the shape.
            longest_side_pixels: of the result, at most.

        Returns:
            (h, w) float32 in [0, 1].
        """
        height, width = view.image_size
        share = min(1.0, longest_side_pixels / max(height, width))
        size = (max(1, round(share * height)), max(1, round(share * width)))
        camera = renderer_camera([view]).in_frame(self._frame.center_world, self._frame.scale).rescaled(share)
        return (0.5 - self._distance(camera, size, 1.0)).clamp(0.0, 1.0)

    def _rendered(self, view: View) -> Target:
        """One view at a time: the finer image takes sixteen times the memory of the view's own."""
        if self._is_given_up():
            raise RuntimeError("the targets were given up")
        camera = renderer_camera([view]).in_frame(self._frame.center_world, self._frame.scale)
        height, width = view.image_size
        with one_thread():
            distance = self._distance(camera, view.image_size, REACH_PIXELS)
            finer = self._distance(camera.rescaled(SUPERSAMPLING), (SUPERSAMPLING * height, SUPERSAMPLING * width), 1.0)
            mask = avg_pool2d((0.5 - finer).clamp_(0.0, 1.0)[None, None], SUPERSAMPLING)[0, 0]
            return Target(view.id, mask, distance)

    def _distance(self, camera: Camera, image_size: tuple[int, int], reach_pixels: float) -> Tensor:
        return signed_distance(self._positions, self._topology, camera, image_size, reach_pixels)[0]
