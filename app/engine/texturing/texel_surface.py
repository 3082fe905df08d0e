"""What the texels of a wrapped picture lie on, and what lies on none."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.engine.texturing.unwrapping import Unwrapped

_TESTS_AT_ONCE = 2**20  # of texels against faces; a few dozen megabytes


@dataclass(frozen=True, eq=False)
class TexelSurface:
    """The place on a mesh that each texel's centre lies on.

    Args:
        face_indices: (Ht, Wt) int32; -1 where there is none.
        barycentrics: (Ht, Wt, 2) float32, the weights of the face's first two corners; 0 where there is none.
    """

    face_indices: NDArray[np.int32]
    barycentrics: NDArray[np.float32]

    @property
    def covered(self) -> NDArray[np.bool_]:
        """(Ht, Wt), whether a texel's centre lies on the mesh."""
        return np.asarray(self.face_indices >= 0)


def texel_surface(unwrapped: Unwrapped, texture_size: int) -> TexelSurface:
    """Find the face at the centre of each texel; where faces touch or overlap, the first of them.

    Args:
        unwrapped: where the faces lie.
        texture_size: width and height of the texture.
    """
    count = texture_size * texture_size
    face_indices = np.full(count, -1, dtype=np.int32)
    barycentrics = np.zeros((count, 2), dtype=np.float32)
    corners = unwrapped.uv.astype(np.float64)[unwrapped.uv_faces] * texture_size - 0.5  # texel centres at whole numbers
    first = np.clip(np.ceil(corners.min(axis=1)), 0, texture_size).astype(np.int64)
    size = np.clip(np.floor(corners.max(axis=1)) + 1, 0, texture_size).astype(np.int64) - first
    tests = np.maximum(size, 0).prod(axis=1)
    parts = np.flatnonzero(np.diff(np.cumsum(tests) // _TESTS_AT_ONCE)) + 1
    # The last part first, and in each part the last face first, so that the first face at a texel stays.
    for part in reversed(np.split(np.arange(len(corners)), parts)):
        face, x, y = _candidates(part[::-1], first, size, tests)
        weights = _weights(corners, face, x, y)
        inside = (weights >= 0).all(axis=0)
        texel = (y * texture_size + x)[inside]
        face_indices[texel] = face[inside]
        barycentrics[texel] = weights[:2, inside].T
    square = (texture_size, texture_size)
    return TexelSurface(face_indices.reshape(square), barycentrics.reshape(*square, 2))


def texels_of_vertices(
    unwrapped: Unwrapped, faces: NDArray[np.int32], values: NDArray[np.float32], texture_size: int
) -> NDArray[np.float32]:
    """Paint a texture with what the vertices of its mesh have, and pad it.

    Args:
        unwrapped: where the faces lie.
        faces: (F, 3), indices into `values`.
        values: (V, C), of the vertices.
        texture_size: width and height of the texture.

    Returns:
        (texture_size, texture_size, C).
    """
    surface = texel_surface(unwrapped, texture_size)
    face, weights = surface.face_indices[surface.covered], surface.barycentrics[surface.covered]
    a, b, c = values[faces[face]].transpose(1, 0, 2)
    texels = np.zeros((texture_size, texture_size, values.shape[1]), dtype=np.float32)
    texels[surface.covered] = weights[:, :1] * a + weights[:, 1:] * b + (1 - weights.sum(axis=1, keepdims=True)) * c
    return padded(texels, surface.covered)


def padded(texels: NDArray[np.float32], valid: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Give each texel that is not valid the colour of a nearest one that is.

    Lookups between texels and in smaller copies of a texture then find no colour that is not the surface's own.

    Args:
        texels: (Ht, Wt, C).
        valid: (Ht, Wt), which of them are to be kept.

    Returns:
        The same, filled; unchanged where nothing is valid.
    """
    if valid.all() or not valid.any():
        return texels.copy()
    _, labels = cv2.distanceTransformWithLabels(
        (~valid).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    of_label = np.zeros(int(labels.max()) + 1, dtype=np.int64)
    of_label[labels[valid]] = np.flatnonzero(valid)
    return np.asarray(texels.reshape(-1, texels.shape[2])[of_label[labels]])


def _candidates(
    faces: NDArray[np.int64], first: NDArray[np.int64], size: NDArray[np.int64], tests: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Each face with each texel (x, y) of the rectangle around it."""
    face = np.repeat(faces, tests[faces])
    before = np.cumsum(tests[faces]) - tests[faces]
    number = np.arange(len(face)) - np.repeat(before, tests[faces])
    down, across = np.divmod(number, np.maximum(size[face, 0], 1))
    return face, first[face, 0] + across, first[face, 1] + down


def _weights(
    corners: NDArray[np.float64], face: NDArray[np.int64], x: NDArray[np.int64], y: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(3, P), the barycentric coordinates of points in their faces; -1 in faces without area."""
    (x_0, y_0), (x_1, y_1), (x_2, y_2) = corners[face].transpose(1, 2, 0)
    area = (x_1 - x_0) * (y_2 - y_0) - (x_2 - x_0) * (y_1 - y_0)
    inverse = np.divide(1.0, area, out=np.zeros_like(area), where=area != 0)
    weight_0 = ((x_1 - x) * (y_2 - y) - (x_2 - x) * (y_1 - y)) * inverse
    weight_1 = ((x_2 - x) * (y_0 - y) - (x_0 - x) * (y_2 - y)) * inverse
    return np.where(area != 0, np.stack([weight_0, weight_1, 1 - weight_0 - weight_1]), -1.0)
