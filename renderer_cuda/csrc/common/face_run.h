// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

namespace photosculpture {

// Pixels of one face side by side in a row.
struct FaceRun {
  int32_t pixel;  // of the image, row by row
  int32_t count;
  int32_t slot;  // of the face, see StripFaces
};

}  // namespace photosculpture
