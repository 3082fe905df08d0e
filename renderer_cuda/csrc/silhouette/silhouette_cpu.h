// SPDX-License-Identifier: MIT
// The silhouette stage on the CPU: forward and backward over all views of a call.
#pragma once

#include <memory>
#include <vector>

#include "outline_cpu.h"

namespace photosculpture {

// What the forward pass keeps for the backward pass; written into the caller's tensors. Indices of contour edges and
// segments count through all views; view k owns the range offsets[k] to offsets[k + 1].
template <class T>
class OutlineRecord {
 public:
  virtual ~OutlineRecord() = default;
  virtual int64_t contour_count() const = 0;
  virtual int64_t segment_count() const = 0;
  virtual int64_t band_count() const = 0;
  // contour (C, 5) int32: begin vertex, begin partner, end vertex, end partner, jump
  // segments (S, 3) int32: contour edge, what it begins at, what it ends at; intervals (S, 2) float64
  // band_pixels (B) int32, band_segments (B) int32: 2 * segment + is_inside, band_slopes (B)
  // offsets (3, N + 1) int32 of contour edges, segments, band pixels
  virtual void write(int32_t* contour, int32_t* segments, double* intervals, int32_t* band_pixels,
                     int32_t* band_segments, T* band_slopes, int32_t* offsets) const = 0;
};

template <class T>
struct ForwardArguments {
  MeshView<T> mesh;
  const T* matrices;  // (N, 4, 4)
  int32_t views;
  ImageSize size;
  T softness;  // pixels; 0 for signed distance
  T reach;     // pixels
  T* image;    // (N, H, W)
  int threads;
};

template <class T>
std::unique_ptr<OutlineRecord<T>> silhouette_forward(const ForwardArguments<T>& arguments);

template <class T>
struct BackwardArguments {
  const T* positions;  // (V, 3)
  const T* matrices;   // (N, 4, 4)
  int32_t vertex_count, views;
  ImageSize size;
  const int32_t* contour;
  const int32_t* segments;
  const double* intervals;
  const int32_t* band_pixels;
  const int32_t* band_segments;
  const T* band_slopes;
  const int32_t* offsets;
  const T* grad_image;  // (N, H, W) with the strides below, so that an expanded gradient is not copied
  int64_t grad_strides[3];
  T* grad_positions;  // (V, 3)
  T* grad_matrices;   // (N, 4, 4)
  int threads;
};

template <class T>
void silhouette_backward(const BackwardArguments<T>& arguments);

}  // namespace photosculpture
