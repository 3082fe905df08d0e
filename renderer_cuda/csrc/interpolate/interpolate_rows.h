// SPDX-License-Identifier: MIT
// The vectorised inner loops of interpolation on the CPU.
#pragma once

#include "../common/face_run.h"

namespace photosculpture {

template <class T>
struct AttributeView {
  const T* attributes;          // (V, C)
  const int32_t* faces;         // (F, 3)
  const int32_t* face_indices;  // (H, W)
  const T* barycentrics;        // (H, W, 2)
  int32_t vertex_count, face_count, channels, width;
};

// The pixels [begin, end) of a strip in the backward pass.
template <class T>
struct StripGradient {
  int32_t begin, end;
  const FaceRun* runs;
  int32_t run_count;
  const int32_t* faces;  // by slot
  int32_t face_count;
  const T* grad_image;   // (H, W, C)
  T* grad_barycentrics;  // (H, W, 2) or null
  double* sums;          // (slots, C, 4), scratch, or null; three corners, and one that fills up a register
  T* grad_attributes;    // (V, C) or null
};

template <class T>
struct InterpolateKernels {
  // Writes pixels [begin, end) of image (H, W, C).
  void (*forward)(const AttributeView<T>& view, int32_t begin, int32_t end, T* image);
  // Writes the gradient by barycentrics of the strip's pixels; adds that of the image, times the three barycentrics, to
  // grad_attributes.
  void (*backward)(const AttributeView<T>& view, const StripGradient<T>& strip);
};

// For the instruction set at hand.
template <class T>
const InterpolateKernels<T>& interpolate_kernels();

}  // namespace photosculpture
