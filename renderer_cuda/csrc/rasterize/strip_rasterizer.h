// SPDX-License-Identifier: MIT
// Which face is nearest at each pixel centre: corners of all vertices, faces by strips of rows, then each strip on its
// own. Views are taken in batches, so that what is kept between the stages stays small beside the images.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "../common/ranges.h"
#include "../common/shelf.h"
#include "../common/thread_pool.h"
#include "depth_strip.h"
#include "face_boxes.h"

namespace photosculpture {

constexpr int32_t kRasterRows = 32;  // of a strip

// A mesh and the views that it is drawn in.
template <class T>
struct MeshViews {
  const T* positions;    // (V, 3)
  const T* matrices;     // (N, 4, 4)
  const int32_t* faces;  // (F, 3)
  int32_t vertex_count, face_count, views;
  ImageSize size;
  int threads;
};

// A strip whose pixels all know their faces.
struct FinishedStrip {
  int32_t view;
  const Corner* corners;  // (V) of the view
  const DepthStrip& strip;
};

template <class T>
class StripRasterizer {
  static constexpr int32_t kMeshChunk = 32768;  // vertices or faces a task
  static constexpr double kFar = 1e30;
  static constexpr int32_t kLayers = 8;  // near faces are drawn before far ones, so that those hidden need not be drawn
  static constexpr int64_t kBatchElements = 1 << 17;  // vertices and faces of all views of a batch, about

  // The faces of a chunk that may be seen, once for each strip that they reach into, near ones first.
  struct FaceChunk {
    std::vector<BoxedFace> boxed, ordered;
    std::vector<uint8_t> layers;         // of boxed
    std::vector<int32_t> offsets, fill;  // of ordered by (strips, kLayers)
    std::vector<IndexRange> columns;     // by strip
  };

  // What a batch of views keeps between the stages.
  struct Workspace {
    std::vector<Corner> corners;         // (batch, V)
    std::vector<ScreenPoint> points;     // (batch, V)
    std::vector<FaceChunk> face_chunks;  // (batch, chunks)
    std::vector<DepthRange> ranges;      // (batch, vertex chunks)
  };

  struct StripMemory {
    std::vector<float> depth;
    std::vector<int32_t> face;
  };

 public:
  explicit StripRasterizer(const MeshViews<T>& mesh)
      : a_(mesh),
        strips_(chunks_of(a_.size.height, kRasterRows)),
        chunks_(chunks_of(a_.face_count, kMeshChunk)),
        batch_(int32_t(std::clamp<int64_t>(kBatchElements / (int64_t(a_.vertex_count) + a_.face_count), 1, a_.views))),
        vertex_chunks_(chunks_of(a_.vertex_count, kMeshChunk)),
        memory_(Shelf<Workspace>::instance().take()) {
    enlarge(memory_->corners, size_t(batch_) * size_t(a_.vertex_count));
    enlarge(memory_->points, size_t(batch_) * size_t(a_.vertex_count));
    enlarge(memory_->face_chunks, size_t(batch_) * size_t(chunks_));
    enlarge(memory_->ranges, size_t(batch_) * size_t(vertex_chunks_));
  }

  // Calls finish(FinishedStrip) for each strip of rows, from several threads.
  template <class Finish>
  void run(const Finish& finish) {
    for (int32_t first = 0; first < a_.views; first += batch_) {
      const int32_t count = std::min(batch_, a_.views - first);
      parallel_for(count * vertex_chunks_, a_.threads,
                   [&](int task) { project(first, task / vertex_chunks_, task % vertex_chunks_); });
      parallel_for(count * chunks_, a_.threads, [&](int task) { box_faces(task / chunks_, task % chunks_); });
      parallel_for(count * strips_, a_.threads,
                   [&](int task) { draw_strip(first, task / strips_, task % strips_, finish); });
    }
    Shelf<Workspace>::instance().put_back(std::move(memory_));
  }

 private:
  template <class Value>
  static void enlarge(std::vector<Value>& values, size_t size) {
    if (values.size() < size) values.resize(size);
  }
  Corner* corners(int32_t in_batch) { return memory_->corners.data() + int64_t(in_batch) * a_.vertex_count; }
  ScreenPoint* points(int32_t in_batch) { return memory_->points.data() + int64_t(in_batch) * a_.vertex_count; }

  void project(int32_t first_view, int32_t in_batch, int32_t chunk) {
    const IndexRange vertices = chunk_range(chunk, kMeshChunk, a_.vertex_count);
    DepthRange range = {kFar, 0};
    face_box_kernels<T>().project(a_.matrices + 16 * (int64_t(first_view) + in_batch),
                                  a_.positions + 3 * int64_t(vertices.begin), vertices.end - vertices.begin,
                                  corners(in_batch) + vertices.begin, points(in_batch) + vertices.begin, range);
    memory_->ranges[size_t(in_batch * vertex_chunks_ + chunk)] = range;
  }

