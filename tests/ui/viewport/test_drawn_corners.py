# SPDX-License-Identifier: MIT
"""Vertices are drawn once for each place in the texture that they have, and no more often."""

import numpy as np
import pytest

from app.engine.meshes.primitives import icosphere
from app.ui.viewport.drawn_corners import split_at_seams


def test_each_corner_keeps_its_vertex_and_its_place() -> None:
    rng = np.random.default_rng(0)
    faces = icosphere(2).faces
    uv_faces = rng.integers(0, 40, faces.shape).astype(np.int32)
    corners = split_at_seams(faces, uv_faces)
    assert corners.vertices is not None and corners.places is not None
    assert np.array_equal(corners.vertices[corners.faces], faces)
    assert np.array_equal(corners.places[corners.faces], uv_faces)
    pairs = set(zip(faces.ravel().tolist(), uv_faces.ravel().tolist(), strict=True))
    assert len(corners.vertices) == len(pairs)


def test_without_seams_nothing_is_split() -> None:
    faces = icosphere(1).faces
    corners = split_at_seams(faces, faces)
    assert corners.vertices is not None
    assert len(corners.vertices) == faces.max() + 1
    uv = np.random.default_rng(1).random((faces.max() + 1, 2)).astype(np.float32)
    assert corners.places_of(uv)[corners.faces][..., :2] == pytest.approx(uv[faces])
