// SPDX-License-Identifier: MIT
// Slopes of attributes on the screen, for one number type: PS_REAL, float or double, is defined by who compiles this.
#include "../common/warp.h"
#include "slopes.h"

using namespace photosculpture;
using Real = PS_REAL;

// One thread a pixel of all views. view_stride: between the attributes of two views, 0 where they share one set.
extern "C" __global__ void slopes_of_pixels(
    int32_t views, int32_t attribute_count, int32_t channels, int32_t faces, int32_t height, int32_t width,
    int64_t view_stride, const Real* attributes /* (V', C) or (N, V', C) */,
    const int32_t* face_vertices /* (F, 3) of attributes */, const Real* positions /* (V, 3) */,
    const int32_t* welded /* (F, 3) of positions */, const Real* matrices /* (N, 4, 4) */,
    const int32_t* face_indices /* (N, H, W) */, Real* slopes /* (N, H, W, C, 2) */) {
  const int64_t pixel = thread_of_launch(), image_pixels = int64_t(height) * width;
  if (pixel >= views * image_pixels) return;
  const int64_t view = pixel / image_pixels, row = pixel % image_pixels / width, column = pixel % width;
  Real* const to = slopes + 2 * channels * pixel;
  const int32_t face = face_indices[pixel];
  const CornerAttributes<Real> found =
      corner_attributes(attributes + view * view_stride, attribute_count, channels, face_vertices, faces, face);
  if (found.corners[0] == nullptr) {
    for (int32_t i = 0; i < 2 * channels; ++i) to[i] = Real(0);
    return;
  }
  Corner corner[3];
  for (int k = 0; k < 3; ++k)
    corner[k] = project_corner(matrices + 16 * view, positions + 3 * int64_t(welded[3 * int64_t(face) + k]));
  write_slopes(found, channels, weight_slopes(corner[0], corner[1], corner[2], double(column) + 0.5, double(row) + 0.5),
               to);
}
