// SPDX-License-Identifier: MIT
// Where a surface meets itself.
#pragma once

#include <cstdint>
#include <vector>

#include "box_tree.h"

namespace photosculpture {

// The corners of each face. Throws std::invalid_argument for indices out of range.
std::vector<Triangle> triangles_of(const std::vector<Vector3>& positions, const int32_t* faces, int32_t face_count);

// Pairs of faces (i, j) with i < j that touch_beyond_common, in order, one after the other.
std::vector<int32_t> self_intersections(const std::vector<Vector3>& positions, const int32_t* faces,
                                        int32_t face_count);

}  // namespace photosculpture
