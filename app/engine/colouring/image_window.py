"""The part of an image where a mesh is. This module imports torch."""

from dataclasses import dataclass, replace

from torch import Tensor

from renderer_cuda import Camera, view_matrices


@dataclass(frozen=True)
class ImageWindow:
    """A rectangle of whole pixels within an image; it may be empty.

    Args:
        top: first row.
        bottom: row after the last, >= top.
        left: first column.
        right: column after the last, >= left.
    """

    top: int
    bottom: int
    left: int
    right: int

    @property
    def size(self) -> tuple[int, int]:
        """Height and width, pixels."""
        return self.bottom - self.top, self.right - self.left

    def bands(self, pixels: int) -> "list[ImageWindow]":
        """Return the window cut into bands of rows, each of as many pixels at most, or of one row."""
        rows = max(1, pixels // max(1, self.size[1]))
        return [
            replace(self, top=top, bottom=min(top + rows, self.bottom)) for top in range(self.top, self.bottom, rows)
        ]

    def camera(self, camera: Camera) -> Camera:
        """Return the camera of the image that is the window alone."""
        lens = camera.intrinsics
        moved = lens.principal_point_pixels - lens.principal_point_pixels.new_tensor([self.left, self.top])
        return replace(camera, intrinsics=replace(lens, principal_point_pixels=moved))


def window_of(positions: Tensor, camera: Camera, image_size: tuple[int, int]) -> ImageWindow:
    """Return a window that holds all that one camera sees of points and what lies between them.

    Args:
        positions: (V, 3).
        camera: one.
        image_size: height and width, pixels.
    """
    height, width = image_size
    matrix = view_matrices(camera)[0].to(positions)
    x, y, depth, w = (positions @ matrix[:, :3].T + matrix[:, 3]).T
    if bool((depth <= 0).any()):  # what crosses the plane of the eye may be seen anywhere
        return ImageWindow(0, height, 0, width)
    # A pixel more on each side, for what rounding there may be.
    left, right, top, bottom = ((x / w).min() - 1, (x / w).max() + 2, (y / w).min() - 1, (y / w).max() + 2)
    first_row, first_column = (int(min(max(float(first), 0), end)) for first, end in ((top, height), (left, width)))
    last_row, last_column = (int(min(max(float(last), 0), end)) for last, end in ((bottom, height), (right, width)))
    return ImageWindow(first_row, max(first_row, last_row), first_column, max(first_column, last_column))
