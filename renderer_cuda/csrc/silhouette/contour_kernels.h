// SPDX-License-Identifier: MIT
// Vertices and faces of a mesh in one view, many at once: contour_edges.h in vectors.
#pragma once

#include <stdint.h>

namespace photosculpture {

template <class T>
struct ContourKernels {
  // Pixels (count, 2) and states (count) of vertices at positions (count, 3). Returns whether all are in front.
  bool (*project)(const T* matrix, const T* positions, int32_t count, T* pixels, int8_t* states);
  // Sides (count) of faces (count, 3) whose vertices are all in front; pixels (V, 2).
  void (*find_sides)(const int32_t* faces, int32_t count, const T* pixels, int8_t* sides);
};

template <class T>
const ContourKernels<T>& contour_kernels();

}  // namespace photosculpture
