// SPDX-License-Identifier: MIT
// Strips of rows, each on its own. In the backward pass every sum runs in one fixed order: pixels of a face in a strip,
// strips of a view, views; they are taken in batches, so that the lists between the stages stay small.
#include "interpolate_cpu.h"

#include <algorithm>
#include <vector>

#include "../common/corner_lists.h"
#include "../common/face_runs.h"
#include "../common/instruction_sets.h"
#include "../common/large_pages.h"
#include "../common/thread_pool.h"
#include "interpolate_rows.h"

namespace photosculpture {

PS_BEST_TABLE(InterpolateKernels<float>, interpolate_kernels_float)
PS_BEST_TABLE(InterpolateKernels<double>, interpolate_kernels_double)

template <>
const InterpolateKernels<float>& interpolate_kernels<float>() {
  return best_interpolate_kernels_float();
}
template <>
const InterpolateKernels<double>& interpolate_kernels<double>() {
  return best_interpolate_kernels_double();
}

namespace {

constexpr int32_t kStripRows = 64;
constexpr int64_t kBatchValues = 1 << 23;  // of the images of a batch of views, about

template <class T>
AttributeView<T> attribute_view(const InterpolateArguments<T>& a, int32_t view) {
  const int64_t start = int64_t(view) * a.size.height * a.size.width;
  const int64_t first = a.has_views ? int64_t(view) * a.vertex_count * a.channels : 0;
  return {a.attributes + first, a.faces,   a.face_indices + start, a.barycentrics + 2 * start, a.vertex_count,
          a.face_count,         a.channels};
}

template <class T>
struct StripMemory {
  StripFaces strip;
  std::vector<double> sums;
  std::vector<T> padded;
};

template <class T>
class InterpolateBackward {
 public:
  InterpolateBackward(const InterpolateArguments<T>& arguments, const T* grad_image, T* grad_attributes,
                      T* grad_barycentrics)
      : a_(arguments),
        grad_image_(grad_image),
        grad_attributes_(grad_attributes),
        grad_barycentrics_(grad_barycentrics),
        strips_(chunks_of(a_.size.height, kStripRows)),
        pixels_(int64_t(a_.size.height) * a_.size.width),
        batch_(int32_t(std::clamp<int64_t>(kBatchValues / (pixels_ * (a_.channels + 1)), 1, a_.views))),
        lists_(size_t(batch_) * size_t(strips_)) {}

  void run() {
    const int64_t values = int64_t(a_.vertex_count) * a_.channels;
    if (grad_attributes_) std::fill(grad_attributes_, grad_attributes_ + (a_.has_views ? a_.views : 1) * values, T(0));
    if (grad_barycentrics_) advise_large_pages(grad_barycentrics_, size_t(a_.views * pixels_) * 2 * sizeof(T));
    for (int32_t first = 0; first < a_.views; first += batch_) {
      const int32_t count = std::min(batch_, a_.views - first);
      parallel_for(count * strips_, a_.threads, [&](int task) { do_strip(first + task / strips_, task); });
      if (!grad_attributes_) continue;
      for (int32_t v = 0; v < (a_.has_views ? count : 1); ++v)
        add_corners(lists_.data() + int64_t(v) * strips_, a_.has_views ? strips_ : count * strips_, a_.faces,
                    a_.vertex_count, a_.channels, a_.threads,
                    grad_attributes_ + (a_.has_views ? (int64_t(first) + v) * values : 0));
    }
  }

 private:
  void do_strip(int32_t view, int task) {
    static thread_local StripMemory<T> memory;
    const AttributeView<T> images = attribute_view(a_, view);
    const IndexRange rows = chunk_range(task % strips_, kStripRows, a_.size.height);
    StripFaces& strip = memory.strip;
    strip.read(images.face_indices, rows, a_.size.width, a_.face_count);
    if (grad_attributes_) memory.sums.assign(size_t(strip.face_count()) * sums_per_face(), 0);
    memory.padded.resize(kRunLanes * size_t(a_.channels));
    const int64_t start = view * pixels_;
    interpolate_kernels<T>().backward(
        images, {rows.begin * a_.size.width, rows.end * a_.size.width, strip.runs(), strip.run_count(), strip.faces(),
                 grad_image_ + start * a_.channels, grad_barycentrics_ ? grad_barycentrics_ + 2 * start : nullptr,
                 grad_attributes_ ? memory.sums.data() : nullptr, memory.padded.data()});
    if (grad_attributes_) keep_sums(memory, lists_[size_t(task)]);
  }

  size_t sums_per_face() const { return 3 * kRunLanes * size_t(a_.channels); }

  // From (slots, C, 3, kRunLanes) to (slots, 3, C).
  void keep_sums(const StripMemory<T>& memory, CornerList<T>& list) const {
    list.faces.assign(memory.strip.faces(), memory.strip.faces() + memory.strip.face_count());
    const size_t channels = size_t(a_.channels);
    list.values.resize(3 * channels * list.faces.size());
    const double* from = memory.sums.data();
    for (size_t slot = 0; slot < list.faces.size(); ++slot)
      for (size_t c = 0; c < channels; ++c)
        for (size_t j = 0; j < 3; ++j, from += kRunLanes) {
          double sum = 0;
          for (int lane = 0; lane < kRunLanes; ++lane) sum += from[lane];
          list.values[(3 * slot + j) * channels + c] = T(sum);
        }
  }

  const InterpolateArguments<T>& a_;
  const T* const grad_image_;
  T* const grad_attributes_;
  T* const grad_barycentrics_;
  const int32_t strips_;
  const int64_t pixels_;
  const int32_t batch_;
  std::vector<CornerList<T>> lists_;  // (batch, strips)
};

}  // namespace

template <class T>
void interpolate_forward(const InterpolateArguments<T>& arguments, T* image) {
  const ImageSize size = arguments.size;
  const int64_t pixels = int64_t(size.height) * size.width;
  advise_large_pages(image, size_t(arguments.views * pixels * arguments.channels) * sizeof(T));
  const int32_t strips = chunks_of(size.height, kStripRows);
  parallel_for(arguments.views * strips, arguments.threads, [&](int task) {
    const int32_t view = task / strips;
    const IndexRange rows = chunk_range(task % strips, kStripRows, size.height);
    interpolate_kernels<T>().forward(attribute_view(arguments, view), rows.begin * size.width, rows.end * size.width,
                                     image + view * pixels * arguments.channels);
  });
}

template <class T>
void interpolate_backward(const InterpolateArguments<T>& arguments, const T* grad_image, T* grad_attributes,
                          T* grad_barycentrics) {
  InterpolateBackward<T>(arguments, grad_image, grad_attributes, grad_barycentrics).run();
}

#define PS_INSTANTIATE(T)                                                \
  template void interpolate_forward(const InterpolateArguments<T>&, T*); \
  template void interpolate_backward(const InterpolateArguments<T>&, const T*, T*, T*);
PS_INSTANTIATE(float)
PS_INSTANTIATE(double)

}  // namespace photosculpture
