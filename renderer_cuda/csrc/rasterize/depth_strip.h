// SPDX-License-Identifier: MIT
// A strip of image rows, the unit of work of the rasterizer on the CPU, and its vectorised inner loops.
#pragma once

#include <stdint.h>

#include "../common/face_run.h"
#include "face_setup.h"

namespace photosculpture {

// A face that may cover pixels.
struct BoxedFace {
  int32_t face;
  float nearest;  // no pixel of it is nearer
  PixelBox box;
};

// The nearest face so far for every pixel of a strip, in the columns that faces may cover.
struct DepthStrip {
  int32_t first_row, rows, width, stride;  // stride: pixels a row, at least kRunLanes more than the width
  float* depth;                            // (rows, stride), kNoDepth where there is no face
  int32_t* face;                           // (rows, stride), -1 where there is no face
  int32_t column_begin, column_end;        // no values outside
};
constexpr float kNoDepth = 3e38f;  // farther than any face that is drawn

// The images of one view.
template <class T>
struct FragmentImages {
  int32_t* face_indices;  // (H, W)
  T* barycentrics;        // (H, W, 2)
  T* depth;               // (H, W)
};

// corners (V), faces (F, 3).
template <class T>
struct RasterizeKernels {
  void (*draw)(const Corner* corners, const int32_t* faces, const BoxedFace* boxed, int32_t count, DepthStrip& strip);
  void (*resolve)(const Corner* corners, const int32_t* faces, const DepthStrip& strip, double near,
                  const FragmentImages<T>& images);
};

// For the instruction set at hand.
template <class T>
const RasterizeKernels<T>& rasterize_kernels();

}  // namespace photosculpture
