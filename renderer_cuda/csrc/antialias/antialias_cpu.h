// SPDX-License-Identifier: MIT
// The antialias stage on the CPU: forward and backward over all views of a call.
#pragma once

#include <memory>
#include <vector>

#include "../silhouette/outline_cpu.h"
#include "crossings.h"

namespace photosculpture {

// What the forward pass keeps for the backward pass; view k owns the blends offsets[k] to offsets[k + 1].
template <class T>
class BlendRecord {
 public:
  virtual ~BlendRecord() = default;
  virtual int64_t count() const = 0;
  // rows (B, kBlendRow) int32, values (B, kBlendValues) float64, offsets (N + 1) int64. colours (B, 2, C): of the
  // target and of the other before any blend, kept where the result is the image itself; else null.
  virtual void write(int32_t* rows, double* values, int64_t* offsets, T* colours) const = 0;
};

template <class T>
struct AntialiasArguments {
  MeshView<T> mesh;
  const T* matrices;            // (N, 4, 4)
  const int32_t* parts;         // (F) the connected part of the mesh that a face belongs to
  const int32_t* face_indices;  // (N, H, W)
  const T* image;               // (N, H, W, C)
  T* result;                    // (N, H, W, C), may be the image itself
  const IndexRange* spans;      // (N, H) columns outside of which a row shows background, or null
  ImageSize size;
  int32_t views, channels;
  bool intersections;
  int threads;
};

// Gives faces that share a vertex, directly or over others, the same number.
void find_parts(const int32_t* faces, int32_t face_count, int32_t vertex_count, int32_t* parts);

template <class T>
std::unique_ptr<BlendRecord<T>> antialias_forward(const AntialiasArguments<T>& arguments);

template <class T>
struct AntialiasBackwardArguments {
  const T* positions;    // (V, 3)
  const int32_t* faces;  // (F, 3)
  const T* matrices;     // (N, 4, 4)
  const T* image;        // (N, H, W, C), or null where colours are given
  const T* colours;      // (B, 2, C) as in the record, or null
  const int32_t* rows;
  const double* values;
  const int64_t* offsets;
  const T* grad_result;  // (N, H, W, C) with the strides below
  int64_t grad_strides[4];
  T* grad_image;      // (N, H, W, C), or null where nobody wants it
  T* grad_positions;  // (V, 3), or null together with grad_matrices
  T* grad_matrices;   // (N, 4, 4)
  ImageSize size;
  int32_t vertex_count, views, channels;
  int threads;
};

template <class T>
void antialias_backward(const AntialiasBackwardArguments<T>& arguments);

}  // namespace photosculpture