  void box_faces(int32_t in_batch, int32_t chunk) {
    const IndexRange faces = chunk_range(chunk, kMeshChunk, a_.face_count);
    FaceChunk& found = memory_->face_chunks[size_t(in_batch * chunks_ + chunk)];
    enlarge(found.boxed, size_t(faces.end - faces.begin) + kBoxLanes);
    const int32_t count = face_box_kernels<T>().box_faces(corners(in_batch), points(in_batch), a_.faces, faces.begin,
                                                          faces.end, a_.size.height, a_.size.width, found.boxed.data());
    DepthRange range = {kFar, 0};
    for (int32_t k = 0; k < vertex_chunks_; ++k) {
      const DepthRange& part = memory_->ranges[size_t(in_batch * vertex_chunks_ + k)];
      range = {std::min(range.low, part.low), std::max(range.high, part.high)};
    }
    put_in_order(found, count, range);
  }

  void put_in_order(FaceChunk& found, int32_t count, DepthRange range) const {
    const double scale = range.high > range.low ? kLayers / (range.high - range.low) : 0.0;
    enlarge(found.layers, size_t(count));
    found.offsets.assign(size_t(strips_) * kLayers + 1, 0);
    found.columns.assign(size_t(strips_), {a_.size.width, 0});
    for (int32_t k = 0; k < count; ++k) {
      const BoxedFace& boxed = found.boxed[size_t(k)];
      const int32_t layer = int32_t(clamp((boxed.nearest - range.low) * scale, 0.0, kLayers - 1.0));
      found.layers[size_t(k)] = uint8_t(layer);
      for (int32_t s = boxed.box.row_begin / kRasterRows; s <= (boxed.box.row_end - 1) / kRasterRows; ++s) {
        ++found.offsets[size_t(s * kLayers + layer) + 1];
        IndexRange& columns = found.columns[size_t(s)];
        columns = {std::min(columns.begin, boxed.box.column_begin), std::max(columns.end, boxed.box.column_end)};
      }
    }
    for (size_t k = 1; k < found.offsets.size(); ++k) found.offsets[k] += found.offsets[k - 1];
    enlarge(found.ordered, size_t(found.offsets.back()));
    found.fill.assign(found.offsets.begin(), found.offsets.end() - 1);
    for (int32_t k = 0; k < count; ++k) {
      const BoxedFace& boxed = found.boxed[size_t(k)];
      for (int32_t s = boxed.box.row_begin / kRasterRows; s <= (boxed.box.row_end - 1) / kRasterRows; ++s)
        found.ordered[size_t(found.fill[size_t(s * kLayers + found.layers[size_t(k)])]++)] = boxed;
    }
  }

  template <class Finish>
  void draw_strip(int32_t first_view, int32_t in_batch, int32_t s, const Finish& finish) {
    static thread_local StripMemory memory;
    const IndexRange rows = chunk_range(s, kRasterRows, a_.size.height);
    const int32_t stride = (a_.size.width + 2 * kRunLanes - 1) / kRunLanes * kRunLanes;
    const size_t pixels = size_t(kRasterRows) * size_t(stride);
    if (memory.depth.size() < pixels) {
      memory.depth.resize(pixels);
      memory.face.resize(pixels);
    }
    const IndexRange columns = columns_of(in_batch, s);
    DepthStrip strip = {rows.begin,          rows.end - rows.begin, a_.size.width, stride,
                        memory.depth.data(), memory.face.data(),    columns.begin, columns.end};
    for (int32_t row = 0; row < strip.rows; ++row) {
      const int64_t start = int64_t(row) * stride;
      std::fill(strip.depth + start + columns.begin, strip.depth + start + columns.end, kNoDepth);
      std::fill(strip.face + start + columns.begin, strip.face + start + columns.end, -1);
    }
    const RasterizeKernels<T>& kernels = rasterize_kernels<T>();
    // A layer of all chunks before the next; of one chunk all at once.
    const int32_t layers = chunks_ == 1 ? kLayers : 1;
    for (int32_t layer = 0; layer < kLayers; layer += layers)
      for (int32_t chunk = 0; chunk < chunks_; ++chunk) {
        const FaceChunk& found = memory_->face_chunks[size_t(in_batch * chunks_ + chunk)];
        const int32_t* const offsets = found.offsets.data() + s * kLayers + layer;
        kernels.draw(corners(in_batch), a_.faces, found.ordered.data() + offsets[0], offsets[layers] - offsets[0],
                     strip);
      }
    finish(FinishedStrip{first_view + in_batch, corners(in_batch), strip});
  }

  // The columns that the faces of a strip may cover.
  IndexRange columns_of(int32_t in_batch, int32_t s) const {
    IndexRange columns = {a_.size.width, 0};
    for (int32_t chunk = 0; chunk < chunks_; ++chunk) {
      const IndexRange part = memory_->face_chunks[size_t(in_batch * chunks_ + chunk)].columns[size_t(s)];
      columns = {std::min(columns.begin, part.begin), std::max(columns.end, part.end)};
    }
    return columns.begin < columns.end ? columns : IndexRange{0, 0};
  }

  const MeshViews<T>& a_;
  const int32_t strips_, chunks_, batch_, vertex_chunks_;
  std::unique_ptr<Workspace> memory_;
};

}  // namespace photosculpture
