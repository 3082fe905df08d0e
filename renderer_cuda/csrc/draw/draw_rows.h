// SPDX-License-Identifier: MIT
// The vectorised inner loops of drawing on the CPU.
#pragma once

#include "../common/ranges.h"
#include "../rasterize/depth_strip.h"

namespace photosculpture {

// One view of a mesh and its attributes.
template <class T>
struct DrawnView {
  const Corner* corners;           // (V)
  const int32_t* faces;            // (F, 3)
  const T* attributes;             // (A, C)
  const int32_t* attribute_faces;  // (F, 3), checked
  int32_t channels, width;
};

// What the pixels of a face in a strip give, in doubles: weights are e_k / L with linear functions e_k and L of the
// pixel, so that sums of gradients times two weights follow from sums of g / L^2 times 1, x, y, x^2, xy and y^2.
// Coordinates count from the centre of one of the face's pixels. (kMomentHead + 6 * lanes) values: L's change by x and
// by y, L at that centre; its x and y; from kMomentCorners on x, y, w of each corner; then the moments, each of lanes
// >= C channels.
constexpr int kMomentHead = 16, kMomentCorners = 5, kMoments = 6;
constexpr int32_t moment_lanes(int32_t channels) { return (channels + 3) / 4 * 4; }
constexpr int32_t moment_stride(int32_t channels) { return kMomentHead + kMoments * moment_lanes(channels); }

template <class T>
struct DrawKernels {
  // Writes a strip's rows of face_indices (H, W) and of image (H, W, C), with hard edges, the runs of its pixels, whose
  // slots are their faces, and by row the columns from the first run to the last. Returns the number
  // of runs; there is room for kRunLanes more than the strip has pixels.
  int32_t (*paint)(const DrawnView<T>& view, const DepthStrip& strip, int32_t* face_indices, T* image, FaceRun* runs,
                   IndexRange* spans);
  // Adds the runs of one row to the moments (slots, moment_stride) of their faces; those of slots from `known` on begin
  // here. grad_row: (W, C), of which up to three values more are read. Returns how many slots are known then.
  int32_t (*sum_row)(const DrawnView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces,
                     int32_t row, const T* grad_row, int32_t known, double* moments);
  // Adds what the moments give to grad_attributes (A, C), and to grad_corners (V, 4) as rasterize/face_sums.h has them.
  void (*spread)(const DrawnView<T>& view, const int32_t* strip_faces, int32_t count, const double* moments,
                 T* grad_attributes, double* grad_corners);
};

// For the instruction set at hand.
template <class T>
const DrawKernels<T>& draw_kernels();

}  // namespace photosculpture
