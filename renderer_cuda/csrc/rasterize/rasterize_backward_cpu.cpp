// SPDX-License-Identifier: MIT
// Backward pass: pixels -> faces of a strip -> their corners -> positions and the view matrix. Every sum runs in one
// fixed order; views are taken in batches, so that the tables between the stages stay small.
#include <algorithm>
#include <vector>

#include "../common/face_runs.h"
#include "../common/shelf.h"
#include "../common/thread_pool.h"
#include "../common/vertex_tables.h"
#include "face_sums.h"
#include "fragment_gradient.h"
#include "rasterize_cpu.h"

namespace photosculpture {
namespace {

constexpr int32_t kStripRows = 64;
constexpr int64_t kBatchValues = 1 << 20;  // of the tables of a batch, about

struct StripMemory {
  StripFaces strip;
  std::vector<double> sums, corners;
};

template <class T>
struct Tables {
  std::vector<T> positions;      // (batch, parts, V, 3)
  std::vector<double> matrices;  // (batch, parts, 4, 4)
};

template <class T>
class RasterizeBackward {
 public:
  explicit RasterizeBackward(const RasterizeBackwardArguments<T>& arguments)
      : a_(arguments),
        strips_(chunks_of(a_.size.height, kStripRows)),
        pixels_(int64_t(a_.size.height) * a_.size.width),
        parts_(parts_of_view(a_.views, strips_)),
        table_(3 * int64_t(a_.vertex_count)),
        batch_(int32_t(std::clamp<int64_t>(kBatchValues / (table_ * parts_), 1, a_.views))),
        tables_(Shelf<Tables<T>>::instance().take()) {}

  void run() {
    std::fill(a_.grad_positions, a_.grad_positions + table_, T(0));
    std::fill(a_.grad_matrices, a_.grad_matrices + 16 * int64_t(a_.views), T(0));
    if (!a_.grad_barycentrics && !a_.grad_depth) return;
    const size_t most = size_t(batch_) * size_t(parts_);
    if (tables_->positions.size() < most * size_t(table_)) tables_->positions.resize(most * size_t(table_));
    tables_->matrices.resize(most * 16);
    for (int32_t first = 0; first < a_.views; first += batch_) {
      const int32_t count = std::min(batch_, a_.views - first);
      parallel_for(count * parts_, a_.threads, [&](int task) { sum_part(first + task / parts_, task); });
      add_tables(tables_->positions.data(), count * parts_, table_, a_.threads, a_.grad_positions);
      for (int32_t v = 0; v < count; ++v) add_matrix(v, a_.grad_matrices + 16 * (int64_t(first) + v));
    }
    Shelf<Tables<T>>::instance().put_back(std::move(tables_));
  }

 private:
  void sum_part(int32_t view, int task) {
    static thread_local StripMemory memory;
    const int64_t start = view * pixels_;
    const FragmentView<T> images = {a_.positions,
                                    a_.matrices + 16 * int64_t(view),
                                    a_.faces,
                                    a_.barycentrics + 2 * start,
                                    a_.grad_barycentrics ? a_.grad_barycentrics + 2 * start : nullptr,
                                    a_.grad_depth ? a_.grad_depth + start : nullptr,
                                    a_.size.width};
    const FaceSumKernels<T>& kernels = face_sum_kernels<T>();
    StripFaces& strip = memory.strip;
    memory.corners.assign(4 * size_t(a_.vertex_count), 0);
    const IndexRange part = strips_of_part(task % parts_, parts_, strips_);
    for (int32_t s = part.begin; s < part.end; ++s) {
      strip.read(a_.face_indices + start, chunk_range(s, kStripRows, a_.size.height), a_.size.width, a_.face_count);
      const int32_t faces = strip.face_count();
      if (memory.sums.size() < size_t(faces) * kFaceSums) memory.sums.resize(size_t(faces) * kFaceSums);
      kernels.sum_runs(images, strip.runs(), strip.run_count(), strip.faces(), memory.sums.data());
      kernels.to_corners(images, strip.faces(), faces, memory.sums.data(), memory.corners.data());
    }
    double* const matrix_sum = tables_->matrices.data() + 16 * int64_t(task);
    std::fill(matrix_sum, matrix_sum + 16, 0.0);
    kernels.to_mesh(images, a_.vertex_count, memory.corners.data(), tables_->positions.data() + task * table_,
                    matrix_sum);
  }

  void add_matrix(int32_t in_batch, T* to) const {
    for (int k = 0; k < 16; ++k) {
      double sum = 0;
      for (int32_t part = 0; part < parts_; ++part)
        sum += tables_->matrices[size_t(16 * (in_batch * parts_ + part) + k)];
      to[k] = T(sum);
    }
  }

  const RasterizeBackwardArguments<T>& a_;
  const int32_t strips_;
  const int64_t pixels_;
  const int32_t parts_;
  const int64_t table_;
  const int32_t batch_;
  std::unique_ptr<Tables<T>> tables_;
};

}  // namespace

template <class T>
void rasterize_backward(const RasterizeBackwardArguments<T>& arguments) {
  RasterizeBackward<T>(arguments).run();
}

template void rasterize_backward(const RasterizeBackwardArguments<float>&);
template void rasterize_backward(const RasterizeBackwardArguments<double>&);

}  // namespace photosculpture
