// SPDX-License-Identifier: MIT
// On which side a point lies, exactly: the sign is that of real arithmetic on the coordinates as they are.
// Source: Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates (1997).
#pragma once

#include "vector3.h"

namespace photosculpture {

// +1 where a, b, c run counter-clockwise seen from d, -1 where clockwise, 0 where all four lie in a plane.
int side_of_plane(Vector3 a, Vector3 b, Vector3 c, Vector3 d);

// +1 where the points (x, y) of a, b, c run counter-clockwise, -1 where clockwise, 0 on a line. The axes x and y follow
// `dropped` in the order 0, 1, 2, 0.
int turn(Vector3 a, Vector3 b, Vector3 c, int dropped);

}  // namespace photosculpture
