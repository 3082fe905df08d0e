// SPDX-License-Identifier: MIT
// The vectorised inner loops of interpolation on the CPU.
#pragma once

#include <stdint.h>

namespace photosculpture {

struct FaceRun;

template <class T>
struct AttributeView {
  const T* attributes;          // (V, C)
  const int32_t* faces;         // (F, 3)
  const int32_t* face_indices;  // (H, W)
  const T* barycentrics;        // (H, W, 2)
  int32_t vertex_count, face_count, channels;
};

template <class T>
struct InterpolateKernels {
  // Writes pixels [begin, end) of image (H, W, C).
  void (*forward)(const AttributeView<T>& view, int32_t begin, int32_t end, T* image);
  // Of the pixels [begin, end), which the runs belong to: writes grad_barycentrics (H, W, 2), and sums (slots, C, 4)
  // over pixels of the barycentrics, the three corners', times grad_image (H, W, C). Either may be null.
  void (*backward)(const AttributeView<T>& view, int32_t begin, int32_t end, const FaceRun* runs, int32_t count,
                   const int32_t* strip_faces, const T* grad_image, T* grad_barycentrics, double* sums);
};

// For the instruction set at hand.
template <class T>
const InterpolateKernels<T>& interpolate_kernels();

}  // namespace photosculpture
