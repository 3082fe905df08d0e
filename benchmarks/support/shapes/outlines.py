"""What the views show of a model, in a frame of the size that a method expects."""

from dataclasses import dataclass

import torch
from torch import Tensor

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.rig_settings import RigSettings
from app.engine.fitting.device import torch_device
from app.engine.meshes.frame import LARGEST_COORDINATE, Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.rendered import RenderedTargets
from renderer_cuda import Camera, coverage_from_distance


@dataclass(frozen=True, eq=False)
class Outlines:
    """The views of a model and what they show: all that a method may know.

    Args:
        frame: in which the model's bounding box is centred and half its longest side is as the method expects.
        camera: N views, in the frame.
        image_size: (height, width), pixels.
        masks: (N, H, W) float32 in [0, 1], anti-aliased.
        distances_pixels: (N, H, W) float32, signed distance to the outline, negative inside.
    """

    frame: Frame
    camera: Camera
    image_size: tuple[int, int]
    masks: Tensor
    distances_pixels: Tensor

    @classmethod
    def of(cls, model: Mesh, rig: RigSettings, half_extent: float) -> "Outlines":
        """Render a model.

        Args:
            model: world units.
            rig: the views.
            half_extent: half the model's longest side in the frame.
        """
        around = Frame.around(model)
        frame = Frame(around.center_world, around.scale * LARGEST_COORDINATE / half_extent)
        views = rig.around(model).views
        targets = RenderedTargets(model, frame, torch_device("auto")).targets(views)
        return cls(
            frame=frame,
            camera=renderer_camera(views).in_frame(frame.center_world, frame.scale),
            image_size=targets[0].image_size,
            masks=torch.stack([target.mask for target in targets]),
            distances_pixels=torch.stack([target.distance_pixels for target in targets]),
        )

    @property
    def device(self) -> torch.device:
        """Where the images are."""
        return self.masks.device

    def coverage(self, softness_pixels: float) -> Tensor:
        """The outlines (N, H, W) as a renderer of that softness draws them."""
        return coverage_from_distance(self.distances_pixels, softness_pixels)
