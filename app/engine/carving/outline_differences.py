"""Where the outlines of a mesh and those of the targets differ by more than a vertex can be off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import label
from torch import Tensor

from app.engine.carving.view_cones import ConeGroup, ViewCones
from renderer_cuda import Topology, signed_distance

TOLERANCE_PIXELS = 2.0
LEAST_PIXELS = 4
_REACH_PIXELS = 32.0
_EIGHT_NEIGHBOURS = np.ones((3, 3), dtype=bool)


class DifferenceKind(Enum):
    """What would make an outline right."""

    CARVE = "carve"
    FILL = "fill"


@dataclass(frozen=True, eq=False)
class OutlineDifference:
    """Pixels of one view that hang together and differ.

    Args:
        view_id: the view.
        kind: CARVE where the mesh covers pixels that the silhouette leaves free, FILL where it misses some.
        mask: (H, W) bool, the pixels.
        topological: the image of the mesh has another number of pieces or holes because of them, as when it closes a
            hole or lacks the rod between two parts. Such a difference can hardly vanish as vertices move.
        depth_pixels: how far its pixels are from the farther of the two outlines, at most.
    """

    view_id: str
    kind: DifferenceKind
    mask: NDArray[np.bool_]
    topological: bool
    depth_pixels: float

    @property
    def pixels(self) -> int:
        """How many pixels differ."""
        return int(self.mask.sum())


def outline_differences(
    positions: Tensor,
    topology: Topology,
    cones: ViewCones,
    tolerance_pixels: float = TOLERANCE_PIXELS,
    least_pixels: int = LEAST_PIXELS,
) -> tuple[OutlineDifference, ...]:
    """Compare the outlines of a mesh with the silhouettes of all views.

    Pixels between two outlines that are a little apart are near to both. Pixels that differ although they are far from
    one of them are another matter: a hole that the mesh closes, however narrow, is far inside the mesh's outline, and
    a rod that it lacks, however thin, far outside.

    Args:
        positions: (V, 3), in the frame of the cones.
        topology: of the mesh.
        cones: of the views.
        tolerance_pixels: pixels that differ count if one of the outlines is farther than this, >= 0.
        least_pixels: how many of them have to hang together.

    Returns:
        The differences, view by view; the largest of a view first.
    """
    found: list[OutlineDifference] = []
    for group in cones.groups:
        with torch.no_grad():
            seen = signed_distance(positions, topology, group.camera, group.image_size, _REACH_PIXELS)
        for index, member in enumerate(group.members):
            pair = _Pair(*_images(group, seen, index))
            found += pair.differences(cones.view_ids[member], tolerance_pixels, least_pixels)
    order = {view_id: index for index, view_id in enumerate(cones.view_ids)}
    return tuple(sorted(found, key=lambda difference: (order[difference.view_id], -difference.pixels)))


def _images(group: ConeGroup, seen: Tensor, index: int) -> Sequence[NDArray[np.float32]]:
    target = group.distances_pixels[index]
    known = torch.ones_like(target) if group.weights is None else group.weights[index]
    return [np.asarray(image.cpu().numpy(), dtype=np.float32) for image in (seen[index], target, known)]


@dataclass(frozen=True, eq=False)
class _Pair:
    """What a view shows of the mesh, and what it should show: (H, W) signed distances."""

    mesh: NDArray[np.float32]
    target: NDArray[np.float32]
    known: NDArray[np.float32]

    def differences(self, view_id: str, tolerance_pixels: float, least_pixels: int) -> Iterator[OutlineDifference]:
        differ = ((self.mesh < 0) != (self.target < 0)) & (self.known > 0)
        depth = np.where(differ, np.maximum(np.abs(self.mesh), np.abs(self.target)), 0.0)
        if depth.max() <= tolerance_pixels:
            return
        for kind, among in ((DifferenceKind.CARVE, self.mesh < 0), (DifferenceKind.FILL, self.target < 0)):
            regions, count = label(differ & among, _EIGHT_NEIGHBOURS)
            for number in range(1, count + 1):
                mask = regions == number
                far = mask & (depth > tolerance_pixels)
                if far.sum() >= least_pixels:
                    yield OutlineDifference(view_id, kind, mask, self._changes_regions(mask), float(depth[far].max()))

    def _changes_regions(self, mask: NDArray[np.bool_]) -> bool:
        """Whether the mesh's image would fall into other pieces, or have other holes, if these pixels were right."""
        now = self.mesh < 0
        return _region_counts(now) != _region_counts(now ^ mask)


def _region_counts(inside: NDArray[np.bool_]) -> tuple[int, int]:
    """How many pieces an image and its background have; beyond the border there is background."""
    pieces = label(inside, _EIGHT_NEIGHBOURS)[1]
    return int(pieces), int(label(np.pad(~inside, 1, constant_values=True))[1])
