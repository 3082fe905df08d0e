"""Curves through a few control points, and the frames that carry a section along them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

Points = NDArray[np.float64]


def smooth_curve(control_points: ArrayLike, count: int) -> Points:
    """Samples the cubic spline through control points, evenly in chord length.

    Args:
        control_points: (K, D), at least two, in the order of travel.
        count: Number of samples, at least two; the first and the last control point are among them.

    Returns:
        (count, D) float64.
    """
    points = np.asarray(control_points, dtype=np.float64)
    knots = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1)))
    return np.asarray(CubicSpline(knots, points, bc_type="natural")(np.linspace(0.0, knots[-1], count)))


def tangents(path: Points) -> Points:
    """Unit tangents (R, D) of a sampled path (R, D)."""
    differences = np.gradient(path, axis=0)
    return np.asarray(differences / np.linalg.norm(differences, axis=1, keepdims=True))


def transported_frames(path: Points, first_normal: ArrayLike) -> tuple[Points, Points]:
    """Carries a normal along a path without twisting it about the path.

    Args:
        path: (R, 3).
        first_normal: (3,), not parallel to the path's first tangent.

    Returns:
        Unit normals and binormals, (R, 3) each; (normal, binormal, tangent) is right-handed.

    Source: Bloomenthal, "Calculation of reference frames along a space curve", Graphics Gems, 1990.
    """
    along = tangents(path)
    normals = np.empty_like(path)
    normal = np.asarray(first_normal, dtype=np.float64)
    for row, tangent in enumerate(along):
        normal = normal - (normal @ tangent) * tangent
        normal = normal / np.linalg.norm(normal)
        normals[row] = normal
    return normals, np.cross(along, normals)
