// SPDX-License-Identifier: MIT
// Backward pass: pixels -> faces of a strip -> their corners' positions and the view matrix. Every sum runs in one
// fixed order; views are taken in batches, so that the lists between the stages stay small beside the images.
#include <algorithm>
#include <vector>

#include "../common/corner_lists.h"
#include "../common/face_runs.h"
#include "../common/thread_pool.h"
#include "face_sums.h"
#include "fragment_gradient.h"
#include "rasterize_cpu.h"

namespace photosculpture {
namespace {

constexpr int32_t kStripRows = 64;
constexpr int64_t kBatchPixels = 1 << 22;

struct StripMemory {
  StripFaces strip;
  std::vector<double> sums;
};

template <class T>
class RasterizeBackward {
 public:
  explicit RasterizeBackward(const RasterizeBackwardArguments<T>& arguments)
      : a_(arguments),
        strips_(chunks_of(a_.size.height, kStripRows)),
        pixels_(int64_t(a_.size.height) * a_.size.width),
        batch_(int32_t(std::clamp<int64_t>(kBatchPixels / pixels_, 1, a_.views))),
        lists_(size_t(batch_) * size_t(strips_)),
        matrix_sums_(size_t(batch_) * size_t(strips_) * 16) {}

  void run() {
    std::fill(a_.grad_positions, a_.grad_positions + 3 * int64_t(a_.vertex_count), T(0));
    std::fill(a_.grad_matrices, a_.grad_matrices + 16 * int64_t(a_.views), T(0));
    if (!a_.grad_barycentrics && !a_.grad_depth) return;
    for (int32_t first = 0; first < a_.views; first += batch_) {
      const int32_t count = std::min(batch_, a_.views - first);
      parallel_for(count * strips_, a_.threads, [&](int task) { sum_strip(first + task / strips_, task); });
      add_corners(lists_.data(), count * strips_, a_.faces, a_.vertex_count, 3, a_.threads, a_.grad_positions);
      for (int32_t v = 0; v < count; ++v) add_matrix(v, a_.grad_matrices + 16 * (int64_t(first) + v));
    }
  }

 private:
  void sum_strip(int32_t view, int task) {
    static thread_local StripMemory memory;
    const int64_t start = view * pixels_;
    const FragmentView<T> images = {a_.positions,
                                    a_.matrices + 16 * int64_t(view),
                                    a_.faces,
                                    a_.barycentrics + 2 * start,
                                    a_.grad_barycentrics ? a_.grad_barycentrics + 2 * start : nullptr,
                                    a_.grad_depth ? a_.grad_depth + start : nullptr,
                                    int32_t(pixels_)};
    StripFaces& strip = memory.strip;
    strip.read(a_.face_indices + start, chunk_range(task % strips_, kStripRows, a_.size.height), a_.size.width,
               a_.face_count);
    const int32_t faces = strip.face_count();
    memory.sums.assign(size_t(faces) * kFaceSums, 0);
    const FaceSumKernels<T>& kernels = face_sum_kernels<T>();
    kernels.sum_runs(images, strip.runs(), strip.run_count(), strip.faces(), memory.sums.data());
    CornerList<T>& list = lists_[size_t(task)];
    list.faces.assign(strip.faces(), strip.faces() + faces);
    list.values.resize(9 * size_t(faces));
    double* const matrix_sum = matrix_sums_.data() + 16 * int64_t(task);
    std::fill(matrix_sum, matrix_sum + 16, 0.0);
    kernels.to_mesh(images, strip.faces(), faces, memory.sums.data(), list.values.data(), matrix_sum);
  }

  void add_matrix(int32_t in_batch, T* to) const {
    for (int k = 0; k < 16; ++k) {
      double sum = 0;
      for (int32_t s = 0; s < strips_; ++s) sum += matrix_sums_[size_t(16 * (in_batch * strips_ + s) + k)];
      to[k] = T(sum);
    }
  }

  const RasterizeBackwardArguments<T>& a_;
  const int32_t strips_;
  const int64_t pixels_;
  const int32_t batch_;
  std::vector<CornerList<T>> lists_;  // (batch, strips)
  std::vector<double> matrix_sums_;   // (batch, strips, 16)
};

}  // namespace

template <class T>
void rasterize_backward(const RasterizeBackwardArguments<T>& arguments) {
  RasterizeBackward<T>(arguments).run();
}

template void rasterize_backward(const RasterizeBackwardArguments<float>&);
template void rasterize_backward(const RasterizeBackwardArguments<double>&);

}  // namespace photosculpture
