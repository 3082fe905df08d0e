// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

namespace photosculpture {

// A run's pixels are taken in blocks of this many. At 256 pixels five in six runs of a mesh of a thousand faces fit
// into one; blocks of four are slower, as their number is harder to foresee.
constexpr int kRunLanes = 8;

// Pixels of one face side by side in a row.
struct FaceRun {
  int32_t pixel;  // of the image, row by row
  int32_t count;
  int32_t slot;  // of the face, see StripFaces
};

}  // namespace photosculpture
