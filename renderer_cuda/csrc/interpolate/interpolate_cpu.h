// SPDX-License-Identifier: MIT
// Interpolation of vertex attributes on the CPU.
#pragma once

#include "../common/ranges.h"

namespace photosculpture {

template <class T>
struct InterpolateArguments {
  const T* attributes;   // (V, C), or (N, V, C)
  bool has_views;        // of attributes
  const int32_t* faces;  // (F, 3)
  int32_t vertex_count, face_count, channels, views;
  ImageSize size;
  const int32_t* face_indices;  // (N, H, W)
  const T* barycentrics;        // (N, H, W, 2)
  int threads;
};

// image: (N, H, W, C)
template <class T>
void interpolate_forward(const InterpolateArguments<T>& arguments, T* image);

// grad_image: (N, H, W, C). grad_attributes, as attributes, and grad_barycentrics (N, H, W, 2) may be null.
template <class T>
void interpolate_backward(const InterpolateArguments<T>& arguments, const T* grad_image, T* grad_attributes,
                          T* grad_barycentrics);

}  // namespace photosculpture
