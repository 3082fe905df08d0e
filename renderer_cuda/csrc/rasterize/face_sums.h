// SPDX-License-Identifier: MIT
// The inner loops of the rasterizer's backward pass.
#pragma once

#include "../common/face_run.h"

namespace photosculpture {

// Doubles a face: terms[3 * k + j] of fragment_gradient.h stands at 4 * k + j, so that the three fill a register.
constexpr int kFaceSums = 16;

// One view, as the loops need it.
template <class T>
struct FragmentView {
  const T* positions;          // (V, 3)
  const T* matrix;             // (4, 4)
  const int32_t* faces;        // (F, 3)
  const T* barycentrics;       // (H, W, 2)
  const T* grad_barycentrics;  // (H, W, 2) or null
  const T* grad_depth;         // (H, W) or null
  int32_t width;
};

template <class T>
struct FaceSumKernels {
  // Writes the sums (slots, kFaceSums) of runs whose slots begin in order.
  void (*sum_runs)(const FragmentView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces,
                   double* sums);
  // Adds what the sums give to corners (V, 4): gradients by (pixel x * w, pixel y * w, depth - near, w).
  void (*to_corners)(const FragmentView<T>& view, const int32_t* strip_faces, int32_t count, const double* sums,
                     double* corners);
  // Writes the gradients by positions (V, 3), adds to that by the matrix (4, 4).
  void (*to_mesh)(const FragmentView<T>& view, int32_t vertex_count, const double* corners, T* grad_positions,
                  double* grad_matrix);
};

// For the instruction set at hand.
template <class T>
const FaceSumKernels<T>& face_sum_kernels();

}  // namespace photosculpture
