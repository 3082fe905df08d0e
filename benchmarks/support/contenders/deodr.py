"""DEODR (de La Gorce, Paragios and Fleet, 2008; the package `deodr`): exact gradients by overdrawing the edges."""

from typing import Any

import numpy as np
from deodr import ColoredTriMesh
from deodr.differentiable_renderer import Camera, Scene3D
from numpy.typing import NDArray

from benchmarks.support.contenders.contender import Contender
from benchmarks.support.workload import SOFTNESS_PIXELS, Workload


class Deodr(Contender):
    """`Scene3D`, one view after the other, set up to do no more than the work needs.

    No lights and no texture; the background is a colour, not an image; adjacencies and the image gradients in its own
    type and layout are made outside of the timing. It computes in float64 and on one thread.

    Args:
        work: the case.
        channels: of the vertex colours; silhouettes need one.
    """

    def __init__(self, work: Workload, channels: int) -> None:
        paint = work.paint(channels)
        self._positions = work.positions
        self._mesh = ColoredTriMesh(
            work.faces, work.positions, clockwise=False, colors=paint.colours, nb_colors=channels
        )
        self._scene = Scene3D(sigma=SOFTNESS_PIXELS, integer_pixel_centers=False)
        self._scene.set_light(light_directional=None, light_ambient=1.0)
        self._scene.set_background_color(np.zeros(channels))
        self._scene.set_mesh(self._mesh)
        self._cameras = _cameras(work)
        self._grad_image = paint.grad_images.double().numpy()
        self._grad_images = np.zeros_like(self._grad_image)
        self._gradient = np.zeros_like(work.positions)
        self._colour_gradient = np.zeros_like(paint.colours)

    def prepare(self) -> None:
        np.copyto(self._grad_images, self._grad_image)  # the backward pass writes into it

    def run(self) -> None:
        self._mesh.set_vertices(self._positions)
        total, colour_total = np.zeros_like(self._positions), np.zeros_like(self._colour_gradient)
        for camera, grad_image in zip(self._cameras, self._grad_images, strict=True):
            self._scene.render(camera)
            self._scene.render_backward(grad_image)
            total += self._mesh._vertices_b  # its only place for the result
            colour_total += self._mesh.vertices_colors_b
        self._gradient, self._colour_gradient = total, colour_total

    def images(self) -> NDArray[np.float32]:
        return np.stack([self._scene.render(camera) for camera in self._cameras]).astype(np.float32)

    def gradient(self) -> NDArray[np.float64]:
        return self._gradient

    def colour_gradient(self) -> NDArray[np.float64]:
        return self._colour_gradient


class _Camera(Camera):  # type: ignore[misc]
    """Its camera, with the last step of the gradient corrected.

    deodr 0.2.3 multiplies rows by the transposed rotation on the way forward and again on the way back, where the
    rotation itself belongs; the finite differences of its images confirm it.
    """

    def __init__(self, extrinsic: NDArray[np.float64], intrinsic: NDArray[np.float64], height: int, width: int) -> None:
        super().__init__(extrinsic, intrinsic, height, width)
        rotation = extrinsic[:, :3]
        self._correction = rotation @ rotation

    def project_points_backward(
        self,
        projected_image_coordinates_b: NDArray[np.float64],
        store_backward: dict[str, Any],
        depths_b: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        rotated = super().project_points_backward(projected_image_coordinates_b, store_backward, depths_b)
        corrected: NDArray[np.float64] = rotated @ self._correction
        return corrected


def _cameras(work: Workload) -> list[Camera]:
    height, width = work.image_size
    lens, pose = work.camera.intrinsics, work.camera.extrinsics
    cameras = []
    for index in range(len(work.camera)):
        (focal_x, focal_y), (center_x, center_y) = lens.focal_pixels[index], lens.principal_point_pixels[index]
        intrinsic = np.array([[focal_x, 0, center_x], [0, focal_y, center_y], [0, 0, 1]])
        extrinsic = np.column_stack([pose.rotation[index].numpy(), pose.translation[index].numpy()])
        cameras.append(_Camera(extrinsic, intrinsic, height, width))
    return cameras
