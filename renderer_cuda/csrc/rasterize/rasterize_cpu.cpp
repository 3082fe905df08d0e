// SPDX-License-Identifier: MIT
// Forward pass: corners of all vertices, faces by strips of rows, then each strip on its own. Views are taken in
// batches, so that what is kept between the stages stays small beside the images.
#include "rasterize_cpu.h"

#include <algorithm>
#include <vector>

#include "../common/buckets.h"
#include "../common/large_pages.h"
#include "../common/thread_pool.h"
#include "depth_strip.h"

namespace photosculpture {
namespace {

constexpr int32_t kMeshChunk = 16384;  // vertices or faces a task
constexpr int32_t kStripRows = 32;
constexpr int64_t kBatchElements = 1 << 20;  // vertices and faces of all views of a batch, about

// The faces of a chunk that may be seen, and by strip which of them.
struct FaceChunk {
  std::vector<BoxedFace> boxed;
  Buckets strips;
};

struct StripMemory {
  std::vector<float> depth;
  std::vector<int32_t> face;
  int32_t covered_begin[kStripRows], covered_end[kStripRows];
};

template <class T>
class Rasterizer {
 public:
  explicit Rasterizer(const RasterizeArguments<T>& arguments)
      : a_(arguments),
        strips_(chunks_of(a_.size.height, kStripRows)),
        chunks_(chunks_of(a_.face_count, kMeshChunk)),
        batch_(int32_t(std::clamp<int64_t>(kBatchElements / (int64_t(a_.vertex_count) + a_.face_count), 1, a_.views))),
        corners_(size_t(batch_) * size_t(a_.vertex_count)),
        face_chunks_(size_t(batch_) * size_t(chunks_)) {}

  void run() {
    const size_t pixels = size_t(a_.views) * size_t(a_.size.height) * size_t(a_.size.width);
    advise_large_pages(a_.face_indices, pixels * sizeof(int32_t));
    advise_large_pages(a_.barycentrics, 2 * pixels * sizeof(T));
    advise_large_pages(a_.depth, pixels * sizeof(T));
    for (int32_t first = 0; first < a_.views; first += batch_) {
      const int32_t count = std::min(batch_, a_.views - first);
      const int32_t vertex_chunks = chunks_of(a_.vertex_count, kMeshChunk);
      parallel_for(count * vertex_chunks, a_.threads, [&](int task) {
        project(first, task / vertex_chunks, chunk_range(task % vertex_chunks, kMeshChunk, a_.vertex_count));
      });
      parallel_for(count * chunks_, a_.threads, [&](int task) { box_faces(task / chunks_, task % chunks_); });
      parallel_for(count * strips_, a_.threads, [&](int task) { draw_strip(first, task / strips_, task % strips_); });
    }
  }

 private:
  Corner* corners(int32_t in_batch) { return corners_.data() + int64_t(in_batch) * a_.vertex_count; }

  void project(int32_t first_view, int32_t in_batch, IndexRange vertices) {
    const T* const matrix = a_.matrices + 16 * (int64_t(first_view) + in_batch);
    Corner* const to = corners(in_batch);
    for (int32_t v = vertices.begin; v < vertices.end; ++v)
      to[v] = project_corner(matrix, a_.positions + 3 * int64_t(v));
  }

  void box_faces(int32_t in_batch, int32_t chunk) {
    const IndexRange faces = chunk_range(chunk, kMeshChunk, a_.face_count);
    FaceChunk& found = face_chunks_[size_t(in_batch * chunks_ + chunk)];
    found.boxed.clear();
    const Corner* const from = corners(in_batch);
    for (int32_t f = faces.begin; f < faces.end; ++f) {
      const int32_t* const face = a_.faces + 3 * int64_t(f);
      const Corner placed[3] = {from[face[0]], from[face[1]], from[face[2]]};
      BoxedFace boxed = {f, {}};
      if (find_pixel_box(placed, a_.size.height, a_.size.width, boxed.box)) found.boxed.push_back(boxed);
    }
    found.strips.build(strips_, int32_t(found.boxed.size()), [&](int32_t item, auto visit) {
      const PixelBox& box = found.boxed[size_t(item)].box;
      for (int32_t s = box.row_begin / kStripRows; s <= (box.row_end - 1) / kStripRows; ++s) visit(s);
    });
  }

  void draw_strip(int32_t first_view, int32_t in_batch, int32_t s) {
    static thread_local StripMemory memory;
    const IndexRange rows = chunk_range(s, kStripRows, a_.size.height);
    const int32_t stride = (a_.size.width + 2 * kPixelBlock - 1) / kPixelBlock * kPixelBlock;
    const size_t pixels = size_t(kStripRows) * size_t(stride);
    if (memory.depth.size() < pixels) {
      memory.depth.resize(pixels);
      memory.face.resize(pixels);
    }
    DepthStrip strip = {rows.begin,          rows.end - rows.begin, a_.size.width,        stride,
                        memory.depth.data(), memory.face.data(),    memory.covered_begin, memory.covered_end};
    for (int32_t row = 0; row < strip.rows; ++row) strip.covered_begin[row] = strip.covered_end[row] = 0;
    const RasterizeKernels<T>& kernels = rasterize_kernels<T>();
    for (int32_t chunk = 0; chunk < chunks_; ++chunk) {
      const FaceChunk& found = face_chunks_[size_t(in_batch * chunks_ + chunk)];
      const int32_t begin = found.strips.offsets[size_t(s)], end = found.strips.offsets[size_t(s) + 1];
      kernels.draw(corners(in_batch), a_.faces, found.boxed.data(), found.strips.items.data() + begin, end - begin,
                   strip);
    }
    const int64_t view = int64_t(first_view) + in_batch, start = view * a_.size.height * a_.size.width;
    kernels.resolve(corners(in_batch), a_.faces, strip, double(a_.nears[view]),
                    {a_.face_indices + start, a_.barycentrics + 2 * start, a_.depth + start});
  }

  const RasterizeArguments<T>& a_;
  const int32_t strips_, chunks_, batch_;
  std::vector<Corner> corners_;         // (batch, V)
  std::vector<FaceChunk> face_chunks_;  // (batch, chunks)
};

}  // namespace

template <class T>
void rasterize_forward(const RasterizeArguments<T>& arguments) {
  Rasterizer<T>(arguments).run();
}

template void rasterize_forward(const RasterizeArguments<float>&);
template void rasterize_forward(const RasterizeArguments<double>&);

}  // namespace photosculpture
