// SPDX-License-Identifier: MIT
// How far it is through a solid.
#pragma once

#include <cstdint>
#include <vector>

#include "vector3.h"

namespace photosculpture {

// One distance a vertex: the middle one of five inward rays; infinity where most of them leave the solid nowhere.
// Throws std::invalid_argument for indices out of range.
std::vector<double> local_thickness(const std::vector<Vector3>& positions, const int32_t* faces, int32_t face_count);

}  // namespace photosculpture
