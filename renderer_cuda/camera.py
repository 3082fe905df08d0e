# SPDX-License-Identifier: MIT
"""Cameras: every convention is converted here, into the one of CONVENTIONS.md.

Inside: OpenCV camera axes (x right, y down, z forward), world-to-camera [R | t], intrinsics in pixels with pixel
centres at +0.5 and rows top-down. Batched: N cameras are one `Camera`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda.camera_parameters import ArrayLike, Extrinsics, Intrinsics, expand, require_count, to_tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_NEAR = 1e-2
_OPENGL_TO_OPENCV = (1.0, -1.0, -1.0)  # OpenGL camera axes are x right, y up, z backward
_PARALLEL = 1e-6  # sine of the angle under which `up` no longer tells the roll


@dataclass(frozen=True)
class Camera:
    """N cameras. The image size is no part of them: it is passed with each call.

    Attributes:
        intrinsics: the lenses.
        extrinsics: the poses.
        near: (N,) distance along z, world units, in front of which everything is clipped; > 0 where perspective.
    """

    intrinsics: Intrinsics
    extrinsics: Extrinsics
    near: Tensor

    def __post_init__(self) -> None:
        count = self.intrinsics.focal_pixels.shape[0]
        if self.extrinsics.rotation.shape[0] != count:
            raise ValueError(
                f"Camera: intrinsics and extrinsics must be of as many cameras, "
                f"got {count} and {self.extrinsics.rotation.shape[0]}"
            )
        require_count("Camera", "near", self.near, (), count)
        if bool((~self.intrinsics.orthographic & (self.near.detach() <= 0)).any()):
            raise ValueError("Camera: near must be > 0 where the projection is perspective")

    @classmethod
    def look_at(
        cls,
        eye: ArrayLike,
        target: ArrayLike,
        up: ArrayLike = (0.0, 1.0, 0.0),
        *,
        fov_y_degrees: ArrayLike,
        image_size: tuple[int, int],
        near: ArrayLike = DEFAULT_NEAR,
    ) -> Camera:
        """Perspective cameras at `eye` that look at `target`, with square pixels and a centred principal point.

        Args:
            eye: (3,) or (N, 3) world.
            target: (3,) or (N, 3) world.
            up: (3,) or (N, 3) world direction that is up in the image; where it is parallel to the view direction
                another axis takes its place.
            fov_y_degrees: () or (N,) vertical field of view, in (0, 180).
            image_size: (height, width) pixels for which the field of view holds.
            near: () or (N,) world units.

        Returns:
            N cameras in float64, or in the dtype of the tensors given. *Differentiable in* eye, target, up,
            fov_y_degrees.

        Raises:
            ValueError: eye and target coincide, a field of view out of range, or values that are not finite.
        """
        extrinsics = _look_at_extrinsics(eye, target, up)
        focal = _focal_pixels("Camera.look_at", fov_y_degrees, extrinsics, image_size)
        return cls(_centered(focal, image_size, orthographic=False), extrinsics, _near(near, extrinsics))

    @classmethod
    def look_at_orthographic(
        cls,
        eye: ArrayLike,
        target: ArrayLike,
        up: ArrayLike = (0.0, 1.0, 0.0),
        *,
        height_world: ArrayLike,
        image_size: tuple[int, int],
        near: ArrayLike = 0.0,
    ) -> Camera:
        """Orthographic cameras that look at `target`; the image is `height_world` world units high.

        Args:
            eye: (3,) or (N, 3) world.
            target: (3,) or (N, 3) world.
            up: (3,) or (N, 3) world.
            height_world: () or (N,) world units, > 0.
            image_size: (height, width) pixels.
            near: () or (N,) world units; may be 0 or negative.

        Returns:
            N cameras. *Differentiable in* eye, target, up, height_world.

        Raises:
            ValueError: as `look_at`, or a height that is not positive.
        """
        extrinsics = _look_at_extrinsics(eye, target, up)
        height = expand(to_tensor(height_world), extrinsics.translation.shape[0], ())
        if bool((height.detach() <= 0).any()):
            raise ValueError(f"Camera.look_at_orthographic: height_world must be > 0, got {height.detach().tolist()}")
        return cls(
            _centered(image_size[0] / height, image_size, orthographic=True), extrinsics, _near(near, extrinsics)
        )

    @classmethod
    def from_opencv(
        cls,
        intrinsic_matrix: ArrayLike,
        rotation: ArrayLike,
        translation: ArrayLike,
        near: ArrayLike = DEFAULT_NEAR,
    ) -> Camera:
        """Perspective cameras from K and [R | t] as OpenCV, COLMAP and the Middlebury benchmark give them.

        OpenCV puts the centre of the top left pixel at (0, 0) or (0.5, 0.5) depending on the tool; here it is at
        (0.5, 0.5), so add 0.5 to a principal point of the first kind.

        Args:
            intrinsic_matrix: (3, 3) or (N, 3, 3) [[fx, s, cx], [0, fy, cy], [0, 0, 1]], pixels.
            rotation: (3, 3) or (N, 3, 3) world to camera.
            translation: (3,) or (N, 3).
            near: () or (N,) world units.

        Returns:
            N cameras. *Differentiable in* all but near.

        Raises:
            ValueError: a last row of K that is not (0, 0, 1), or rotation not orthonormal, or values not finite.
        """
        matrix, turn, shift = to_tensor(intrinsic_matrix), to_tensor(rotation), to_tensor(translation)
        count = max(x.shape[0] if x.ndim == d else 1 for x, d in ((matrix, 3), (turn, 3), (shift, 2)))
        matrix, turn, shift = expand(matrix, count, (3, 3)), expand(turn, count, (3, 3)), expand(shift, count, (3,))
        if not torch.allclose(matrix.detach()[:, 2], matrix.detach().new_tensor([0.0, 0.0, 1.0])):
            raise ValueError(
                f"Camera.from_opencv: the last row of intrinsic_matrix must be (0, 0, 1), got {matrix[0, 2].tolist()}"
            )
        intrinsics = Intrinsics(
            torch.stack([matrix[:, 0, 0], matrix[:, 1, 1]], dim=1),
            matrix[:, :2, 2],
            matrix[:, 0, 1],
            torch.zeros(count, dtype=torch.bool, device=matrix.device),
        )
        extrinsics = Extrinsics(turn, shift)
        return cls(intrinsics, extrinsics, _near(near, extrinsics))

    @classmethod
    def from_gltf(
        cls,
        camera_to_world: ArrayLike,
        *,
        fov_y_degrees: ArrayLike,
        image_size: tuple[int, int],
        near: ArrayLike = DEFAULT_NEAR,
    ) -> Camera:
        """Perspective cameras from glTF, OpenGL or Blender node matrices (x right, y up, looking along -z).

        Args:
            camera_to_world: (4, 4) or (N, 4, 4); a scale in it is dropped.
            fov_y_degrees: () or (N,) vertical field of view.
            image_size: (height, width) pixels.
            near: () or (N,) world units.

        Returns:
            N cameras. *Differentiable in* camera_to_world, fov_y_degrees.

        Raises:
            ValueError: a singular or mirrored matrix, or values that are not finite.
        """
        matrix = to_tensor(camera_to_world)
        matrix = expand(matrix, matrix.shape[0] if matrix.ndim == 3 else 1, (4, 4))
        axes = matrix[:, :3, :3]
        if bool((torch.linalg.det(axes.detach()) <= 0).any()):
            raise ValueError("Camera.from_gltf: camera_to_world must not be singular or mirrored")
        axes = axes / axes.norm(dim=1, keepdim=True)
        rotation = (axes * axes.new_tensor(_OPENGL_TO_OPENCV)).mT
        extrinsics = Extrinsics(rotation, -(rotation @ matrix[:, :3, 3:]).squeeze(2))
        focal = (
            0.5 * image_size[0] / torch.tan(torch.deg2rad(expand(to_tensor(fov_y_degrees), matrix.shape[0], ())) / 2)
        )
        return cls(_centered(focal, image_size, orthographic=False), extrinsics, _near(near, extrinsics))

    @staticmethod
    def cat(cameras: Sequence[Camera]) -> Camera:
        """One batch of all the cameras, in order. Raises ValueError where there is none."""
        if not cameras:
            raise ValueError("Camera.cat: expected at least one camera, got none")
        lenses, poses = [c.intrinsics for c in cameras], [c.extrinsics for c in cameras]
        return Camera(
            Intrinsics(
                torch.cat([x.focal_pixels for x in lenses]),
                torch.cat([x.principal_point_pixels for x in lenses]),
                torch.cat([x.skew_pixels for x in lenses]),
                torch.cat([x.orthographic for x in lenses]),
            ),
            Extrinsics(torch.cat([x.rotation for x in poses]), torch.cat([x.translation for x in poses])),
            torch.cat([c.near for c in cameras]),
        )

    def __len__(self) -> int:
        return int(self.near.shape[0])

    def __getitem__(self, index: int | slice | Tensor | Sequence[int]) -> Camera:
        """The cameras of an index, a slice or a list; always a batch."""
        if isinstance(index, int):
            if not -len(self) <= index < len(self):
                raise IndexError(f"Camera: index {index} is out of range for {len(self)} cameras")
            index = [index % len(self)]
        lens, pose = self.intrinsics, self.extrinsics
        return Camera(
            Intrinsics(
                lens.focal_pixels[index],
                lens.principal_point_pixels[index],
                lens.skew_pixels[index],
                lens.orthographic[index],
            ),
            Extrinsics(pose.rotation[index], pose.translation[index]),
            self.near[index],
        )

    def to(self, *, dtype: torch.dtype | None = None, device: torch.device | str | None = None) -> Camera:
        """The same cameras in another floating dtype or on another device."""
        lens, pose = self.intrinsics, self.extrinsics
        return Camera(
            Intrinsics(
                lens.focal_pixels.to(dtype=dtype, device=device),
                lens.principal_point_pixels.to(dtype=dtype, device=device),
                lens.skew_pixels.to(dtype=dtype, device=device),
                lens.orthographic.to(device=device),
            ),
            Extrinsics(pose.rotation.to(dtype=dtype, device=device), pose.translation.to(dtype=dtype, device=device)),
            self.near.to(dtype=dtype, device=device),
        )

    def rescaled(self, factor: float) -> Camera:
        """The same cameras for an image `factor` times as large, as supersampling needs them."""
        lens = self.intrinsics
        scaled = replace(
            lens,
            focal_pixels=lens.focal_pixels * factor,
            principal_point_pixels=lens.principal_point_pixels * factor,
            skew_pixels=lens.skew_pixels * factor,
        )
        return replace(self, intrinsics=scaled)

    def in_frame(self, center_world: ArrayLike, scale: float) -> Camera:
        """The same cameras for positions p that stand for center_world + scale * p.

        Args:
            center_world: (3,) world.
            scale: world units per unit of the frame, > 0.

        Returns:
            Cameras that give the same images of p. A float32 object kilometres from the origin keeps its digits.
        """
        pose, lens = self.extrinsics, self.intrinsics
        center = to_tensor(center_world).to(pose.rotation)
        translation = (pose.rotation @ center + pose.translation) / scale
        focal = torch.where(lens.orthographic[:, None], lens.focal_pixels * scale, lens.focal_pixels)
        skew = torch.where(lens.orthographic, lens.skew_pixels * scale, lens.skew_pixels)
        return Camera(
            replace(lens, focal_pixels=focal, skew_pixels=skew),
            Extrinsics(pose.rotation, translation),
            self.near / scale,
        )

    @property
    def centers_world(self) -> Tensor:
        """(N, 3) where the cameras stand."""
        return -(self.extrinsics.rotation.mT @ self.extrinsics.translation[:, :, None]).squeeze(2)

    @property
    def world_to_camera(self) -> Tensor:
        """(N, 4, 4) takes (position_world, 1) to (position_camera, 1)."""
        top = torch.cat([self.extrinsics.rotation, self.extrinsics.translation[:, :, None]], dim=2)
        bottom = top.new_tensor([0.0, 0.0, 0.0, 1.0]).expand(len(self), 1, 4)
        return torch.cat([top, bottom], dim=1)

    def world_to_clip(self, image_size: tuple[int, int], far: float) -> Tensor:
        """OpenGL's clip space: the one function from which clip space and NDC are derived.

        Args:
            image_size: (height, width) pixels.
            far: world units, beyond near.

        Returns:
            (N, 4, 4) takes (position_world, 1) to clip space; after the division by w, NDC is -1 at the image's left
            and bottom edge and at `near`, +1 at its right and top edge and at `far`.

        Raises:
            ValueError: far is not beyond near.
        """
        if bool((self.near.detach() >= far).any()):
            raise ValueError(f"Camera.world_to_clip: far must be beyond near, got far {far}")
        height, width = image_size
        lens, near = self.intrinsics, self.near
        zero, one = torch.zeros_like(near), torch.ones_like(near)
        x_scale, y_scale = 2.0 / width, -2.0 / height
        x_offset = x_scale * lens.principal_point_pixels[:, 0] - 1
        y_offset = y_scale * lens.principal_point_pixels[:, 1] + 1
        flat = lens.orthographic
        depth_scale = torch.where(flat, 2 / (far - near), (far + near) / (far - near))
        depth_offset = torch.where(flat, -(far + near) / (far - near), -2 * far * near / (far - near))
        rows = [
            [
                x_scale * lens.focal_pixels[:, 0],
                x_scale * lens.skew_pixels,
                torch.where(flat, zero, x_offset),
                torch.where(flat, x_offset, zero),
            ],
            [
                zero,
                y_scale * lens.focal_pixels[:, 1],
                torch.where(flat, zero, y_offset),
                torch.where(flat, y_offset, zero),
            ],
            [zero, zero, depth_scale, depth_offset],
            [zero, zero, torch.where(flat, zero, one), torch.where(flat, one, zero)],
        ]
        camera_to_clip = torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)
        return camera_to_clip @ self.world_to_camera


def _look_at_extrinsics(eye: ArrayLike, target: ArrayLike, up: ArrayLike) -> Extrinsics:
    points = [to_tensor(x) for x in (eye, target, up)]
    count = max(x.shape[0] if x.ndim == 2 else 1 for x in points)
    origin, aim, upward = (expand(x, count, (3,)) for x in points)
    forward = aim - origin
    distance = forward.norm(dim=1, keepdim=True)
    if bool((distance.detach() == 0).any()):
        raise ValueError("Camera.look_at: eye and target must not coincide")
    forward = forward / distance
    right = torch.linalg.cross(forward, upward / upward.norm(dim=1, keepdim=True))
    other = torch.where(
        forward[:, 2:].abs() < 0.9, forward.new_tensor([0.0, 0.0, 1.0]), forward.new_tensor([1.0, 0.0, 0.0])
    )
    parallel = right.detach().norm(dim=1, keepdim=True) < _PARALLEL
    right = torch.where(parallel, torch.linalg.cross(forward, other), right)
    right = right / right.norm(dim=1, keepdim=True)
    rotation = torch.stack([right, torch.linalg.cross(forward, right), forward], dim=1)
    return Extrinsics(rotation, -(rotation @ origin[:, :, None]).squeeze(2))


def _focal_pixels(caller: str, fov_y_degrees: ArrayLike, extrinsics: Extrinsics, image_size: tuple[int, int]) -> Tensor:
    fov = expand(to_tensor(fov_y_degrees), extrinsics.translation.shape[0], ())
    if not bool(((fov.detach() > 0) & (fov.detach() < 180)).all()):
        raise ValueError(f"{caller}: fov_y_degrees must be in (0, 180), got {fov.detach().tolist()}")
    return 0.5 * image_size[0] / torch.tan(torch.deg2rad(fov) / 2)


def _centered(focal_pixels: Tensor, image_size: tuple[int, int], *, orthographic: bool) -> Intrinsics:
    height, width = image_size
    count = focal_pixels.shape[0]
    center = focal_pixels.detach().new_tensor([width / 2, height / 2]).expand(count, 2)
    flat = torch.full((count,), orthographic, dtype=torch.bool, device=focal_pixels.device)
    return Intrinsics(focal_pixels[:, None].expand(count, 2), center, torch.zeros_like(center[:, 0]), flat)


def _near(near: ArrayLike, extrinsics: Extrinsics) -> Tensor:
    return expand(to_tensor(near).to(extrinsics.translation), extrinsics.translation.shape[0], ())
