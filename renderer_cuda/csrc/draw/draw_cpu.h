// SPDX-License-Identifier: MIT
// Attributes of vertices drawn on the CPU: rasterize, interpolate and antialias in one, forward and backward over all
// views of a call. Neither barycentrics nor depths nor an image with hard edges is written, and each pixel's gradient
// is read once.
#pragma once

#include <vector>

#include "../antialias/antialias_cpu.h"
#include "../common/face_run.h"
#include "../common/shelf.h"

namespace photosculpture {

// What is drawn, and on which corners of the mesh's faces.
template <class T>
struct DrawnAttributes {
  const T* values;       // (A, C), or (N, A, C)
  bool has_views;        // of values
  const int32_t* faces;  // (F, 3)
  int32_t count;         // A
};

template <class T>
struct DrawArguments {
  MeshView<T> mesh;
  const T* matrices;     // (N, 4, 4)
  const int32_t* parts;  // (F), see AntialiasArguments
  DrawnAttributes<T> attributes;
  int32_t* face_indices;  // (N, H, W)
  T* image;               // (N, H, W, C)
  ImageSize size;
  int32_t views, channels;
  bool intersections;
  int threads;
};

constexpr int32_t kDrawnRows = 32;  // of a strip

// What the forward pass keeps for the backward pass.
template <class T>
struct DrawingTables {
  std::vector<std::vector<FaceRun>> runs;  // (N * strips) of pixels that show one face, which stands for their slot
  std::vector<int32_t> rows;               // these as in BlendRecord
  std::vector<double> values;
  std::vector<int64_t> offsets;
  std::vector<T> colours;
};

// Its memory is handed on to the next record.
template <class T>
class DrawingRecord {
 public:
  DrawingRecord() : tables_(Shelf<DrawingTables<T>>::instance().take()) {}
  ~DrawingRecord() { Shelf<DrawingTables<T>>::instance().put_back(std::move(tables_)); }
  DrawingRecord(const DrawingRecord&) = delete;
  DrawingRecord& operator=(const DrawingRecord&) = delete;

  DrawingTables<T>& tables() { return *tables_; }
  const DrawingTables<T>& tables() const { return *tables_; }

 private:
  std::unique_ptr<DrawingTables<T>> tables_;
};

template <class T>
std::unique_ptr<DrawingRecord<T>> draw_forward(const DrawArguments<T>& arguments);

template <class T>
struct DrawBackwardArguments {
  const T* positions;    // (V, 3)
  const T* matrices;     // (N, 4, 4)
  const int32_t* faces;  // (F, 3)
  DrawnAttributes<T> attributes;
  const DrawingTables<T>& record;
  const T* grad_image;  // (N, H, W, C) with the strides below
  int64_t grad_strides[4];
  T* grad_positions;   // (V, 3)
  T* grad_matrices;    // (N, 4, 4)
  T* grad_attributes;  // as the attributes' values
  ImageSize size;
  int32_t vertex_count, face_count, views, channels;
  int threads;
};

template <class T>
void draw_backward(const DrawBackwardArguments<T>& arguments);

}  // namespace photosculpture
