// SPDX-License-Identifier: MIT
// The rasterizer on the CPU: forward and backward over all views of a call.
#pragma once

#include "../common/ranges.h"

namespace photosculpture {

template <class T>
struct RasterizeArguments {
  const T* positions;    // (V, 3)
  const T* matrices;     // (N, 4, 4)
  const T* nears;        // (N), added to depth - near
  const int32_t* faces;  // (F, 3)
  int32_t vertex_count, face_count, views;
  ImageSize size;
  int32_t* face_indices;  // (N, H, W)
  T* barycentrics;        // (N, H, W, 2)
  T* depth;               // (N, H, W)
  int threads;
};

template <class T>
void rasterize_forward(const RasterizeArguments<T>& arguments);

template <class T>
struct RasterizeBackwardArguments {
  const T* positions;    // (V, 3)
  const T* matrices;     // (N, 4, 4)
  const int32_t* faces;  // (F, 3)
  int32_t vertex_count, face_count, views;
  ImageSize size;
  const int32_t* face_indices;  // (N, H, W)
  const T* barycentrics;        // (N, H, W, 2)
  const T* grad_barycentrics;   // (N, H, W, 2) or null
  const T* grad_depth;          // (N, H, W) or null
  T* grad_positions;            // (V, 3)
  T* grad_matrices;             // (N, 4, 4)
  int threads;
};

template <class T>
void rasterize_backward(const RasterizeBackwardArguments<T>& arguments);

}  // namespace photosculpture
