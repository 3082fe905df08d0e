// SPDX-License-Identifier: MIT
// Slopes of attributes on the screen, on the CPU.
#pragma once

#include "../common/ranges.h"

namespace photosculpture {

template <class T>
struct ScreenSlopesArguments {
  const T* attributes;    // (V', C), or (N, V', C)
  bool has_views;         // of attributes
  const int32_t* faces;   // (F, 3) of attributes
  const T* positions;     // (V, 3)
  const int32_t* welded;  // (F, 3) of positions
  const T* matrices;      // (N, 4, 4)
  int32_t attribute_count, face_count, channels, views;
  ImageSize size;
  const int32_t* face_indices;  // (N, H, W)
  int threads;
};

// slopes: (N, H, W, C, 2)
template <class T>
void screen_slopes(const ScreenSlopesArguments<T>& arguments, T* slopes);

}  // namespace photosculpture
