// SPDX-License-Identifier: MIT
// Neighbouring pixels in which faces are seen that share no vertex: the only
// ones between which faces may intersect.
#pragma once

#include <stdint.h>

namespace photosculpture {

// The faces seen at the pixels of a row, and at the neighbours on one side of
// them; below 0 is background.
struct FaceNeighbors {
  const int32_t *here, *there;
  int32_t count;
};

constexpr int32_t kColumnSlack = 32;  // of the memory for columns beyond the number of pixels

struct StrangeFaceKernels {
  // Writes the columns, ascending, of the neighbours that see different faces
  // without a shared vertex, and returns their number. faces (F, 3); the rest
  // of the memory, count + kColumnSlack, is written as well.
  int32_t (*find)(const FaceNeighbors& pixels, const int32_t* faces, int32_t* columns);
};

const StrangeFaceKernels& strange_face_kernels();

}  // namespace photosculpture
