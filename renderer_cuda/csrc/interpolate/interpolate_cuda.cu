// SPDX-License-Identifier: MIT
// All kernels of interpolation, for one number type: PS_REAL, float or double, is defined by who compiles this.
// N views, V vertices, C channels, F faces; view_stride: between the attributes of two views, 0 where they share one
// set.
#include "../common/warp.h"
#include "interpolation.h"

using namespace photosculpture;
using Real = PS_REAL;

// One thread a pixel of all views.
extern "C" __global__ void interpolate_pixels(int32_t views, int32_t vertices, int32_t channels, int32_t faces,
                                              int32_t height, int32_t width, int64_t view_stride,
                                              const Real* attributes /* (V, C) or (N, V, C) */,
                                              const int32_t* face_vertices /* (F, 3) */,
                                              const int32_t* face_indices /* (N, H, W) */,
                                              const Real* barycentrics /* (N, H, W, 2) */,
                                              Real* image /* (N, H, W, C) */) {
  const int64_t pixel = thread_of_launch(), image_pixels = int64_t(height) * width;
  if (pixel >= views * image_pixels) return;
  const CornerAttributes<Real> found = corner_attributes(attributes + pixel / image_pixels * view_stride, vertices,
                                                         channels, face_vertices, faces, face_indices[pixel]);
  const Real first = barycentrics[2 * pixel], second = barycentrics[2 * pixel + 1];
  Real* const to = image + channels * pixel;
  for (int32_t i = 0; i < channels; ++i)
    to[i] = found.corners[0] == nullptr
                ? Real(0)
                : interpolated(found.corners[0][i], found.corners[1][i], found.corners[2][i], first, second);
}

// One warp a row of all views. Writes grad_barycentrics; adds sums over runs of pixels of one face to grad_attributes,
// which are zero before. Either may be null.
extern "C" __global__ void pixels_to_attributes(int32_t views, int32_t vertices, int32_t channels, int32_t faces,
                                                int32_t height, int32_t width, int64_t view_stride,
                                                const Real* attributes, const int32_t* face_vertices,
                                                const int32_t* face_indices, const Real* barycentrics,
                                                const Real* grad_image, Real* grad_attributes,
                                                Real* grad_barycentrics) {
  const int64_t row = warp_of_launch(), view = row / height;
  if (view >= views) return;
  for (int32_t start = 0; start < width; start += kWarpLanes) {
    const int32_t column = start + lane_of_warp();
    const int64_t pixel = row * width + column;
    const int32_t face = column < width ? face_indices[pixel] : -1;
    const CornerAttributes<Real> found =
        corner_attributes(attributes + view * view_stride, vertices, channels, face_vertices, faces, face);
    const bool is_seen = found.corners[0] != nullptr;
    Real by_first = Real(0), by_second = Real(0);
    if (__ballot_sync(kAllLanes, is_seen) != 0) {
      const LaneRun run = run_of_lane(is_seen ? face : -1);
      const double first = is_seen ? double(barycentrics[2 * pixel]) : 0.0;
      const double second = is_seen ? double(barycentrics[2 * pixel + 1]) : 0.0;
      const double weights[3] = {first, second, 1.0 - first - second};
      for (int32_t i = 0; i < channels; ++i) {
        const Real grad = is_seen ? grad_image[channels * pixel + i] : Real(0);
        if (is_seen) {
          const Real last = found.corners[2][i];
          by_first += grad * (found.corners[0][i] - last);
          by_second += grad * (found.corners[1][i] - last);
        }
        if (grad_attributes == nullptr) continue;
        for (int j = 0; j < 3; ++j) {
          const double sum = run_sum(weights[j] * double(grad), run);
          if (!is_seen || !run.is_last) continue;
          const int64_t vertex = face_vertices[3 * int64_t(face) + j];
          atomicAdd(grad_attributes + view * view_stride + channels * vertex + i, Real(sum));
        }
      }
    }
    if (grad_barycentrics == nullptr || column >= width) continue;
    grad_barycentrics[2 * pixel] = by_first;
    grad_barycentrics[2 * pixel + 1] = by_second;
  }
}
