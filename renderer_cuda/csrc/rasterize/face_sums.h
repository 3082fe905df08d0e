// SPDX-License-Identifier: MIT
// The vectorised inner loops of the rasterizer's backward pass.
#pragma once

#include "../common/face_run.h"

namespace photosculpture {

// Doubles a face: lanes of each of the terms in fragment_gradient.h.
constexpr int kFaceSums = 12 * kRunLanes;

// One view, as the loops need it.
template <class T>
struct FragmentView {
  const T* positions;          // (V, 3)
  const T* matrix;             // (4, 4)
  const int32_t* faces;        // (F, 3)
  const T* barycentrics;       // (H, W, 2)
  const T* grad_barycentrics;  // (H, W, 2) or null
  const T* grad_depth;         // (H, W) or null
  int32_t pixel_count;         // H W
};

template <class T>
struct FaceSumKernels {
  // Adds to sums (slots, 12, kRunLanes): pixel k of a block goes to lane k.
  void (*sum_runs)(const FragmentView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces,
                   double* sums);
  // From the sums to corner positions (slots, 3, 3), and to the matrix (4, 4), to which it adds.
  void (*to_mesh)(const FragmentView<T>& view, const int32_t* strip_faces, int32_t count, const double* sums,
                  T* grad_corners, double* grad_matrix);
};

// For the instruction set at hand.
template <class T>
const FaceSumKernels<T>& face_sum_kernels();

}  // namespace photosculpture
