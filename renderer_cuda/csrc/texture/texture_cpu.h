// SPDX-License-Identifier: MIT
// The texture stage on the CPU.
#pragma once

#include <type_traits>

#include "sampling.h"

namespace photosculpture {

// What both passes read. P pixels: those of all views, row by row.
template <class T>
struct TextureArguments {
  TextureShape shape;
  const T* texels;              // (height, width, C)
  const T* coarser;             // the levels after the first, each (h, w, C), one after the other
  const T* uv;                  // (P, 2)
  const T* slopes;              // (P, 2, 2) or null
  const int32_t* face_indices;  // (P), negative where there is nothing to sample; or null
  int32_t pixels;
  int threads;

  bool is_background(int32_t pixel) const { return face_indices != nullptr && face_indices[pixel] < 0; }
  const T* slopes_at(int32_t pixel) const { return slopes == nullptr ? nullptr : slopes + 4 * int64_t(pixel); }
};

// Calls call(channels) with a constant for the usual numbers of them, and with 0 for all others.
template <class Call>
void with_channels(int32_t channels, Call call) {
  if (channels == 1) return call(std::integral_constant<int, 1>());
  if (channels == 3) return call(std::integral_constant<int, 3>());
  if (channels == 4) return call(std::integral_constant<int, 4>());
  call(std::integral_constant<int, 0>());
}

// Writes all of image (P, C).
template <class T>
void texture_forward(const TextureArguments<T>& arguments, T* image);

// Writes all of those gradients that are not null. They do not depend on the number of threads: each texel's sum runs
// over the pixels in their order.
template <class T>
void texture_backward(const TextureArguments<T>& arguments, const T* grad_image /* (P, C) */, T* grad_texels,
                      T* grad_coarser, T* grad_uv);

}  // namespace photosculpture
