// SPDX-License-Identifier: MIT
// Where a surface meets itself.
#pragma once

#include <cstdint>
#include <vector>

#include "vector3.h"

namespace photosculpture {

// Pairs of faces (i, j) with i < j that touch_beyond_common, in order, one after the other.
// Throws std::invalid_argument for indices out of range.
std::vector<int32_t> self_intersections(const std::vector<Vector3>& positions, const int32_t* faces,
                                        int32_t face_count);

}  // namespace photosculpture
