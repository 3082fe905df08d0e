// SPDX-License-Identifier: MIT
// Remeshing from arrays to arrays.
#pragma once

#include <cstdint>
#include <vector>

#include "vector3.h"

namespace photosculpture {

struct RemeshedSurface {
  std::vector<double> positions;       // (V, 3)
  std::vector<int32_t> faces;          // (F, 3)
  std::vector<int32_t> source_faces;   // (V), the given face that each vertex lies on
  std::vector<double> source_weights;  // (V, 3), of that face's corners
};

// Throws std::invalid_argument where the faces are no oriented manifold, or where the result would be too large.
RemeshedSurface remeshed(const std::vector<Vector3>& positions, const int32_t* faces, int32_t face_count,
                         const std::vector<double>& edge_lengths, int iterations);

}  // namespace photosculpture
